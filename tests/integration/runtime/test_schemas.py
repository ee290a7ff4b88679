"""Every migration of store and enrich, replayed on a real Postgres."""

import difflib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, NamedTuple

import asyncpg
import pytest

from services.enrich import database as enrich
from services.runtime.migrations import HEADER, Migration, migrate, read_migrations
from services.store import database as store
from tests.conftest import DatabaseFactory
from tests.integration.runtime.shape import PRINTED_BY, as_any_version_prints_it, shape

SHAPES: Final = Path(__file__).parent / "schemas"


async def _with_roles(dsn: str) -> None:
    await store.migrate(dsn)
    assert await store.set_up_roles(dsn) is None


class Service(NamedTuple):
    """A schema, and what its command `migrate` does on the whole."""

    schema: str
    migrate: Callable[[str], Awaitable[object]]

    @property
    def migrations(self) -> list[Migration]:
        """Its files."""
        return read_migrations(Path("services") / self.schema / "migrations")


SERVICES: Final = [Service("store", _with_roles), Service("enrich", enrich.migrate)]


def _changes(before: list[str], after: list[str]) -> list[str]:
    """Lines that went, with -, and lines that came, with +."""
    compared = difflib.unified_diff(before, after, n=0, lineterm="")
    return [line for line in compared if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.schema)
async def test_each_migration_gives_the_expected_shape(
    service: Service, database: DatabaseFactory, pytestconfig: pytest.Config
) -> None:
    """Applied one by one, each file has the checksum and changes what `schemas/` says; so does what follows.

    `pytest --write-shapes` writes the files there anew.
    """
    dsn = await database()
    connection = await asyncpg.connect(dsn)
    known: list[str] = []
    parts = []

    async def part(heading: str) -> None:
        nonlocal known
        now = await shape(connection, service.schema)
        parts.append("\n".join([f"== {heading}", *_changes(known, now), ""]))
        known = now

    for number, migration in enumerate(service.migrations, start=1):
        applied = await migrate(connection, service.schema, service.migrations[:number])
        assert applied == [migration.name]
        await part(f"{migration.name}, sha256 {migration.checksum}")
    await service.migrate(dsn)
    await part("roles and comments, given after each migration")
    version = connection.get_server_version().major
    await connection.close()

    actual = "\n".join(parts)
    file = SHAPES / f"{service.schema}.txt"
    if pytestconfig.getoption("--write-shapes"):
        assert version == PRINTED_BY
        file.write_text(actual, encoding="utf-8")
    expected = file.read_text(encoding="utf-8")
    shown = (lambda lines: lines) if version == PRINTED_BY else as_any_version_prints_it
    assert shown(actual.splitlines()) == shown(expected.splitlines())


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.schema)
async def test_files_that_were_applied_without_a_header_stay_applied(
    service: Service, database: DatabaseFactory
) -> None:
    """A database that was migrated before files had a header takes them for what it has."""
    connection = await asyncpg.connect(await database())
    bare = [Migration(each.name, HEADER.sub("", each.sql, count=1)) for each in service.migrations]
    assert not any("-- beside the previous release:" in each.sql for each in bare)
    assert await migrate(connection, service.schema, bare) == [each.name for each in bare]
    assert await migrate(connection, service.schema, service.migrations) == []
    await connection.close()
