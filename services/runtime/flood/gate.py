"""Between a consumer and its next batch: shut by a flood of dead letters until somebody says go on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

import structlog
from prometheus_client import Gauge

from schemas.consuming import ConsumingPaused, ConsumingResumed
from services.runtime.errors import TransientError
from services.runtime.flood.control import Decision, Following, Member, Placed
from services.runtime.flood.guard import Fate, Flood, FloodGuard, Recovered
from services.runtime.retry import Backoff, Retry

T = TypeVar("T")

log = structlog.get_logger()

COMMAND = "python -m services.runtime.dead_letters"


class PausedError(Exception):
    """Consuming is paused; the text says why, and what to do."""


class Decisions(Protocol):
    """Where decisions outlive a process (`ControlTopic`). Everything may raise `TransientError`."""

    async def read(self) -> Mapping[str, Placed]:
        """The last decision of each key."""

    async def write(self, decision: Decision) -> int:
        """Keep a decision; its offset."""

    def listening(self, after: int) -> AbstractAsyncContextManager[Following]:
        """Yields a call that returns what was decided behind an offset."""


class Gate:
    """Asked by a consumer before each batch and told of each; `paused` is its gauge: 1 while it is shut."""

    def __init__(
        self,
        guard: FloodGuard,
        member: Member,
        decisions: Decisions,
        paused: Gauge,
        backoff: Backoff | None = None,
    ) -> None:
        self._guard, self._member, self._decisions, self._gauge = guard, member, decisions, paused
        self._backoff = backoff or Backoff()
        self._flood: Flood | None = None
        self._recovered = False
        self._trouble: TransientError | None = None

    @property
    def allowance(self) -> int:
        """How many messages the next batch may have."""
        return self._guard.allowance

    async def start(self) -> None:
        """Learn whether the group stood still before this start. Raises `TransientError`."""
        last = (await self._decisions.read()).get(self._member.key)
        if last and isinstance(last.decision, ConsumingPaused):
            self._guard.doubt()
            log.warning("begins with one message", paused=last.decision.model_dump(mode="json"))

    def saw(self, fates: Sequence[Fate], uncounted: int = 0) -> None:
        """A batch is done and its offsets may be committed; `FloodGuard.saw` says what the arguments are."""
        match self._guard.saw(fates, uncounted):
            case Flood() as flood:
                self._flood = flood
                self._gauge.set(1)
                log.error(
                    "paused",
                    dead_letters=flood.dead_letters,
                    messages=flood.messages,
                    cause=flood.cause.value,
                    go_on=f"{COMMAND} resume",
                )
            case Recovered():
                self._recovered = True

    async def opened(self) -> None:
        """Return when the next batch may begin: at once, or when somebody has said so."""
        if self._recovered:
            self._recovered = False
            await self._say_recovered()
        if self._flood is None:
            return
        paused = self._member.paused(self._flood)
        offset = await self._until_done(lambda: self._decisions.write(paused))
        resumed = await self._resumed(paused, offset)
        self._guard.resume(resumed.dead_letters)
        self._flood = None
        self._gauge.set(0)
        log.warning("resumed", pardoned=resumed.dead_letters)

    async def check(self) -> None:
        """Return when the gate is open. Raises `PausedError`, the text says why and what to do."""
        if self._flood is None:
            return
        flood, trouble = self._flood, f"; {self._trouble}" if self._trouble else ""
        raise PausedError(
            f"{flood.dead_letters} of the last {flood.messages} messages were dead-lettered, mostly"
            f" {flood.cause.value}: see `{COMMAND} list`, mend the cause, then `{COMMAND} resume`{trouble}"
        )

    async def _say_recovered(self) -> None:
        """Once: without it the next start begins with one message again, which does no harm."""
        try:
            await self._decisions.write(self._member.recovered())
        except TransientError as error:
            log.warning("recovered, and nobody was told", reason=str(error))
        else:
            log.info("recovered")

    async def _resumed(self, paused: ConsumingPaused, offset: int) -> ConsumingResumed:
        """Wait for the word of an operator that stands behind `offset`."""

        async def listen() -> ConsumingResumed:
            nonlocal offset
            async with self._decisions.listening(offset) as following:
                self._trouble = None
                while True:
                    found = [one for one in await following() if one.decision.key == self._member.key]
                    words = [one.decision for one in found if isinstance(one.decision, ConsumingResumed)]
                    for word in words:
                        if word.by == "operator":
                            return word
                    if words:  # another process has recovered; what stands last must tell of this one
                        await self._decisions.write(paused)
                    offset = max([offset, *(one.offset for one in found)])

        return await self._until_done(listen)

    async def _until_done(self, action: Callable[[], Awaitable[T]]) -> T:
        attempt = 0
        while True:
            try:
                done = await action()
            except TransientError as error:
                attempt += 1
                self._trouble = error
                plan = self._backoff.plan(attempt)
                if not isinstance(plan, Retry):
                    raise
                log.warning("waiting", reason=str(error), attempt=attempt)
                await asyncio.sleep(plan.delay_seconds)
            else:
                self._trouble = None
                return done
