"""The link index in Postgres: the only module of enrich that imports asyncpg."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, Self, TypeAlias
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.enrich import copy_statements, filling_statements, statements, sweep_statements
from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.entries import (
    Announcement,
    Answered,
    Headed,
    Holder,
    LinkRow,
    Place,
    Record,
    Resident,
    Sharer,
    WantedTitle,
)
from services.enrich.relate.index import CANDIDATES, Look
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.rows import (
    from_outcome_row,
    from_row,
    to_array,
    to_arrays,
    to_key_columns,
    to_link_columns,
    to_outcome_row,
    to_row,
    to_text_row,
    to_wanted_columns,
)
from services.enrich.submission import Outcome
from services.enrich.sweeping import Cutoffs
from services.runtime import postgres
from services.runtime.settings import PostgresSettings

_families = partial(postgres.error_families, stage="relate")

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

SCHEMA: Final = "enrich"
STATEMENT_SECONDS: Final = 60.0
"""Longer than a look of another worker can take, for whose locks a statement may wait."""

FINISH_SECONDS: Final = 3600.0
"""What the last statements of a filling may take: they go over everything once."""

TEXTS_AT_ONCE: Final = 20_000
"""Texts that a batch is compared with at most, 5 MB. 500 news have some 120 like them."""

# Every statement finds a few rows by index. Plans made while the tables are small must not scan
# them once they are large, and no plan is worth compiling.
_PLANNING: Final = {
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}


async def migrate(dsn: str) -> list[str]:
    """Bring the schema up to date; the names of what was applied."""
    return await postgres.migrate(dsn, SCHEMA, Path(__file__).parent / "migrations")


class PostgresIndex:
    """The schema `enrich`. Its methods raise `TransientError` while Postgres is away.

    `PermanentError` (`refused-by-database`) means that a value of the batch cannot be stored.
    """

    def __init__(self, settings: PostgresSettings) -> None:
        self._pool = postgres.create_pool(
            settings, "enrich", statement_seconds=STATEMENT_SECONDS, planning=_PLANNING
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
        await postgres.check_table(self._pool, "enrich.articles", "enrich")

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles; may be outdated at once."""
        with _families():
            return await _known(self._pool, ids)

    async def outcomes(self, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Outcome]:
        """What was recorded of messages, by partition and offset."""
        arguments = [partition for partition, _ in places], [offset for _, offset in places]
        with _families():
            rows = await self._pool.fetch(statements.OUTCOMES, *arguments)
        return {(row["partition"], row["offset"]): from_outcome_row(dict(row)) for row in rows}

    async def announce(self, announcement: Announcement) -> None:
        """Add rows in a transaction of their own; every worker in one order, so that none deadlocks."""
        with _families():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(statements.BEGIN_ANNOUNCE)
                await _announce(connection, announcement)

    @asynccontextmanager
    async def look(self, *, alone: bool = False) -> AsyncIterator[Look]:
        """Begin a look: one transaction, in which each statement sees what was committed before it.

        One that is alone begins when all others have ended, and the next ones wait for it.
        """
        with _families():
            connection = await self._pool.acquire()
        try:
            transaction = connection.transaction(isolation="read_committed")
            with _families():
                await transaction.start()
            try:
                with _families():
                    await connection.execute(statements.BEGIN_ALONE if alone else statements.BEGIN_LOOK)
                yield _Look(connection)
            except BaseException:
                with suppress(
                    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError
                ):
                    await transaction.rollback()
                raise
            with _families():
                await transaction.commit()
        finally:
            with _families():
                await self._pool.release(connection)

    @asynccontextmanager
    async def filling(self) -> AsyncIterator["Filling"]:
        """Fill an empty index, all or nothing. Workers wait meanwhile: none can read what is known.

        Raises `NotEmptyError` where something is known already.
        """
        with _families():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(filling_statements.BEGIN)
                if await connection.fetchval(filling_statements.IS_FILLED):
                    raise NotEmptyError
                yield Filling(connection)
                for statement in filling_statements.FINISH:
                    await connection.execute(statement, timeout=FINISH_SECONDS)

    async def sweep(self, before: Cutoffs) -> dict[str, int]:
        """Forget what was not touched since. Returns the number of rows deleted by table.

        Each statement is a transaction of its own and takes the old rows of a few pages: nobody waits long
        for it, and a table is read once.
        """
        cutoffs = defaultdict(
            lambda: before.articles, links=before.links, wanted=before.links, outcomes=before.outcomes
        )
        deleted = {}
        for table, statement in sweep_statements.SWEEP.items():
            with _families():
                pages = await self._pool.fetchval(sweep_statements.PAGES, f"{SCHEMA}.{table}")
            step = sweep_statements.AT_ONCE.get(table, sweep_statements.AT_ONCE_ELSE)
            deleted[table] = sum(
                [
                    await self._sweep(statement, cutoffs[table], (start, 0), (start + step, 0))
                    for start in range(0, pages, step)
                ]
            )
        return deleted

    async def _sweep(self, statement: str, *arguments: object) -> int:
        with _families():
            return int((await self._pool.execute(statement, *arguments)).rpartition(" ")[2])  # "DELETE 7"


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
        with _families():
            return await _known(self._connection, ids)

    async def withdrawn(self, keys: Collection[UUID]) -> Mapping[UUID, Withdrawn]:
        rows = await self._find(statements.WITHDRAWN, keys)
        return {row["key"]: Withdrawn(row["at"], row["submission_id"]) for row in rows}

    async def holders(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[UUID]]:
        return await self._by_key(statements.HOLDERS, keys)

    async def texts_like(self, texts: Collection[Fingerprint]) -> Collection[Fingerprint]:
        asked = [to_array(text.bands) for text in texts]
        rows = await self._fetch(copy_statements.TEXTS_LIKE, asked, TEXTS_AT_ONCE) if asked else []
        return [Fingerprint(key, tuple(bands), signature) for key, bands, signature in rows]

    async def earliest(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[Holder]]:
        found = defaultdict(list)
        for key, since, article_id in await self._find(copy_statements.EARLIEST, keys):
            found[key].append(Holder(since, article_id))
        return found

    async def sharers(self, keys: Collection[UUID]) -> Mapping[UUID, Collection[Sharer]]:
        found = defaultdict(list)
        for row in await self._find(copy_statements.SHARERS, keys):
            found[row["key"]].append(Sharer(*row[1:]))
        return found

    async def residents(self, keys: Collection[UUID], most: int) -> Mapping[UUID, Sequence[Resident]]:
        found = defaultdict(list)
        for row in await self._fetch(copy_statements.RESIDENTS, list(keys), most):
            key, since, article_id, last_at, recorded_at, kind = row
            found[key].append(Resident(since, article_id, last_at, recorded_at, KeyKind(kind)))
        return found

    async def crowded(self, keys: Collection[UUID]) -> Collection[UUID]:
        return {key for (key,) in await self._fetch(copy_statements.CROWDED, list(keys))}

    async def titled(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[Headed]]:
        return _headed(await self._find(statements.TITLED, keys))

    async def alike(self, bands: Mapping[UUID, Sequence[int]]) -> Mapping[UUID, Sequence[Headed]]:
        rows = await self._find(statements.ALIKE, bands, to_arrays(bands.values()))
        return {key: headed for key, headed in _headed(rows).items() if len(headed) <= CANDIDATES}

    async def wanted(self, bands: Mapping[UUID, Sequence[int]]) -> Mapping[UUID, Sequence[WantedTitle]]:
        found = defaultdict(list)
        rows = await self._find(statements.WANTED, bands, to_arrays(bands.values()))
        for asked, key, title, shared in rows:
            found[asked].append(WantedTitle(key, title, tuple(shared)))
        return found

    async def waiting(self, keys: Collection[UUID]) -> Collection[LinkRow]:
        return [LinkRow._make(row) for row in await self._find(statements.WAITING, keys)]

    async def shown(self, keys: Collection[UUID]) -> Mapping[UUID, WantedTitle]:
        return _titles(await self._find(statements.SHOWN, keys))

    async def headings(self, held: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, WantedTitle]:
        return _titles(await self._fetch(statements.HEADINGS, *_columns(held)) if held else ())

    async def revisions(self, versions: Collection[UUID]) -> Mapping[Place, int]:
        rows = await self._find(statements.REVISIONS, versions)
        return {Place(version, position): revision for version, position, revision in rows}

    async def forget(self, known: Collection[Known]) -> None:
        if columns := _columns(map(to_row, known)):
            await self._execute(statements.RECORD_KNOWN, *columns)

    async def record(self, record: Record) -> None:
        revised = [(*place, revision) for place, revision in record.revised.items()]
        writes: Sequence[tuple[str, Iterable[Sequence[Any]]]] = (
            (statements.RECORD_KNOWN, map(to_row, record.known)),
            (statements.RECORD_OUTCOMES, map(to_outcome_row, record.outcomes)),
            (statements.RENEW_KEYS, sorted(record.renewed)),
            (statements.ERASE_KEYS, sorted(record.erased)),  # keys before links, as announce has it
            (statements.RETRACT_KEYS, [row[:3] for row in sorted(record.retracted)]),
            (copy_statements.RECORD_CROWDED, [(key,) for key in record.crowded]),
            (statements.REVISE, revised),
        )
        if record.stale or revised:
            await self._execute(statements.OWN_WANTED)
        for statement, rows in writes:
            if columns := _columns(rows):
                await self._execute(statement, *columns)
        if gone := sorted({row.key for row in (*record.erased, *record.retracted)}):
            await self._execute(copy_statements.ERASE_TEXTS, gone)
        if stale := await self._find(statements.DELETE_STALE, sorted(record.stale)):
            await self._execute(statements.FORGET_WANTED, sorted({key for (key,) in stale}))

    async def _by_key(self, statement: str, keys: Collection[UUID]) -> dict[UUID, list[UUID]]:
        found = defaultdict(list)
        for key, article_id in await self._find(statement, keys):
            found[key].append(article_id)
        return found

    async def _find(self, statement: str, keys: Collection[UUID], *more: object) -> list[asyncpg.Record]:
        return await self._fetch(statement, list(keys), *more) if keys else []

    async def _fetch(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        with _families():
            return await self._connection.fetch(statement, *arguments)

    async def _execute(self, statement: str, *arguments: object) -> None:
        with _families():
            await self._connection.execute(statement, *arguments)


class NotEmptyError(Exception):
    """The link index knows something already."""


class Filling:
    """One transaction in which an empty index is filled."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._look = connection, _Look(connection)

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles so far."""
        return await self._look.known(ids)

    async def announce(self, announcement: Announcement) -> None:
        """Add rows."""
        with _families():
            await _announce(self._connection, announcement)

    async def record(self, record: Record) -> None:
        """Write what is known now."""
        await self._look.record(record)

    async def answer(self, answers: Collection[Answered]) -> None:
        """Note where links lead to; at the end their targets are found under what the links wait for."""
        with _families():
            if columns := _columns(answers):
                await self._connection.execute(filling_statements.ANSWER, *columns)


async def _announce(connection: Connection, announcement: Announcement) -> None:
    """The rows of each statement are made while Postgres works on the one before."""
    writes: Sequence[tuple[str, Callable[[], Sequence[object]]]] = (
        (statements.ANNOUNCE_KEYS, lambda: to_key_columns(announcement.keys)),
        (statements.ANNOUNCE_TEXTS, lambda: _columns(map(to_text_row, announcement.texts))),
        (statements.ANNOUNCE_LINKS, lambda: to_link_columns(announcement.links)),
        (statements.ANNOUNCE_WANTED, lambda: to_wanted_columns(announcement.wanted)),
        (statements.ANNOUNCE_WITHDRAWALS, lambda: _columns(announcement.withdrawals)),
    )
    begun: asyncio.Task[str] | None = None
    try:
        for statement, columns_of in writes:
            if columns := columns_of():
                if begun:
                    await begun
                begun = asyncio.create_task(connection.execute(statement, *columns))
                await asyncio.sleep(0)  # now it is on its way
        if begun:
            await begun
    finally:
        if begun and not begun.done():
            begun.cancel()
            await asyncio.gather(begun, return_exceptions=True)


async def _known(
    connection: "Connection | asyncpg.Pool[asyncpg.Record]", ids: Collection[UUID]
) -> dict[UUID, Known]:
    return (
        {row["id"]: from_row(dict(row)) for row in await connection.fetch(statements.KNOWN, list(ids))}
        if ids
        else {}
    )


def _headed(rows: Iterable[asyncpg.Record]) -> dict[UUID, list[Headed]]:
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(Headed._make(row[1:]))
    return found


def _titles(rows: Iterable[asyncpg.Record]) -> dict[UUID, WantedTitle]:
    return {key: WantedTitle(key, title, tuple(bands)) for key, title, bands in rows}


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows as arrays, one per column; none where there are no rows."""
    return [list(column) for column in zip(*rows, strict=True)]
