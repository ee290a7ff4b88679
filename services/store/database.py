"""Postgres: the only module of store that imports asyncpg."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple, Self, TypeAlias
from uuid import UUID

import asyncpg

from services.runtime import postgres
from services.runtime.errors import TransientError
from services.runtime.postgres import Connection
from services.runtime.settings import PostgresSettings
from services.store import comments, roles, statements
from services.store.tables import ArticleRow, EntityRow, LinkRow, Version, VersionRow
from services.store.versions import Changes, Folded, Known, changes, newest_of_each_time

Session: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
"""A connection of a command, without a limit of time."""

SCHEMA: Final = "store"
MIGRATIONS: Final = Path(__file__).parent / "migrations"
STATEMENT_SECONDS: Final = 30.0
"""A batch of 500 takes a fraction of a second; a statement without an answer for so long has none."""
LOCK_SECONDS: Final = 3.0
"""How long a batch waits for what a stranger has locked, before it lets go of its own locks and says so."""

# Of the same key in the same database enrich takes locks too; these bits keep the two apart.
_LOCK_SALT: Final = 0x73746F7265  # "store"


async def migrate(dsn: str) -> list[str]:
    """Bring the schema up to date and describe its columns; the names of what was applied."""
    applied = await postgres.migrate(dsn, SCHEMA, MIGRATIONS)
    async with session(dsn) as connection:
        await connection.execute(";\n".join(comments.statements()))
    return applied


async def set_up_roles(dsn: str) -> str | None:
    """Make the roles and give them their rights; where that is not allowed, what somebody else has to do."""
    async with session(dsn) as connection:
        missing = [row["role"] for row in await connection.fetch(roles.MISSING, roles.ROLES)]
        try:
            for role in missing:
                # Another database of this server may be migrated at the same time.
                with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
                    await connection.execute(f"create role {role} nologin")
            async with connection.transaction():
                await connection.execute(roles.GRANTS)
                await connection.execute(roles.HAND_OVER)
        except asyncpg.InsufficientPrivilegeError as error:
            return roles.advice(missing, str(error))
    return None


@asynccontextmanager
async def session(dsn: str) -> AsyncIterator[Session]:
    """A connection for the length of a command."""
    connection = await asyncpg.connect(dsn, server_settings={"application_name": "vestnik-store"})
    try:
        yield connection
    finally:
        await connection.close()


class Database:
    """The schema `store`. Its methods raise `TransientError` while Postgres is away."""

    def __init__(self, settings: PostgresSettings) -> None:
        self._pool = postgres.create_pool(settings, "store", statement_seconds=STATEMENT_SECONDS)

    async def __aenter__(self) -> Self:
        """Ready to connect."""
        await self._pool
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._pool.close()

    async def check(self) -> None:
        """Return when the tables answer. Raises `RuntimeError` where there are none."""
        await postgres.check_table(self._pool, "store.articles", "store")

    async def write(self, batch: Folded) -> Counter[str]:
        """Write a batch in one transaction and return the number of rows by kind.

        Raises `PermanentError` (`refused-by-database`) when a row is at fault; nothing is written then.
        """
        with postgres.error_families(stage="write", constraints_refuse=True):
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    return await _write(connection, batch)
            except asyncpg.CheckViolationError as error:
                # Not of a row: there are no such constraints. A month of history went in this moment.
                raise TransientError(str(error)) from error
            except asyncpg.LockNotAvailableError as error:
                raise TransientError(_locked_by_somebody(error)) from error


async def _write(connection: Connection, batch: Folded) -> Counter[str]:
    # One writer per article at a time, everybody in the same order. What is read below stays true
    # until the commit, and an answer never passes its article unseen.
    ids = batch.ids()
    await connection.execute(statements.LOCK, sorted(map(_lock_key, ids)))
    # Other members were waited for above, as long as their batches take; from here on it is a stranger.
    await connection.execute(f"set local lock_timeout = '{LOCK_SECONDS:g}s'")
    new = changes(batch, await _known(connection, [article.row.id for article in batch.articles]))
    current = new.current
    written = Counter(
        version=await _make_history(connection, new),
        article=await _copy(connection, "articles", ArticleRow, (article.row for article in current)),
        entity=await _copy(
            connection, "article_entities", EntityRow, (row for one in current for row in one.entities)
        ),
        link=await _copy(connection, "links", LinkRow, (row for one in current for row in one.links)),
        link_answer=await _add(connection, statements.ANSWER_LINKS, batch.link_answers),
        copy_answer=await _add(connection, statements.ANSWER_COPIES, batch.copy_answers),
        dead_letter=await _add(connection, statements.KEEP_LETTERS, batch.dead_letters),
    )
    await connection.execute(statements.APPLY_COPIES, ids)
    if batch.withdrawn or batch.dead_letters:
        await connection.execute(statements.ERASE_LETTERS, ids)
    return written


async def _known(connection: Connection, ids: list[UUID]) -> Mapping[UUID, Known]:
    rows = await connection.fetch(statements.KNOWN, ids)
    return {row["id"]: Known(Version.of(*tuple(row)[2:]), row["withdrawn_at"]) for row in rows}


async def _make_history(connection: Connection, new: Changes) -> int:
    """Write what is no longer the newest, erase what was withdrawn, and clear the place of what is new."""
    times = {time for _, time in new.displaced} | {row.version_at for row in new.past}
    if times:
        await connection.execute(
            statements.ADD_MONTHS, sorted({time.date().replace(day=1) for time in times})
        )
    if new.displaced:
        await connection.execute(statements.DISPLACE, [article_id for article_id, _ in new.displaced])
    past = await _new_past(connection, newest_of_each_time(new.past)) if new.past else []
    await _copy(connection, "article_versions", VersionRow, past)
    if new.withdrawn:
        withdrawn = list(new.withdrawn), list(new.withdrawn.values())
        await connection.execute(statements.WITHDRAW, *withdrawn)
        await connection.execute(statements.ERASE_PAST, *withdrawn)
    if new.replaced:
        for table, column in (
            ("articles", "id"),
            ("article_entities", "article_id"),
            ("links", "article_id"),
        ):
            statement = f"delete from store.{table} where {column} = any($1::uuid[])"  # noqa: S608, our own names
            await connection.execute(statement, new.replaced)
    return len(new.displaced) + len(past)


async def _new_past(connection: Connection, rows: Sequence[VersionRow]) -> list[VersionRow]:
    """Those that history does not have, or has an older reading of, which goes."""

    def places(of: Sequence[VersionRow]) -> tuple[list[UUID], list[datetime]]:
        return [row.article_id for row in of], [row.version_at for row in of]

    found = await connection.fetch(statements.KNOWN_PAST, *places(rows))
    known = {(row["article_id"], row["version_at"]): Version.of(*tuple(row)[2:]) for row in found}
    new = [row for row in rows if known.get(row[:2], row.version) < row.version or row[:2] not in known]
    await connection.execute(statements.FORGET_PAST, *places([row for row in new if row[:2] in known]))
    return new


async def _copy(
    connection: Connection,
    table: str,
    shape: type[ArticleRow | EntityRow | LinkRow | VersionRow],
    rows: Iterable[NamedTuple],
) -> int:
    records = list(rows)
    if records:
        await connection.copy_records_to_table(
            table, schema_name=SCHEMA, columns=shape._fields, records=records
        )
    return len(records)


async def _add(connection: Connection, statement: str, rows: Sequence[NamedTuple]) -> int:
    """Insert rows of which some may be there; how many were new or better."""
    if not rows:
        return 0
    columns = (list(column) for column in zip(*rows, strict=True))
    return int((await connection.execute(statement, *columns)).rpartition(" ")[2])  # "INSERT 0 7"


def _locked_by_somebody(error: asyncpg.LockNotAvailableError) -> str:
    """What is waited for; which row it is Postgres says, which table it does not."""
    where = f", {error.context}" if error.context else ""
    return f"somebody else has locked what is to be written, pg_blocking_pids tells who: {error}{where}"


def _lock_key(article_id: UUID) -> int:
    return int.from_bytes(article_id.bytes[:8], "big", signed=True) ^ _LOCK_SALT
