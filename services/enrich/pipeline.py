"""The flow of a worker: messages in hand, read ahead, related in batches, done in the ledger.

take -> read (in the child, in order, ahead of the batch) -> batch -> dead letters -> relate -> done.
Batches run one at a time, so what is published keeps the order of each partition.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeAlias

import structlog

from schemas.enriched_article import EnrichedArticle
from services.enrich import metrics
from services.enrich.ledger import Entry, Ledger
from services.enrich.message import Message
from services.enrich.settings import EnrichSettings
from services.enrich.submission import Outcome, Submission
from services.enrich.tally import Tally
from services.runtime.errors import PermanentError, TransientError
from services.runtime.flood.gate import Gate
from services.runtime.retry import Backoff, Retry

log = structlog.get_logger()

Read: TypeAlias = Callable[[Message], Coroutine[None, None, Submission]]
Relate: TypeAlias = Callable[[Sequence[Submission]], Awaitable[list[Outcome]]]
"""Returns when everything is published, acknowledged and recorded."""
Bury: TypeAlias = Callable[[Message, Submission, PermanentError], Awaitable[None]]
"""Returns when Kafka has the dead letter."""
Settle: TypeAlias = Callable[[], object]
"""Tells the transport that a message is out of our hands, done or given back."""


@dataclass(frozen=True, eq=False)
class _Item:
    message: Message
    entry: Entry
    settle: Settle
    reading: "asyncio.Task[Submission]"


class GivenBackError(Exception):
    """The partitions were taken away while the link index was away."""


class Pipeline:
    """What a worker has in hand."""

    def __init__(
        self,
        ledger: Ledger,
        read: Read,
        relate: Relate,
        bury: Bury,
        settings: EnrichSettings,
        gate: Gate,
        backoff: Backoff | None = None,
    ) -> None:
        self._ledger, self._read, self._relate, self._bury = ledger, read, relate, bury
        self._settings, self._gate = settings, gate
        self._backoff = backoff or Backoff()
        self._waiting: deque[_Item] = deque()
        self._in_work: list[_Item] = []
        self._tally = Tally([])
        self._bytes = 0
        self._closed = False
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._give_back = asyncio.Event()
        self._trouble: TransientError | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand."""
        return not self._waiting and not self._in_work

    async def take(self, message: Message, settle: Settle) -> None:
        """Take a message in hand; waits while there is no room. What comes twice is settled at once.

        Raises `LostEventError`.
        """
        while not self._has_room(message.size_bytes):
            self._room.clear()
            await self._room.wait()
        if self._closed:
            settle()
            return
        entry = self._ledger.begin((message.topic, message.partition), message.offset)
        if entry is None:
            settle()
            return
        reading = asyncio.create_task(self._read(message))
        reading.add_done_callback(lambda _: self._changed.set())
        self._waiting.append(_Item(message, entry, settle, reading))
        self._bytes += message.size_bytes
        self._changed.set()
        metrics.IN_FLIGHT.inc()

    def give_back(self) -> None:
        """Drop what is not in the batch in work, and that one too if it only waits for the link index."""
        self._give_back.set()
        dropped = list(self._waiting)
        self._waiting.clear()
        for item in dropped:
            item.reading.cancel()
        self._release(dropped)

    def close(self) -> None:
        """Give back, and take nothing any more."""
        self._closed = True
        self.give_back()

    async def check(self) -> None:
        """Return when batches go through. Raises the `TransientError` for which the current one waits."""
        if self._trouble:
            raise self._trouble

    async def run(self) -> None:
        """Work off what comes, until cancelled. Any error that leaves it must stop the process."""
        try:
            while True:
                await self._gate.opened()
                self._in_work = await self._next_batch()
                self._give_back.clear()
                await self._work()
                self._release(self._in_work)
                self._in_work = []
        finally:
            for item in self._waiting:
                item.reading.cancel()

    def _has_room(self, size_bytes: int) -> bool:
        held = len(self._waiting) + len(self._in_work)
        return held == 0 or (
            held < self._settings.in_flight and self._bytes + size_bytes <= self._settings.in_flight_bytes
        )

    def _release(self, items: Sequence[_Item]) -> None:
        for item in items:
            item.settle()
            self._bytes -= item.message.size_bytes
        metrics.IN_FLIGHT.dec(len(items))
        self._room.set()

    async def _next_batch(self) -> list[_Item]:
        """The leading items that have been read: a full batch, or what there is after a short wait."""
        deadline: float | None = None
        loop = asyncio.get_running_loop()
        while (ready := self._ready()) < self._full:
            if ready and deadline is None:
                deadline = loop.time() + self._settings.batch_wait_seconds
            if ready and deadline is not None and loop.time() >= deadline:
                break
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(deadline if ready else None):
                    await self._changed.wait()
        return [self._waiting.popleft() for _ in range(ready)]

    @property
    def _full(self) -> int:
        return min(self._settings.batch_size, self._gate.allowance)

    def _ready(self) -> int:
        for count, item in enumerate(self._waiting):
            if count == self._full or not item.reading.done():
                return count
        return len(self._waiting)

    async def _work(self) -> None:
        self._tally = Tally([item.message for item in self._in_work])
        submissions = [item.reading.result() for item in self._in_work]
        try:
            for item, submission in zip(self._in_work, submissions, strict=True):
                if isinstance(submission.content, PermanentError):
                    await self._dead_letter(item.message, submission, submission.content)
            outcomes = await self._related(submissions)
        except GivenBackError:
            log.warning("batch given back", messages=len(self._in_work), reason=str(self._trouble))
            return
        finally:
            self._trouble = None
        self._ledger.done(item.entry for item in self._in_work)
        fates = self._tally.fates()
        self._gate.saw(fates, uncounted=len(self._in_work) - len(fates))
        self._tally.report(outcomes)

    async def _dead_letter(self, message: Message, submission: Submission, error: PermanentError) -> None:
        await self._bury(message, submission, error)
        self._tally.buried(message, submission, error)

    async def _related(self, submissions: Sequence[Submission]) -> list[Outcome]:
        """Relate a batch, split where the link index refuses it: the message that is at fault dies alone."""
        try:
            return await self._until_related(submissions)
        except PermanentError as error:
            if len(submissions) > 1:
                middle = len(submissions) // 2
                first = await self._related(submissions[:middle])
                return first + await self._related(submissions[middle:])
            (submission,) = submissions
            message = next(item.message for item in self._in_work if item.reading.result() is submission)
            await self._dead_letter(message, submission, error)
            article = submission.content if isinstance(submission.content, EnrichedArticle) else None
            return await self._until_related([replace(submission, content=error, refused=article)])

    async def _until_related(self, submissions: Sequence[Submission]) -> list[Outcome]:
        attempt = 0
        while True:
            try:
                outcomes = await self._relate(submissions)
            except TransientError as error:
                attempt += 1
                self._trouble = error
                metrics.RETRIES.inc()
                await self._pause(attempt, error)
                continue
            if len(outcomes) != len(submissions):
                raise RuntimeError(f"{len(submissions)} submissions ended in {len(outcomes)} outcomes")
            return outcomes

    async def _pause(self, attempt: int, error: TransientError) -> None:
        """Wait before another try. Raises `GivenBackError` when the partitions are taken away meanwhile."""
        plan = self._backoff.plan(attempt)
        if not isinstance(plan, Retry):
            raise error
        log.warning(
            "trying again", attempt=attempt, delay_seconds=round(plan.delay_seconds, 3), reason=str(error)
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(plan.delay_seconds):
                await self._give_back.wait()
        if self._give_back.is_set():
            raise GivenBackError
