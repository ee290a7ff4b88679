"""The loop between Kafka and Postgres, on fakes that note the order of events."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from schemas.dead_letter import Cause
from services.runtime.errors import TransientError
from services.runtime.flood.gate import PausedError
from services.runtime.retry import Backoff
from services.store.hold import Hold
from services.store.message import Letter, Record
from services.store.versions import Folded
from services.store.worker import run
from tests.eventually import eventually
from tests.unit.runtime.decisions import MEMBER, MemoryDecisions, gate, resumed
from tests.unit.store.messages import article, record


class Fakes:
    """A topic, a database and a dead letter topic that write down what is done to them."""

    def __init__(self, *batches: list[Record]) -> None:
        self.batches = deque(batches)
        self.events: list[str] = []
        self.fetched = 0
        self.allowed: list[int] = []
        self.guarded = gate()
        self.write_errors: deque[Exception] = deque()
        self.bury_error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, most: int) -> list[Record]:
        """The next batch, or nothing for ever."""
        self.allowed.append(most)
        if not self.batches:
            await asyncio.Event().wait()
        self.fetched += 1
        return self.batches.popleft()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Note begin and end."""
        self.events.append("begin")
        yield
        self.events.append("end")

    async def commit(self, records: Sequence[Record]) -> None:
        """Note what is committed."""
        self.events.append(f"commit {[record.offset for record in records]}")

    async def write(self, rows: Folded) -> Counter[str]:
        """Note what is written."""
        await self.gate.wait()
        if self.write_errors:
            self.events.append("failed")
            raise self.write_errors.popleft()
        self.events.append(f"write {len(rows.articles)}")
        return Counter(article=len(rows.articles))

    async def bury(self, letters: Sequence[Letter]) -> None:
        """Note what is buried."""
        if self.bury_error:
            raise self.bury_error
        self.events.append(f"bury {[str(letter.error.cause) for letter in letters]}")

    async def run(self, stop: asyncio.Event) -> None:
        """The loop on these fakes."""
        hold = Hold(stop, Backoff(base_seconds=0.001, cap_seconds=0.002))
        await run(self, self.write, self.bury, self.guarded, stop=stop, hold=hold, writers=2)


@pytest.fixture
def stop() -> asyncio.Event:
    """Set it to end the loop."""
    return asyncio.Event()


def batch(start: int, size: int = 2) -> list[Record]:
    """Articles with these offsets."""
    return [record(article(n), offset=n) for n in range(start, start + size)]


async def until(fakes: Fakes, stop: asyncio.Event, event: str) -> list[str]:
    """Run until something happened, stop, and return all that happened."""
    running = asyncio.create_task(fakes.run(stop))
    await eventually(lambda: event in fakes.events or running.done())
    stop.set()
    await running
    return fakes.events


async def test_offsets_are_committed_after_the_effect(stop: asyncio.Event) -> None:
    """Each batch is written, then committed, inside its own bracket."""
    fakes = Fakes(batch(0), [], batch(2))
    assert await until(fakes, stop, "commit [2, 3]") == [
        *("begin", "write 2", "commit [0, 1]", "end"),
        *("begin", "write 2", "commit [2, 3]", "end"),
    ]


async def test_offsets_of_a_large_batch_are_committed_after_both_transactions(stop: asyncio.Event) -> None:
    """Two transactions that share a batch are both over before its offsets are committed."""
    fakes = Fakes(batch(0, 200))
    begin, *writes, commit, end = await until(fakes, stop, f"commit {[*range(200)]}")
    assert (begin, commit, end) == ("begin", f"commit {[*range(200)]}", "end")
    assert len(writes) == 2
    assert sum(int(write.removeprefix("write ")) for write in writes) == 200


async def test_dead_letters_are_written_before_the_commit(stop: asyncio.Event) -> None:
    """What cannot be read is buried after the rest is written and before the commit."""
    fakes = Fakes([*batch(0), record(value=b"{", offset=2)])
    assert await until(fakes, stop, "commit [0, 1, 2]") == [
        *("begin", "write 2", f"bury ['{Cause.NOT_JSON}']", "commit [0, 1, 2]", "end")
    ]


async def test_batch_is_repeated_while_postgres_is_away(stop: asyncio.Event) -> None:
    """A transient error repeats the batch; nothing is committed until it is written."""
    fakes = Fakes(batch(0))
    fakes.write_errors.extend([TransientError("away"), TransientError("away")])
    assert await until(fakes, stop, "commit [0, 1]") == [
        *("begin", "failed", "failed", "write 2", "commit [0, 1]", "end")
    ]


async def test_stop_while_postgres_is_away_commits_nothing(stop: asyncio.Event) -> None:
    """Asked to stop during an outage, the loop ends without a commit."""
    fakes = Fakes(batch(0))
    fakes.write_errors.extend(TransientError("away") for _ in range(100_000))
    events = await until(fakes, stop, "failed")
    assert set(events) == {"begin", "failed", "end"}


async def test_stop_finishes_the_batch_in_work(stop: asyncio.Event) -> None:
    """A batch in work when the end is asked for is written and committed, the next one is not."""
    fakes = Fakes(batch(0), batch(2))
    fakes.gate.clear()
    running = asyncio.create_task(fakes.run(stop))
    await eventually(lambda: fakes.events == ["begin"])
    stop.set()
    fakes.gate.set()
    await running
    assert fakes.events == ["begin", "write 2", "commit [0, 1]", "end"]


async def test_one_batch_in_work_and_one_fetched(stop: asyncio.Event) -> None:
    """While a batch is in work one more is fetched, and no third."""
    fakes = Fakes(*(batch(2 * n) for n in range(5)))
    fakes.gate.clear()
    running = asyncio.create_task(fakes.run(stop))
    await eventually(lambda: fakes.fetched == 2)
    for _ in range(10):
        await asyncio.sleep(0)
    assert fakes.fetched == 2
    stop.set()
    fakes.gate.set()
    await running


@pytest.mark.parametrize("where", ["write", "bury"])
async def test_unknown_errors_end_the_loop_without_a_commit(stop: asyncio.Event, where: str) -> None:
    """A bug, or a dead letter that cannot be written, ends the loop; nothing is committed."""
    fakes = Fakes([*batch(0), record(value=b"{", offset=2)])
    if where == "write":
        fakes.write_errors.append(ZeroDivisionError())
    else:
        fakes.bury_error = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await fakes.run(stop)
    assert not [event for event in fakes.events if event.startswith("commit")]


async def test_fetch_error_ends_the_loop(stop: asyncio.Event) -> None:
    """An error of the consumer is not swallowed."""
    fakes = Fakes()

    async def broken(most: int) -> list[Record]:
        raise ZeroDivisionError

    fakes.fetch = broken  # type: ignore[method-assign] # the seam of the test
    with pytest.raises(ZeroDivisionError):
        await fakes.run(stop)


async def test_after_a_start_batches_grow_from_one(stop: asyncio.Event) -> None:
    """The first message is fetched alone, and while it is in work one more; each good one allows more."""
    fakes = Fakes(batch(0, 1), batch(1, 1), batch(2, 2), batch(4, 3), batch(7, 5))
    fakes.guarded = gate(most=8)
    await until(fakes, stop, f"commit {[*range(7, 12)]}")
    assert fakes.allowed == [1, 1, 2, 3, 5, 8]


async def test_a_flood_of_dead_letters_pauses_until_somebody_says_go_on(stop: asyncio.Event) -> None:
    """What is done is committed; a batch that is there already waits, untouched, and is then done once."""
    decisions = MemoryDecisions()
    fakes = Fakes(unreadable(0, 6), unreadable(6, 6), batch(12))
    fakes.guarded = gate(window=10, decisions=decisions)
    running = asyncio.create_task(fakes.run(stop))
    await eventually(lambda: len(decisions.written) == 1)
    with pytest.raises(PausedError, match="mostly not-json"):
        await fakes.guarded.check()
    buried = f"bury {[str(Cause.NOT_JSON)] * 6}"
    paused = ["begin", buried, f"commit {[*range(6)]}", "end"]
    assert (fakes.events, fakes.fetched) == (paused, 2)
    await decisions.write(resumed(MEMBER, letters=6))
    await eventually(lambda: "commit [12, 13]" in fakes.events)
    stop.set()
    await running
    assert fakes.events == [
        *paused,
        *("begin", buried, f"commit {[*range(6, 12)]}", "end"),
        *("begin", "write 2", "commit [12, 13]", "end"),
    ]


async def test_stop_while_paused_leaves_the_waiting_batch(stop: asyncio.Event) -> None:
    """Asked to stop during a pause, the loop ends at once; what waits is neither written nor committed."""
    decisions = MemoryDecisions()
    fakes = Fakes(unreadable(0, 6), batch(6))
    fakes.guarded = gate(window=10, decisions=decisions)
    running = asyncio.create_task(fakes.run(stop))
    await eventually(lambda: len(decisions.written) == 1)
    stop.set()
    await asyncio.wait_for(running, 1)
    assert [event for event in fakes.events if event.startswith(("write", "commit"))] == [
        f"commit {[*range(6)]}"
    ]


@pytest.mark.parametrize("topic", ["articles.dead-letter", "articles.store-retry"])
async def test_letters_hide_no_flood_and_make_none(stop: asyncio.Event, topic: str) -> None:
    """Copies of letters are no good messages, and letters that are sent again are no bad ones."""
    others = [record(value=b"{", offset=n, topic=topic) for n in range(20)]
    fakes = Fakes([*others, *unreadable(0, 5)], [*others, *unreadable(5, 1)])
    fakes.guarded = gate(window=10, decisions=(decisions := MemoryDecisions()))
    running = asyncio.create_task(fakes.run(stop))
    await eventually(lambda: len(decisions.written) == 1)
    with pytest.raises(PausedError, match=r"^6 of the last 6 messages"):
        await fakes.guarded.check()
    stop.set()
    await running


def unreadable(start: int, size: int) -> list[Record]:
    """Messages that are no JSON, with these offsets."""
    return [record(value=b"{", offset=n) for n in range(start, start + size)]
