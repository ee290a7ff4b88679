"""The loop: one batch in work, one being fetched and read, offsets committed after the effect."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

import structlog

from services.store import metrics
from services.store.batch import Batch, Write, prepare, settle_side_by_side
from services.store.hold import Hold, done_before
from services.store.message import Letter, Record

log = structlog.get_logger()

Bury: TypeAlias = Callable[[Sequence[Letter]], Awaitable[None]]
"""Publishes dead letters; returns when Kafka has them all."""


class Source(Protocol):
    """Where messages come from."""

    async def fetch(self) -> list[Record]:
        """The next messages; none when there were none for a while."""

    def working(self) -> AbstractContextManager[None]:
        """A batch is in work: a rebalance waits for its end."""

    async def commit(self, records: Sequence[Record]) -> None:
        """Everything up to these records is done."""


async def run(
    source: Source, write: Write, bury: Bury, *, stop: asyncio.Event, hold: Hold, writers: int = 1
) -> None:
    """Store what comes until `stop` is set; then finish the batch in work."""
    fetching = asyncio.create_task(_next(source))
    try:
        while await done_before(stop, fetching):
            batch = fetching.result()
            fetching = asyncio.create_task(_next(source))
            if batch.records:
                with source.working():
                    await _work(batch, source, write, bury, hold, writers)
    finally:
        fetching.cancel()
        await asyncio.gather(fetching, return_exceptions=True)


async def _next(source: Source) -> Batch:
    return await prepare(await source.fetch())


async def _work(batch: Batch, source: Source, write: Write, bury: Bury, hold: Hold, writers: int) -> None:
    """Write, bury, commit; in this order, and nothing of it when asked to stop while Postgres is away."""
    begun = time.monotonic()
    records = batch.records
    settled = await hold.until_done(lambda: settle_side_by_side(batch.prepared, write, writers))
    if settled is None:
        log.warning("batch given up, nothing committed", messages=len(records))
        return
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
