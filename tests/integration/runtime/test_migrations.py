"""Migrations on a real Postgres."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from services.runtime.migrations import Migration, migrate

Database = Callable[..., Awaitable[str]]
FIRST = Migration("0001_a", "create table demo.a (x int)")
SECOND = Migration("0002_b", "create table demo.b (x int)")


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def test_each_migration_is_applied_once(database: Database) -> None:
    """What is new is applied, in order; what was applied is left alone."""
    async with _connected(await database()) as connection:
        assert await migrate(connection, "demo", [FIRST]) == ["0001_a"]
        assert await migrate(connection, "demo", [FIRST, SECOND]) == ["0002_b"]
        assert await migrate(connection, "demo", [FIRST, SECOND]) == []


async def test_two_at_once_apply_each_once(database: Database) -> None:
    """Two processes that start together wait for each other."""
    dsn = await database()
    async with _connected(dsn) as one, _connected(dsn) as two:
        done = await asyncio.gather(*(migrate(each, "demo", [FIRST, SECOND]) for each in (one, two)))
    assert sorted(done) == [[], ["0001_a", "0002_b"]]


async def test_a_changed_migration_stops(database: Database) -> None:
    """A file that was changed after it was applied is an error that names it."""
    async with _connected(await database()) as connection:
        await migrate(connection, "demo", [FIRST])
        with pytest.raises(RuntimeError, match="0001_a was changed"):
            await migrate(connection, "demo", [Migration("0001_a", "create table demo.other (x int)")])


async def test_the_header_is_no_part_of_what_was_applied(database: Database) -> None:
    """The exact header, as the first line, may come, change and go; any other comment may not."""
    async with _connected(await database()) as connection:
        await migrate(connection, "demo", [FIRST])
        for answer in ("yes", "no: it writes `b`"):
            headed = Migration(FIRST.name, f"-- beside the previous release: {answer}\n{FIRST.sql}")
            assert await migrate(connection, "demo", [headed]) == []
        for other in (
            f"-- beside the previous release: perhaps\n{FIRST.sql}",
            f"\n-- beside the previous release: yes\n{FIRST.sql}",
            f"-- beside the previous release: yes\n-- beside the previous release: yes\n{FIRST.sql}",
        ):
            with pytest.raises(RuntimeError, match="0001_a was changed"):
                await migrate(connection, "demo", [Migration(FIRST.name, other)])


async def test_a_failing_migration_leaves_nothing(database: Database) -> None:
    """Either all that is new is applied, or nothing."""
    async with _connected(await database()) as connection:
        with pytest.raises(asyncpg.PostgresSyntaxError):
            await migrate(connection, "demo", [FIRST, Migration("0002_b", "create nonsense")])
        assert await migrate(connection, "demo", [FIRST]) == ["0001_a"]
