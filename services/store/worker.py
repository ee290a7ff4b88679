"""The loop: one batch in work, one being fetched and read, offsets committed after the effect."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol, TypeAlias

import structlog

from schemas.topics import ENRICHED, LINKS
from services.runtime.flood.gate import Gate
from services.runtime.flood.guard import Fate
from services.store import metrics
from services.store.batch import Batch, Write, prepare, settle_side_by_side
from services.store.hold import Hold, done_before
from services.store.message import Letter, Record

log = structlog.get_logger()

Bury: TypeAlias = Callable[[Sequence[Letter]], Awaitable[None]]
"""Publishes dead letters; returns when Kafka has them all."""


_COUNTED: Final = (ENRICHED.name, LINKS.name)
"""The topics of which the flood guard looks at the messages; a prefix may stand before their names."""


class Source(Protocol):
    """Where messages come from."""

    async def fetch(self, most: int) -> list[Record]:
        """The next messages, so many at the most; none when there were none for a while."""

    def working(self) -> AbstractContextManager[None]:
        """A batch is in work: a rebalance waits for its end."""

    async def commit(self, records: Sequence[Record]) -> None:
        """Everything up to these records is done."""


async def run(
    source: Source, write: Write, bury: Bury, gate: Gate, *, stop: asyncio.Event, hold: Hold, writers: int = 1
) -> None:
    """Store what comes until `stop` is set; then finish the batch in work.

    While the gate is shut a fetched batch waits, and is not touched.
    """
    fetching = asyncio.create_task(_next(source, gate))
    opening = asyncio.create_task(gate.opened())
    try:
        while await done_before(stop, opening) and await done_before(stop, fetching):
            opening.result()
            batch = fetching.result()
            fetching = asyncio.create_task(_next(source, gate))
            if batch.records:
                with source.working():
                    letters = await _work(batch, source, write, bury, hold, writers)
                if letters is None:
                    continue
                fates = _fates(batch.records, letters)
                gate.saw(fates, uncounted=len(batch.records) - len(fates))
                opening = asyncio.create_task(gate.opened())
    finally:
        for task in (fetching, opening):
            task.cancel()
        await asyncio.gather(fetching, opening, return_exceptions=True)


async def _next(source: Source, gate: Gate) -> Batch:
    return await prepare(await source.fetch(gate.allowance))


def _fates(records: Sequence[Record], letters: Sequence[Letter]) -> list[Fate]:
    """What counts for the flood guard: what enrich has written.

    Not dead letters, each letter of store among them: they can always be stored. Nor what was sent again.
    """
    causes = {_place(letter.record): letter.error.cause for letter in letters}
    return [causes.get(_place(record)) for record in records if record.topic.endswith(_COUNTED)]


def _place(record: Record) -> tuple[str, int, int]:
    return record.topic, record.partition, record.offset


async def _work(
    batch: Batch, source: Source, write: Write, bury: Bury, hold: Hold, writers: int
) -> Sequence[Letter] | None:
    """Write, bury, commit, in this order; the dead letters.

    None, and nothing of it done, when asked to stop while Postgres is away.
    """
    begun = time.monotonic()
    records = batch.records
    settled = await hold.until_done(lambda: settle_side_by_side(batch.prepared, write, writers))
    if settled is None:
        log.warning("batch given up, nothing committed", messages=len(records))
        return None
    letters = [*batch.unreadable, *settled.refused]
    if letters:
        await bury(letters)
    await source.commit(records)

    seconds = time.monotonic() - begun
    for kind, count in settled.written.items():
        metrics.ROWS.labels(kind).inc(count)
    for letter in letters:
        metrics.DEAD_LETTERS.labels(letter.error.cause).inc()
        log.warning(
            "dead letter",
            cause=str(letter.error.cause),
            message=letter.error.message[:300],
            topic=letter.record.topic,
            partition=letter.record.partition,
            offset=letter.record.offset,
        )
    metrics.SPLITS.inc(settled.splits)
    metrics.BATCH_SECONDS.observe(seconds)
    metrics.BATCH_MESSAGES.observe(len(records))
    log.info(
        "batch",
        messages=len(records),
        dead_letters=len(letters),
        splits=settled.splits,
        seconds=round(seconds, 4),
        **settled.written,
    )
    return letters
