"""What shuts a gate and what opens it, over decisions in memory and on a real Kafka."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiokafka import AIOKafkaProducer
from prometheus_client import Gauge

from schemas.consuming import ConsumingPaused, ConsumingResumed
from schemas.dead_letter import Cause
from schemas.topics import CONTROL
from services.runtime.errors import TransientError
from services.runtime.flood.control import ControlTopic, Decision, Following, Member, Placed
from services.runtime.flood.gate import Decisions, Gate, PausedError
from services.runtime.flood.guard import Fate, FloodGuard
from services.runtime.settings import FloodSettings, KafkaSettings
from services.runtime.topics import ensure
from tests.eventually import eventually
from tests.unit.runtime.decisions import MEMBER, SOON, MemoryDecisions, gauge, resumed

BAD = Cause.NO_CONTENT
OTHER = Member("store", "vestnik-store")


@dataclass
class Overheard:
    """Decisions of one process; `listens` is set once it waits for others'."""

    decisions: Decisions
    listens: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self) -> Mapping[str, Placed]:
        """The last decision of each key."""
        return await self.decisions.read()

    async def write(self, decision: Decision) -> int:
        """Keep a decision; its offset."""
        return await self.decisions.write(decision)

    @asynccontextmanager
    async def listening(self, after: int) -> AsyncIterator[Following]:
        """What was decided behind an offset."""
        async with self.decisions.listening(after) as following:
            self.listens.set()
            yield following


@dataclass
class Process:
    """One process of a group, with a small window."""

    decisions: Decisions
    member: Member = MEMBER
    paused: Gauge = field(default_factory=gauge)
    gate: Gate = field(init=False)
    overheard: Overheard = field(init=False)

    def __post_init__(self) -> None:
        guard = FloodGuard(FloodSettings(window=10), most=4)
        self.overheard = Overheard(self.decisions)
        self.gate = Gate(guard, self.member, self.overheard, self.paused, SOON)

    @asynccontextmanager
    async def waiting(self, fates: Sequence[Fate]) -> AsyncIterator["asyncio.Task[None]"]:
        """A batch with these fates is done, and the gate is asked for the next."""
        self.gate.saw(fates)
        task = asyncio.create_task(self.gate.opened())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def measured(self) -> float:
        """What its gauge says."""
        ((sample,),) = (metric.samples for metric in self.paused.collect())
        return float(sample.value)

    async def shut(self) -> None:
        """Wait until it has said that it is paused, and waits for a word."""
        await asyncio.wait_for(self.overheard.listens.wait(), 10)
        assert isinstance(await self.last(), ConsumingPaused)

    async def last(self) -> ConsumingPaused | ConsumingResumed | None:
        """The last decision of its group."""
        found = (await self.decisions.read()).get(self.member.key)
        return found.decision if found else None


@pytest.fixture(params=["memory", "kafka"])
def decisions(request: pytest.FixtureRequest) -> Decisions:
    """Where decisions are kept."""
    if request.param == "memory":
        return MemoryDecisions()
    made: Decisions = request.getfixturevalue("control_topic")
    return made


@pytest.fixture
async def control_topic(kafka_bootstrap: str, topic_suffix: str) -> ControlTopic:
    """The topic of this test on a real Kafka."""
    settings = KafkaSettings(bootstrap_servers=kafka_bootstrap, topic_prefix=f"gate{topic_suffix}.")
    await ensure(settings, [CONTROL])
    return ControlTopic(settings)


async def test_an_operator_opens_it(decisions: Decisions) -> None:
    """Shut by a flood, it says why and what to do, and opens when an operator says so."""
    process = Process(decisions)
    async with process.waiting([BAD] * 6) as opening:
        await process.shut()
        assert (opening.done(), process.measured()) == (False, 1)
        with pytest.raises(PausedError) as caught:
            await process.gate.check()
        assert str(caught.value) == (
            "6 of the last 6 messages were dead-lettered, mostly no-content: see"
            " `python -m services.runtime.dead_letters list`, mend the cause, then"
            " `python -m services.runtime.dead_letters resume`"
        )
        await decisions.write(resumed())
        await asyncio.wait_for(opening, 10)
    await process.gate.check()
    assert process.measured() == 0


async def test_all_processes_of_the_group_hear_it_and_no_other(decisions: Decisions) -> None:
    """One word opens every gate of a group; another group's stay shut."""
    ours, theirs = [Process(decisions), Process(decisions)], Process(decisions, OTHER)
    async with (
        ours[0].waiting([BAD] * 6) as first,
        ours[1].waiting([BAD] * 6) as second,
        theirs.waiting([BAD] * 6) as other,
    ):
        for process in (*ours, theirs):
            await process.shut()
        await decisions.write(resumed())
        await asyncio.wait_for(asyncio.gather(first, second), 10)
        assert not other.done()


async def test_an_old_word_opens_nothing(decisions: Decisions) -> None:
    """What an operator said before the flood does not count for it."""
    await decisions.write(resumed())
    process = Process(decisions)
    async with process.waiting([BAD] * 6) as opening:
        await process.shut()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(opening), 1)


async def test_a_process_that_starts_in_a_flood_begins_with_one(decisions: Decisions) -> None:
    """After a restart one bad message shuts the gate again; without a flood before, it does not."""
    before, after = Process(decisions), Process(decisions)
    async with before.waiting([BAD] * 6):
        await before.shut()
    await after.gate.start()
    assert after.gate.allowance == 1
    async with after.waiting([BAD]):
        with pytest.raises(PausedError, match=r"^1 of the last 1 messages"):
            await after.gate.check()
        await after.shut()
    fresh = Process(decisions, OTHER)
    await fresh.gate.start()
    async with fresh.waiting([BAD]) as opening:
        await asyncio.wait_for(opening, 10)


async def test_a_process_that_recovers_says_so(decisions: Decisions) -> None:
    """When good messages follow a restart, the next start is an ordinary one."""
    before, after, later = Process(decisions), Process(decisions), Process(decisions)
    async with before.waiting([BAD] * 6):
        await before.shut()
    await after.gate.start()
    async with after.waiting([None] * 4) as opening:
        await asyncio.wait_for(opening, 10)
    last = await after.last()
    assert isinstance(last, ConsumingResumed)
    assert last.by == "worker"
    await later.gate.start()
    async with later.waiting([BAD]) as opening:
        await asyncio.wait_for(opening, 10)


async def test_one_that_recovers_does_not_open_the_others(decisions: Decisions) -> None:
    """A process that still stands still says so again, so that an operator finds it."""
    standing, restarted = Process(decisions), Process(decisions)
    async with standing.waiting([BAD] * 6) as opening:
        await standing.shut()
        await restarted.gate.start()
        async with restarted.waiting([None] * 4) as recovering:
            await asyncio.wait_for(recovering, 10)

        async def said_again() -> bool:
            return isinstance(await standing.last(), ConsumingPaused)

        await eventually(said_again)
        assert not opening.done()
        await decisions.write(resumed())
        await asyncio.wait_for(opening, 10)


async def test_while_kafka_is_away_it_stays_shut_and_says_so() -> None:
    """A pause that cannot be written down holds all the same; it is written when that is possible."""
    decisions = MemoryDecisions(away=True)
    process = Process(decisions)
    async with process.waiting([BAD] * 6) as opening:

        async def said() -> bool:
            with pytest.raises(PausedError, match=r"Kafka is away$"):
                await process.gate.check()
            return True

        await eventually(said)
        decisions.away = False
        await process.shut()
        decisions.away = True
        await eventually(said)
        decisions.away = False
        await decisions.write(resumed())
        await asyncio.wait_for(opening, 10)


async def test_without_its_topic_it_says_what_to_run(kafka_bootstrap: str, topic_suffix: str) -> None:
    """Where the topic was never made, the reason names the command that makes it."""
    topic = ControlTopic(KafkaSettings(bootstrap_servers=kafka_bootstrap, topic_prefix=f"no{topic_suffix}."))
    with pytest.raises(TransientError, match=r"create it: python -m services\.runtime\.topics$"):
        await topic.read()


async def test_what_is_none_of_ours_is_passed_over(
    kafka_bootstrap: str, topic_suffix: str, control_topic: ControlTopic
) -> None:
    """A record of a later release, or of a hand that slipped, is no decision and no error."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap)
    await producer.start()
    try:
        for value, type_ in (
            (b"{", b"vestnik.consuming-paused.v1"),
            (b"{}", b"vestnik.weather.v1"),
            (b"go on", b"\xff"),
        ):
            await producer.send_and_wait(
                f"gate{topic_suffix}.articles.control",
                value,
                key=MEMBER.key.encode(),
                headers=[("ce_type", type_)],
            )
    finally:
        await producer.stop()
    await control_topic.write(resumed())
    assert {key: placed.offset for key, placed in (await control_topic.read()).items()} == {MEMBER.key: 3}
