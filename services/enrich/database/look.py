"""A look into the link index: one transaction, in which a batch of articles is related."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.enrich.database import copy_statements, statements
from services.enrich.database.errors import error_families
from services.enrich.database.rows import from_row, to_array, to_arrays, to_columns, to_outcome_row, to_row
from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.entries import (
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
from services.runtime.postgres import Connection, Pool, Row

TEXTS_AT_ONCE: Final = 20_000
"""Texts that a batch is compared with at most, 5 MB. 500 news have some 120 like them."""


def look_within(connection: Connection) -> Look:
    """A look within the transaction of a connection."""
    return _Look(connection)


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
        with error_families():
            return await read_known(self._connection, ids)

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
        return _titles(await self._fetch(statements.HEADINGS, *to_columns(held)) if held else ())

    async def revisions(self, versions: Collection[UUID]) -> Mapping[Place, int]:
        rows = await self._find(statements.REVISIONS, versions)
        return {Place(version, position): revision for version, position, revision in rows}

    async def forget(self, known: Collection[Known]) -> None:
        if columns := to_columns(map(to_row, known)):
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
            if columns := to_columns(rows):
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

    async def _find(self, statement: str, keys: Collection[UUID], *more: object) -> list[Row]:
        return await self._fetch(statement, list(keys), *more) if keys else []

    async def _fetch(self, statement: str, *arguments: object) -> list[Row]:
        with error_families():
            return await self._connection.fetch(statement, *arguments)

    async def _execute(self, statement: str, *arguments: object) -> None:
        with error_families():
            await self._connection.execute(statement, *arguments)


async def read_known(connection: "Connection | Pool", ids: Collection[UUID]) -> dict[UUID, Known]:
    """What is known of some articles."""
    return (
        {row["id"]: from_row(dict(row)) for row in await connection.fetch(statements.KNOWN, list(ids))}
        if ids
        else {}
    )


def _headed(rows: Iterable[Row]) -> dict[UUID, list[Headed]]:
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(Headed._make(row[1:]))
    return found


def _titles(rows: Iterable[Row]) -> dict[UUID, WantedTitle]:
    return {key: WantedTitle(key, title, tuple(bands)) for key, title, bands in rows}
