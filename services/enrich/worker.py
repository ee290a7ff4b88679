"""A worker from start to end: join, watch, and stop in time or at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

import structlog

from services.enrich import metrics
from services.enrich.ledger import Ledger, Partition
from services.enrich.pipeline import Pipeline
from services.runtime.shutdown import fail_stop

log = structlog.get_logger()

WATCH_SECONDS: Final = 1.0
STALL_SECONDS: Final = 10.0
"""So long a commit may be owed, and so long a broker must have answered meanwhile."""
ANSWER_SECONDS: Final = 3.0
"""What a broker that is there may take to answer."""


class Member(Protocol):
    """A member of the consumer group (`services.enrich.transport.Connection`)."""

    def start(self, inbox: Pipeline) -> None:
        """Join; messages go to `inbox`."""

    async def stop(self) -> None:
        """Wait until everything taken is settled, commit, leave."""

    def failure(self) -> BaseException | None:
        """Why it has stopped on its own."""

    @property
    def settled(self) -> bool:
        """Whether it takes part and no rebalance is going on."""

    async def ask_broker(self) -> None:
        """Return when a broker answers."""

    def high_waters(self) -> dict[Partition, int]:
        """The end of each partition that is ours."""


async def work(
    member: Member,
    pipeline: Pipeline,
    ledger: Ledger,
    stop: asyncio.Event,
) -> None:
    """Work until `stop` is set, then finish the batch in work, commit and leave.

    Whatever fails meanwhile ends the process with nothing committed.
    """
    batches = asyncio.create_task(pipeline.run())
    batches.add_done_callback(_fail_unless_cancelled)
    stopping = asyncio.create_task(stop.wait())
    watchdog = Watchdog(ledger, lambda: pipeline.idle, member)
    try:
        member.start(pipeline)
        while not stop.is_set():
            await asyncio.wait({stopping}, timeout=WATCH_SECONDS)
            if failure := member.failure():
                fail_stop("Faust has stopped", failure)
            _measure_lag(ledger, member)
            if stalled := await watchdog.look():
                fail_stop(stalled)
        pipeline.close()
        await member.stop()
    finally:
        batches.cancel()
        stopping.cancel()
        await asyncio.gather(batches, stopping, return_exceptions=True)


class Watchdog:
    """Notices when offsets are done and no commit comes, or when Faust lost an event, while Kafka is well.

    An open batch alone is no stall: the link index or the broker may be away, and that is waited for.
    """

    def __init__(
        self,
        ledger: Ledger,
        idle: Callable[[], bool],
        member: Member,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger, self._idle, self._member, self._clock = ledger, idle, member, clock
        self._suspicious_since: float | None = None

    async def look(self) -> str | None:
        """What is stalled, in words; None while all is well, or a broker or the group is away."""
        suspicion = self._suspicion()
        if suspicion is None or not self._member.settled or not await _answers(self._member.ask_broker):
            self._suspicious_since = None
            return None
        now = self._clock()
        if self._suspicious_since is None:
            self._suspicious_since = now
        return suspicion if now - self._suspicious_since >= STALL_SECONDS else None

    def _suspicion(self) -> str | None:
        if partitions := self._ledger.uncommitted(STALL_SECONDS):
            return f"no commit for {STALL_SECONDS:g} s, though one is owed: {partitions}"
        if self._idle() and (partitions := self._ledger.undelivered(STALL_SECONDS)):
            return f"messages were fetched and did not come to work: {partitions}"
        return None


async def _answers(ask: Callable[[], Awaitable[None]]) -> bool:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await ask()
    except Exception as error:  # noqa: BLE001, every kind of no answer is one
        log.debug("the broker does not answer", reason=str(error))
        return False
    return True


def _fail_unless_cancelled(batches: "asyncio.Task[None]") -> None:
    if not batches.cancelled():
        fail_stop("a batch could not be worked off", batches.exception())


def _measure_lag(ledger: Ledger, member: Member) -> None:
    metrics.LAG.clear()  # partitions that went to others
    confirmed = ledger.confirmed()
    for partition, end in member.high_waters().items():
        if partition in confirmed:
            metrics.LAG.labels(str(partition[1])).set(max(0, end - confirmed[partition]))
