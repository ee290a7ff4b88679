"""The algorithm of relate: announce, then look. Of two articles that meet, at least one sees the other.

What is announced is committed before the look begins. So of two batches whose articles name each
other, the one that looks later sees what the other announced, on any number of workers. A look
locks its articles, reads again what is known of them, and stays open until everything that it
publishes is acknowledged: the newest version of an article is the last message of its key, and
what is recorded was published. A look in which links are answered anew is alone (`revisions`).
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeAlias
from uuid import UUID

from services.enrich.relate.decide import decide
from services.enrich.relate.emissions import emissions
from services.enrich.relate.entries import Announcement, ErasedKey, Record, RenewedKey
from services.enrich.relate.fold import Decided, Item, announcement, fold
from services.enrich.relate.index import LinkIndex, Look
from services.enrich.relate.keys import address
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.relate.revisions import left, redated, reheaded, revised
from services.enrich.submission import Emission, Outcome, Submission

Publish: TypeAlias = Callable[[Sequence[Emission]], Awaitable[None]]
"""Returns when Kafka has acknowledged every message; those of one key are in the order given."""


async def relate(batch: Sequence[Submission], index: LinkIndex, publish: Publish) -> list[Outcome]:
    """Relate a batch to what came before, publish what comes of it, record and return the outcomes.

    When `publish` raises, nothing is recorded, and the same batch again publishes the same.
    Raises `TransientError` while the index is away.
    """
    items = [Item.of(submission) for submission in batch]
    ids = {one for item in items for one in item.ids}
    seen = _Seen(await index.known(ids))
    folded = fold(items, *seen)
    todo, announced = announcement(folded), Announcement()
    at_first, alone = seen.known, False
    shown: list[Announcement] = []
    outrun: set[UUID] = set()
    superseded: Sequence[Announcement] = ()
    while True:
        if todo:
            await index.announce(todo)
            announced |= todo
            shown.append(todo)
        async with index.look(alone=alone) as look:
            now = await _see(look, items, ids)
            # Another worker may have changed what is known since it was read: announce what that adds.
            if now != seen:
                seen, folded = now, fold(items, *now)
                outrun, superseded = _outrun(folded, announced), shown
                if todo := announcement(folded) - announced:
                    continue
            gone = left(folded, announced, now.known, at_first)
            if gone and not alone:
                alone = True
                continue
            record = record_of(now.known, folded, announced)
            if gone:
                await look.forget(record.known)
            anew = await revised(
                look, gone | await reheaded(look, folded, now.known, superseded), record.stale
            )
            anew |= await redated(look, folded, now.known, record.stale)
            if anew and not alone:
                alone = True
                continue
            found = await emissions(look, folded, outrun, anew)
            if found.messages:
                await publish(found.messages)
            await look.record(replace(record, crowded=found.crowded, revised=found.revised))
            return [decided.outcome for decided in folded]


def _outrun(folded: Sequence[Decided], announced: Announcement) -> set[UUID]:
    """Articles of which a version was announced that is newer than the one that stands."""
    standing = {one.known.id: one.known.version_at for decided in folded for one in decided.decisions}
    return {row.article_id for row in announced.keys if row.at > standing[row.article_id]}


class _Seen(NamedTuple):
    """What decides about a batch."""

    known: Mapping[UUID, Known]
    withdrawn: Mapping[UUID, Withdrawn] = {}
    held: Mapping[UUID, Collection[UUID]] = {}


async def _see(look: Look, items: Sequence[Item], own_ids: set[UUID]) -> _Seen:
    naming = {key for item in items if item.withdrawal for key in item.withdrawal_keys}
    held = await look.held(naming) if naming else {}
    ids = own_ids.union(*held.values())
    await look.lock(ids)
    known = await look.known(ids)
    withdrawn = await look.withdrawn({key for item in items if item.arrival for key in item.withdrawal_keys})
    return _Seen(known, withdrawn, held)


def record_of(before: Mapping[UUID, Known], folded: Sequence[Decided], announced: Announcement) -> Record:
    """What a batch leaves behind, `before` being what was known without it."""
    after = {decision.known.id: decision.known for decided in folded for decision in decided.decisions}
    changed = [known for known in after.values() if before.get(known.id) != known]
    replaced = {before[known.id].version for known in changed if known.id in before}
    erased = {
        ErasedKey(key, known.id, known.withdrawn_at, known.spared_at)
        for known in changed
        if known.withdrawn_at and known.id in before and before[known.id].withdrawn_at != known.withdrawn_at
        for key in before[known.id].found_under - known.past.keys()
    } | {
        ErasedKey(row.key, known.id, known.withdrawn_at, known.spared_at)
        for row in announced.keys
        if (known := after[row.article_id]).withdrawn_at and not known.holds(row.at)
    }
    refused = [
        (arrival, decide(before.get(arrival.article.id), arrival, None))
        for decided in folded
        if (arrival := decided.item.refused)
    ]
    return Record(
        known=changed,
        outcomes=[decided.outcome for decided in folded],
        stale=({version for version, _ in groupby(announced.links, _version)} | replaced)
        - {known.version for known in after.values()}
        | {decision.known.version for _, decision in refused if decision.is_new},
        renewed={
            RenewedKey(key, known.id, read_at)
            for known in changed
            for key, read_at in known.past.items()
            if known.id not in before or before[known.id].past.get(key) != read_at
        },
        erased=erased,
        retracted={
            ErasedKey(
                key,
                arrival.article.id,
                decision.known.version_at if key in decision.addresses else decision.serves_at,
            )
            for arrival, decision in refused
            if decision.serves_at
            for key in decision.serves - _lasting(before.get(arrival.article.id))
        },
    )


_version = attrgetter("version")


def _lasting(known: Known | None) -> frozenset[UUID]:
    """Keys under which an article was found before: those of its addresses also when it is withdrawn."""
    return known.found_under.union(map(address, known.aliases)) if known else frozenset()
