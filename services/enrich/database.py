"""The link index in Postgres: the only module of enrich that imports asyncpg."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self, TypeAlias
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from schemas.dead_letter import Cause
from services.enrich import statements
from services.enrich.relate.index import Announcement, LinkRow, Look, Record, Sharer
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.rows import from_row, to_outcome_row, to_row
from services.runtime import migrations
from services.runtime.errors import PermanentError, TransientError
from services.runtime.settings import PostgresSettings

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

SCHEMA: Final = "enrich"
CONNECT_SECONDS: Final = 5.0
STATEMENT_SECONDS: Final = 60.0
"""Longer than a look of another worker can take, for whose locks a statement may wait."""

# Every statement finds a few rows by index. Plans made while the tables are small must not scan
# them once they are large, and no plan is worth compiling.
_PLANNING: Final = {
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}

# Classes of SQLSTATE. Away: connection, rollback (deadlock), resources, not in a state to, operator,
# system, idle timeouts. Refused: data, program limit.
_AWAY: Final = ("08", "25006", "25P03", "40", "53", "55", "57", "58")
_REFUSED: Final = ("22", "54")

_CLOSED: Final = ("closed", "released back to the pool")
"""What asyncpg says of a connection that was lost; the pool takes one back at once."""


async def migrate(dsn: str) -> list[str]:
    """Bring the schema up to date; the names of what was applied."""
    connection = await asyncpg.connect(dsn)
    try:
        folder = Path(__file__).parent / "migrations"
        return await migrations.migrate(connection, SCHEMA, migrations.read_migrations(folder))
    finally:
        await connection.close()


class PostgresIndex:
    """The schema `enrich`. Its methods raise `TransientError` while Postgres is away.

    `PermanentError` (`refused-by-database`) means that a value of the batch cannot be stored.
    """

    def __init__(self, settings: PostgresSettings) -> None:
        self._pool = asyncpg.create_pool(
            str(settings.dsn),
            min_size=0,  # connects when needed: Postgres may come later than we
            max_size=settings.pool_size,
            timeout=CONNECT_SECONDS,
            command_timeout=STATEMENT_SECONDS,
            server_settings={"application_name": "vestnik-enrich", **_PLANNING},
        )

    async def __aenter__(self) -> Self:
        """Ready to connect."""
        await self._pool
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._pool.close()

    async def check(self) -> None:
        """Return when the tables answer. Raises `RuntimeError` where there are none."""
        with _in_families():
            try:
                await self._pool.execute("select from enrich.articles limit 0")
            except asyncpg.UndefinedTableError as error:
                raise RuntimeError("no tables; run `python -m services.enrich migrate`") from error

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles; may be outdated at once."""
        with _in_families():
            return await _known(self._pool, ids)

    async def announce(self, announcement: Announcement) -> None:
        """Add rows in a transaction of their own; every worker in one order, so that none deadlocks."""
        with _in_families():
            async with self._pool.acquire() as connection, connection.transaction():
                for statement, rows in (
                    (statements.ANNOUNCE_KEYS, announcement.keys),
                    (statements.ANNOUNCE_LINKS, announcement.links),
                    (statements.ANNOUNCE_WITHDRAWALS, announcement.withdrawals),
                ):
                    if rows:
                        await connection.execute(statement, *_columns(rows))

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Look]:
        """Begin a look: one transaction, in which each statement sees what was committed before it."""
        with _in_families():
            connection = await self._pool.acquire()
        try:
            transaction = connection.transaction(isolation="read_committed")
            with _in_families():
                await transaction.start()
            try:
                yield _Look(connection)
            except BaseException:
                with suppress(
                    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError
                ):
                    await transaction.rollback()
                raise
            with _in_families():
                await transaction.commit()
        finally:
            with _in_families():
                await self._pool.release(connection)

    async def sweep(self, before: datetime, outcomes_before: datetime) -> dict[str, int]:
        """Forget what was not touched since `before`, and outcomes recorded before `outcomes_before`.

        Returns the number of rows deleted by table. Outcomes are kept as long as `articles.raw` is.
        """
        deleted = {}
        for table, statement in statements.SWEEP.items():
            deleted[table] = 0
            while count := await self._sweep(statement, outcomes_before if table == "outcomes" else before):
                deleted[table] += count
        return deleted

    async def _sweep(self, statement: str, before: datetime) -> int:
        with _in_families():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("set local enable_seqscan = on")
                return int((await connection.execute(statement, before)).rpartition(" ")[2])  # "DELETE 7"


class _Look:
    """One transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, ids: Collection[UUID]) -> None:
        keys = sorted({int.from_bytes(one.bytes[:8], "big", signed=True) for one in ids})
        await self._execute(statements.LOCK, keys)

    async def held(self, keys: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
        return await self._by_key(statements.HELD, keys)

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        with _in_families():
            return await _known(self._connection, ids)

    async def withdrawn(self, keys: Collection[UUID]) -> Mapping[UUID, Withdrawn]:
        rows = await self._fetch(statements.WITHDRAWN, list(keys))
        return {row["key"]: Withdrawn(row["at"], row["submission_id"]) for row in rows}

    async def holders(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[UUID]]:
        return await self._by_key(statements.HOLDERS, keys)

    async def earliest(self, keys: Collection[UUID]) -> Mapping[UUID, UUID]:
        return {key: ids[0] for key, ids in (await self._by_key(statements.EARLIEST, keys)).items()}

    async def sharers(self, keys: Collection[UUID]) -> Mapping[UUID, Collection[Sharer]]:
        found = defaultdict(list)
        for row in await self._fetch(statements.SHARERS, list(keys)):
            found[row["key"]].append(Sharer(row["article_id"], row["last_at"]))
        return found

    async def waiting(self, keys: Mapping[UUID, UUID | None]) -> Collection[LinkRow]:
        rows = await self._fetch(statements.WAITING, list(keys), list(keys.values()))
        return [LinkRow(*row) for row in rows]

    async def record(self, record: Record) -> None:
        writes: Sequence[tuple[str, Iterable[Sequence[Any]]]] = (
            (statements.RECORD_KNOWN, map(to_row, record.known)),
            (statements.RECORD_OUTCOMES, map(to_outcome_row, record.outcomes)),
            (statements.ERASE_KEYS, sorted(record.erased)),  # keys before links, as announce has it
            (statements.DELETE_STALE, [(version,) for version in sorted(record.stale)]),
        )
        for statement, rows in writes:
            if columns := _columns(rows):
                await self._execute(statement, *columns)

    async def _by_key(self, statement: str, keys: Collection[UUID]) -> dict[UUID, list[UUID]]:
        found = defaultdict(list)
        for key, article_id in await self._fetch(statement, list(keys)):
            found[key].append(article_id)
        return found

    async def _fetch(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        if not arguments[0]:
            return []
        with _in_families():
            return await self._connection.fetch(statement, *arguments)

    async def _execute(self, statement: str, *arguments: object) -> None:
        with _in_families():
            await self._connection.execute(statement, *arguments)


async def _known(
    connection: "Connection | asyncpg.Pool[asyncpg.Record]", ids: Collection[UUID]
) -> dict[UUID, Known]:
    return (
        {row["id"]: from_row(dict(row)) for row in await connection.fetch(statements.KNOWN, list(ids))}
        if ids
        else {}
    )


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as arrays, one per column; none where there are no rows."""
    return [list(column) for column in zip(*rows, strict=True)]


@contextmanager
def _in_families() -> Iterator[None]:
    """Errors as one of the two families. What is in neither stays: a bug, or a setting that is wrong."""
    try:
        yield
    except asyncpg.PostgresError as error:
        message = f"{type(error).__name__}: {error}"
        if (error.sqlstate or "").startswith(_AWAY):
            raise TransientError(message) from error
        if (error.sqlstate or "").startswith(_REFUSED):
            raise PermanentError(Cause.REFUSED_BY_DATABASE, message, stage="relate") from error
        raise
    except (OSError, asyncpg.InternalClientError) as error:
        # A TimeoutError is an OSError; the internal error: the server's farewell came between two steps.
        raise TransientError(f"{type(error).__name__}: {error}") from error
    except asyncpg.InterfaceError as error:
        if any(words in str(error) for words in _CLOSED):
            raise TransientError(f"{type(error).__name__}: {error}") from error
        raise
