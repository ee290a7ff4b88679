"""The watchdog and the end of a worker, with a double for Kafka."""

import asyncio
from dataclasses import dataclass, field
from typing import NoReturn

import pytest

from services.enrich import worker
from services.enrich.ledger import Ledger, Partition
from services.enrich.pipeline import Pipeline
from services.enrich.settings import EnrichSettings
from services.enrich.worker import STALL_SECONDS, Watchdog, work
from tests.unit.runtime.decisions import gate

RAW: Partition = ("articles.raw", 3)


class StoppedError(Exception):
    """Instead of the end of the process."""


@pytest.fixture(autouse=True)
def _fail_stop_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(reason: str, error: BaseException | None = None) -> NoReturn:
        raise StoppedError(reason) from error

    monkeypatch.setattr(worker, "fail_stop", fail)
    monkeypatch.setattr(worker, "WATCH_SECONDS", 0.01)


@dataclass
class Member:
    """A member of a group that a test sets."""

    settled: bool = True
    answers: bool = True
    problem: BaseException | None = None
    did: list[str] = field(default_factory=list)

    def start(self, _: Pipeline) -> None:
        """Join."""
        self.did.append("start")

    async def stop(self) -> None:
        """Leave."""
        self.did.append("stop")

    def failure(self) -> BaseException | None:
        """What a test set."""
        return self.problem

    async def ask_broker(self) -> None:
        """Answer, or not."""
        if not self.answers:
            raise OSError("no broker")

    def high_waters(self) -> dict[Partition, int]:
        """Ten messages."""
        return {RAW: 10}


class Watched:
    """A ledger under a watchdog, and the time."""

    def __init__(self, *, idle: bool = True) -> None:
        self.now = 1000.0
        self.member = Member()
        self.ledger = Ledger(lambda: self.now)
        self.ledger.rewind(RAW, 0)
        self.ledger.enter(RAW, [0, 1], 2)
        self.watchdog = Watchdog(self.ledger, lambda: idle, self.member, lambda: self.now)

    async def after(self, seconds: float) -> str | None:
        """What the watchdog says when it looks each second for so long."""
        said = None
        for _ in range(int(seconds)):
            self.now += 1
            said = said or await self.watchdog.look()
        return said

    def work_off(self, offset: int) -> None:
        """One offset is done."""
        entry = self.ledger.begin(RAW, offset)
        assert entry is not None
        self.ledger.done([entry])


async def test_a_commit_that_does_not_come_is_a_stall() -> None:
    """Offsets are done, the broker answers, nothing is committed: after the limit the process must end."""
    watched = Watched(idle=False)
    watched.work_off(0)
    assert await watched.after(2 * STALL_SECONDS) is None
    assert await watched.after(2) == f"no commit for 10 s, though one is owed: {[RAW]}"


async def test_commits_that_come_are_no_stall() -> None:
    """As long as commits move, the watchdog is quiet."""
    watched = Watched(idle=False)
    watched.work_off(0)
    assert await watched.after(STALL_SECONDS - 1) is None
    watched.ledger.confirm([(RAW, 1)])
    watched.work_off(1)
    assert await watched.after(STALL_SECONDS - 1) is None
    watched.ledger.confirm([(RAW, 2)])
    assert await watched.after(100) is None


@pytest.mark.parametrize("away", ["answers", "settled"])
async def test_no_stall_while_kafka_or_the_group_is_away(away: str) -> None:
    """No answer and a rebalance are waited for, and the clock starts anew when they are over."""
    watched = Watched(idle=False)
    watched.work_off(0)
    setattr(watched.member, away, False)
    assert await watched.after(100) is None
    setattr(watched.member, away, True)
    assert await watched.after(STALL_SECONDS) is None
    assert await watched.after(2) is not None


async def test_open_work_alone_is_no_stall() -> None:
    """A batch may wait for the link index for as long as it takes."""
    watched = Watched(idle=False)
    assert watched.ledger.begin(RAW, 0) is not None
    assert await watched.after(1000) is None


async def test_events_that_do_not_come_to_work_are_a_stall() -> None:
    """The last event of a partition, lost inside Faust, is betrayed by nothing but time."""
    watched = Watched(idle=True)
    assert await watched.after(2 * STALL_SECONDS + 2) == (
        f"messages were fetched and did not come to work: {[RAW]}"
    )


async def run_with(member: Member, stop: asyncio.Event | None = None) -> None:
    """Work with doubles until the end."""
    ledger = Ledger()
    pipeline = Pipeline(ledger, None, None, None, EnrichSettings(), gate())  # type: ignore[arg-type]  # nothing comes
    await work(member, pipeline, ledger, stop or asyncio.Event())


async def test_stopping_leaves_the_group() -> None:
    """When asked to stop it leaves, and returns when that is done."""
    member, stop = Member(), asyncio.Event()
    stop.set()
    await run_with(member, stop=stop)
    assert member.did == ["start", "stop"]


async def test_faust_that_stops_on_its_own_ends_the_process() -> None:
    """A crash inside Faust does not leave a worker that does nothing."""
    with pytest.raises(StoppedError, match="Faust has stopped"):
        await run_with(Member(problem=RuntimeError("crashed")))
