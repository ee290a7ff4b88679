"""Bring a service's own schema up to date: numbered SQL files, each applied once, forward only."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

HEADER: Final = re.compile(r"-- beside the previous release: (?:yes|no: \S.*)\n")
"""The first line of each file. Yes: while it is applied and until the new release has taken over, the
previous one goes on without an error, and what it writes is as good as what it wrote before."""


class Connection(Protocol):
    """What is used of a database connection (asyncpg's fits)."""

    async def execute(self, query: str, /, *args: Any) -> Any: ...  # noqa: ANN401, D102, as asyncpg has it
    async def fetch(self, query: str, /, *args: Any) -> Sequence[Any]: ...  # noqa: ANN401, D102
    def transaction(self) -> Any: ...  # noqa: ANN401, D102


@dataclass(frozen=True)
class Migration:
    """One file: `0001_name.sql`."""

    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the text below the header: an applied file must never change.

        The header is left out because files without one were applied before there were any.
        """
        header = HEADER.match(self.sql)
        return hashlib.sha256(self.sql[header.end() if header else 0 :].encode()).hexdigest()


def read_migrations(folder: Path) -> list[Migration]:
    """The files of a folder, in the order of their numbers."""
    return [Migration(file.stem, file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.sql"))]


async def migrate(connection: Connection, schema: str, migrations: Sequence[Migration]) -> list[str]:
    """Apply what is missing in one transaction and return its names. Safe to run side by side.

    Raises `RuntimeError` when an applied file was changed afterwards.
    """
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"vestnik migrate {schema}")
        await connection.execute(f"create schema if not exists {schema}")
        await connection.execute(
            f"create table if not exists {schema}.migrations "
            "(name text primary key, checksum text not null, applied_at timestamptz not null default now())"
        )
        rows = await connection.fetch(f"select name, checksum from {schema}.migrations")  # noqa: S608, our own name
        applied = {row["name"]: row["checksum"] for row in rows}
        todo = []
        for migration in migrations:
            known = applied.get(migration.name)
            if known is None:
                todo.append(migration)
            elif known != migration.checksum:
                raise RuntimeError(
                    f"migration {migration.name} was changed after it was applied; add a new one"
                )
        for migration in todo:
            await connection.execute(migration.sql)
            await connection.execute(
                f"insert into {schema}.migrations (name, checksum) values ($1, $2)",  # noqa: S608, our own name
                migration.name,
                migration.checksum,
            )
        return [migration.name for migration in todo]
