"""A double for the topic `articles.control`, and gates over it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import Gauge

from schemas.consuming import ConsumingResumed
from services.runtime.errors import TransientError
from services.runtime.flood.control import Decision, Following, Member, Placed
from services.runtime.flood.gate import Gate
from services.runtime.flood.guard import FloodGuard
from services.runtime.retry import Backoff
from services.runtime.settings import FloodSettings

MEMBER = Member("enrich", "vestnik-enrich")
SOON = Backoff(base_seconds=0.001, cap_seconds=0.002)


@dataclass
class MemoryDecisions:
    """Decisions in memory, in the order in which they were written."""

    written: list[Decision] = field(default_factory=list)
    away: bool = False

    async def read(self) -> Mapping[str, Placed]:
        """The last decision of each key."""
        self._answer()
        return {decision.key: Placed(offset, decision) for offset, decision in enumerate(self.written)}

    async def write(self, decision: Decision) -> int:
        """Keep a decision; its offset."""
        self._answer()
        self.written.append(decision)
        return len(self.written) - 1

    @asynccontextmanager
    async def listening(self, after: int) -> AsyncIterator[Following]:
        """What was decided behind an offset, in each call what is new."""
        self._answer()

        async def following() -> list[Placed]:
            nonlocal after
            await asyncio.sleep(0.001)
            self._answer()
            found = [Placed(offset, self.written[offset]) for offset in range(after + 1, len(self.written))]
            after = max([after, *(one.offset for one in found)])
            return found

        yield following

    def _answer(self) -> None:
        if self.away:
            raise TransientError("Kafka is away")


def resumed(member: Member = MEMBER, letters: int = 0) -> ConsumingResumed:
    """The word of an operator."""
    return ConsumingResumed(
        service=member.service,
        group_id=member.group_id,
        by="operator",
        dead_letters=letters,
        resumed_at=datetime.now(UTC),
    )


def gauge() -> Gauge:
    """A gauge of one test."""
    return Gauge("paused", "1 while paused.", registry=None)


def gate(
    window: int = 5000, share: float = 0.5, most: int = 64, decisions: MemoryDecisions | None = None
) -> Gate:
    """A gate as a worker has it, over decisions in memory."""
    guard = FloodGuard(FloodSettings(window=window, share=share), most=most)
    return Gate(guard, MEMBER, decisions or MemoryDecisions(), gauge(), SOON)


def open_gate(most: int) -> Gate:
    """A gate that has seen enough good messages to let whole batches through."""
    made = gate(most=most)
    made.saw([None] * most)
    return made
