"""The link index in the memory of one process, for `offline` and for tests."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from heapq import nsmallest
from itertools import islice
from uuid import UUID

from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.entries import (
    Announcement,
    Headed,
    Holder,
    LinkRow,
    Place,
    Record,
    Resident,
    Sharer,
    WantedTitle,
)
from services.enrich.relate.index import CANDIDATES, NAMESAKES, Look
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.relate.memory_tables import Held, Tables
from services.enrich.submission import Outcome


class _Turns:
    """Looks that go on side by side, and looks that are alone, in the order in which they come."""

    def __init__(self) -> None:
        self._door, self._nobody = asyncio.Lock(), asyncio.Event()
        self._inside = 0
        self._nobody.set()

    @asynccontextmanager
    async def turn(self, *, alone: bool) -> AsyncIterator[None]:
        async with self._door:
            if alone:
                await self._nobody.wait()
                yield
                return
            self._inside += 1
            self._nobody.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._nobody.set()


class MemoryIndex:
    """Answers like `PostgresIndex` and forgets everything with the process."""

    def __init__(self) -> None:
        self._tables, self._turns = Tables(), _Turns()

    @property
    def outcomes(self) -> Mapping[tuple[int, int], Outcome]:
        """What was recorded, by partition and offset."""
        return self._tables.outcomes

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles."""
        return {one: self._tables.known[one] for one in ids if one in self._tables.known}

    async def announce(self, announcement: Announcement) -> None:
        """Add rows; every look that asks afterwards sees them."""
        for key_row in announcement.keys:
            self._tables.hold(key_row)
        for text in announcement.texts:
            for band in text.bands:
                self._tables.text_bands[band].add(text)
        for wanted in announcement.wanted:
            self._tables.wanted[wanted.key] = wanted
            for band in wanted.bands:
                self._tables.wanted_bands[band].add(wanted.key)
        for row in announcement.links:
            self._tables.links[row.key].add(Place(row.version, row.position))
            held = self._tables.versions[row.version].setdefault((row.position, row.key), row)
            if row.dated < held.dated:
                self._tables.versions[row.version][row.position, row.key] = row
        for key, at, submission_id in announcement.withdrawals:
            if key not in self._tables.withdrawn or at > self._tables.withdrawn[key].at:
                self._tables.withdrawn[key] = Withdrawn(at, submission_id)

    @asynccontextmanager
    async def look(self, *, alone: bool = False) -> AsyncIterator[Look]:
        """Begin a look; its locks end with it."""
        async with self._turns.turn(alone=alone), AsyncExitStack() as locks:
            yield _Look(self._tables, locks)


class _Look:
    """Writes only in `record`, which cannot fail halfway: nothing has to be undone."""

    def __init__(self, tables: Tables, locks: AsyncExitStack) -> None:
        self._tables, self._locks = tables, locks
        self._forgotten: dict[UUID, Known] = {}

    async def lock(self, ids: Collection[UUID]) -> None:
        for one in sorted(ids):
            await self._locks.enter_async_context(self._tables.locks.setdefault(one, asyncio.Lock()))

    async def held(self, keys: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
        return {key: list(self._tables.keys[key]) for key in keys if key in self._tables.keys}

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        return {one: self._tables.known[one] for one in ids if one in self._tables.known}

    async def withdrawn(self, keys: Collection[UUID]) -> Mapping[UUID, Withdrawn]:
        return {key: self._tables.withdrawn[key] for key in keys if key in self._tables.withdrawn}

    async def holders(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[UUID]]:
        return {key: nsmallest(2, usable) for key in keys if (usable := self._usable(key))}

    async def texts_like(self, texts: Collection[Fingerprint]) -> Collection[Fingerprint]:
        bands = {band for text in texts for band in text.bands}
        return {text for band in bands for text in self._tables.text_bands.get(band, ())}

    async def earliest(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[Holder]]:
        return {
            key: nsmallest(2, (Holder(held.since, article_id) for article_id, held in usable.items()))
            for key in keys
            if (usable := self._usable(key))
        }

    async def sharers(self, keys: Collection[UUID]) -> Mapping[UUID, Collection[Sharer]]:
        return {
            key: [
                Sharer(article_id, held.last_at, self._recorded_at(article_id, key))
                for article_id, held in self._usable(key).items()
            ]
            for key in keys
        }

    async def residents(self, keys: Collection[UUID], most: int) -> Mapping[UUID, Sequence[Resident]]:
        return {
            key: [self._resident(article_id, held) for article_id, held in islice(usable.items(), most)]
            for key in keys
            if len(usable := self._usable(key)) > 1
        }

    async def crowded(self, keys: Collection[UUID]) -> Collection[UUID]:
        return self._tables.crowded.intersection(keys)

    async def titled(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[Headed]]:
        return {key: self._headed(self._usable(key))[: 2 * NAMESAKES] for key in keys}

    async def alike(self, bands: Mapping[UUID, Sequence[int]]) -> Mapping[UUID, Sequence[Headed]]:
        found = {}
        for asked, own in bands.items():
            titles = set[tuple[UUID, UUID]]().union(*(self._tables.bands.get(band, ()) for band in own))
            headed = [
                one
                for key, article_id in titles
                for one in self._headed(self._usable(key))
                if one.article_id == article_id
            ]
            if len(headed) <= CANDIDATES:
                found[asked] = headed
        return found

    async def wanted(self, bands: Mapping[UUID, Sequence[int]]) -> Mapping[UUID, Sequence[WantedTitle]]:
        found = {}
        for asked, own in bands.items():
            keys = set[UUID]().union(*(self._tables.wanted_bands.get(band, ()) for band in own))
            found[asked] = [self._tables.wanted[key] for key in keys]
        return found

    async def waiting(self, keys: Collection[UUID]) -> Collection[LinkRow]:
        links = {place for key in keys for place in self._tables.links.get(key, ())}
        return [
            row._replace(revision=self._tables.revisions.get(place, 0))
            for place in links
            for row in self._tables.versions.get(place.version, {}).values()
            if row.position == place.position
        ]

    async def shown(self, keys: Collection[UUID]) -> Mapping[UUID, WantedTitle]:
        return {key: self._tables.wanted[key] for key in keys if key in self._tables.wanted}

    async def headings(self, held: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, WantedTitle]:
        found = ((key, self._tables.keys.get(key, {}).get(article_id)) for key, article_id in held)
        return {
            key: WantedTitle(key, one.heading.title, one.heading.bands)
            for key, one in found
            if one and one.heading
        }

    async def revisions(self, versions: Collection[UUID]) -> Mapping[Place, int]:
        known = self._tables.revisions
        if not known:
            return {}
        places = {
            Place(version, position)
            for version in versions
            for position, _ in self._tables.versions.get(version, ())
        }
        return {place: known[place] for place in places if place in known}

    async def forget(self, known: Collection[Known]) -> None:
        self._forgotten = {one.id: one for one in known}

    async def record(self, record: Record) -> None:
        self._tables.crowded.update(record.crowded)
        self._tables.known.update((known.id, known) for known in record.known)
        for outcome in record.outcomes:
            where = (outcome.partition, outcome.offset)
            first = self._tables.outcomes.get(where)
            if first is None or first.submission_id != outcome.submission_id:
                self._tables.outcomes[where] = outcome
        self._tables.renew(record.renewed)
        self._tables.erase(record.erased)
        self._tables.retract(record.retracted)
        self._tables.revisions.update(record.revised)
        self._tables.let_go(record.stale)

    def _usable(self, key: UUID) -> dict[UUID, Held]:
        """The articles under a key without those that were withdrawn since."""
        return {
            article_id: held
            for article_id, held in self._tables.keys.get(key, {}).items()
            if self._is_held(article_id, held.last_at)
        }

    def _resident(self, article_id: UUID, held: Held) -> Resident:
        return Resident(held.since, article_id, held.last_at, self._recorded_at(article_id), held.kind)

    def _recorded_at(self, article_id: UUID, key: UUID | None = None) -> datetime | None:
        """The version that stands, where it is found under that key."""
        known = self._tables.known.get(article_id)
        return known.version_at if known and (key is None or key in known.keys) else None

    @staticmethod
    def _headed(held: Mapping[UUID, Held]) -> list[Headed]:
        return [
            Headed(
                article_id, one.heading.title, one.heading.dated, one.heading.body, one.heading.has_address
            )
            for article_id, one in held.items()
            if one.heading
        ]

    def _is_held(self, article_id: UUID, last_at: datetime) -> bool:
        known = self._forgotten.get(article_id) or self._tables.known.get(article_id)
        return known is None or known.holds(last_at)
