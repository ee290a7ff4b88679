"""The flow of a worker, with doubles for reading, relating and Kafka."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from schemas.dead_letter import Cause
from services.enrich.ledger import Ledger, LostEventError
from services.enrich.message import Message, to_submission
from services.enrich.pipeline import Pipeline
from services.enrich.settings import EnrichSettings
from services.enrich.submission import Outcome, OutcomeKind, Submission
from services.runtime.errors import PermanentError, TransientError
from services.runtime.flood.gate import Gate, PausedError
from services.runtime.retry import Backoff
from tests.eventually import eventually
from tests.unit.enrich.messages import article, message, raw
from tests.unit.runtime.decisions import MemoryDecisions, gate, open_gate, resumed

RAW = ("articles.raw", 3)


@dataclass
class Surroundings:
    """What a pipeline works with; records what it asks for, and does what a test sets."""

    ledger: Ledger = field(default_factory=Ledger)
    slow: dict[int, asyncio.Event] = field(default_factory=dict)
    related: list[list[int]] = field(default_factory=list)
    buried: list[tuple[int, Cause]] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    answer: Callable[[Sequence[Submission]], Awaitable[None]] | None = None
    gate: Gate | None = None

    def fetched(self, count: int) -> None:
        """Kafka has handed over that many offsets, from 0."""
        self.ledger.rewind(RAW, 0)
        self.ledger.enter(RAW, range(count), count)

    async def read(self, one: Message) -> Submission:
        """Read at once, or when a test says so."""
        if event := self.slow.get(one.offset):
            await event.wait()
        return to_submission(one, article)

    async def relate(self, batch: Sequence[Submission]) -> list[Outcome]:
        """Everything is enriched, or dead."""
        self.related.append([submission.offset for submission in batch])
        if self.answer:
            await self.answer(batch)
        return [
            Outcome(
                submission.partition,
                submission.offset,
                submission.submission_id,
                OutcomeKind.DEAD_LETTER
                if isinstance(submission.content, PermanentError)
                else OutcomeKind.ENRICHED,
            )
            for submission in batch
        ]

    async def bury(self, one: Message, _: Submission, error: PermanentError) -> None:
        """Keep the dead letter."""
        self.buried.append((one.offset, error.cause))

    def pipeline(self, **settings: float) -> Pipeline:
        """A pipeline among them, by itself past the first messages after a start."""
        made = EnrichSettings.model_validate({"batch_wait_seconds": 0.01} | settings)
        return Pipeline(
            self.ledger,
            self.read,
            self.relate,
            self.bury,
            made,
            self.gate or open_gate(most=made.batch_size),
            Backoff(base_seconds=0.001, cap_seconds=0.002),
        )

    async def take(self, pipeline: Pipeline, *offsets: int, value: bytes | None = None) -> None:
        """Messages reach the pipeline."""
        for offset in offsets:
            page = raw(submission_id=None) if value is None else value
            one = message(page, offset=offset)
            await pipeline.take(one, partial(self.settled.append, offset))

    def committable(self) -> int:
        """What a commit would write."""
        return self.ledger.committable([RAW]).get(RAW, 0)


@asynccontextmanager
async def running(pipeline: Pipeline) -> AsyncIterator["asyncio.Task[None]"]:
    """The pipeline works until the block ends."""
    task = asyncio.create_task(pipeline.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_everything_taken_is_related_in_order_and_done() -> None:
    """Batches keep the order of arrival; all is settled, and the commit is the end."""
    kafka = Surroundings()
    kafka.fetched(10)
    pipeline = kafka.pipeline(batch_size=4)
    async with running(pipeline):
        await kafka.take(pipeline, *range(10))
        await eventually(lambda: kafka.committable() == 10)
        assert pipeline.idle
    assert [offset for batch in kafka.related for offset in batch] == list(range(10))
    assert max(map(len, kafka.related)) == 4
    assert kafka.settled == list(range(10))


async def test_a_slow_page_holds_what_is_behind_it() -> None:
    """What is read out of turn waits: nothing overtakes within a worker."""
    kafka = Surroundings(slow={1: asyncio.Event()})
    kafka.fetched(3)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        await kafka.take(pipeline, 0, 1, 2)
        await eventually(lambda: kafka.related == [[0]])
        kafka.slow[1].set()
        await eventually(lambda: kafka.committable() == 3)
    assert kafka.related == [[0], [1, 2]]


async def test_reading_goes_on_while_a_batch_is_related() -> None:
    """Only relating is one at a time."""
    going_on = asyncio.Event()

    async def wait(_: Sequence[Submission]) -> None:
        await going_on.wait()

    kafka = Surroundings(answer=wait)
    kafka.fetched(4)
    pipeline = kafka.pipeline(batch_size=2)
    async with running(pipeline):
        await kafka.take(pipeline, 0, 1, 2, 3)
        await eventually(lambda: kafka.related == [[0, 1]])
        await eventually(lambda: pipeline._ready() == 2)
        assert (kafka.related, kafka.committable(), kafka.settled) == ([[0, 1]], 0, [])
        going_on.set()
        await eventually(lambda: kafka.committable() == 4)


@pytest.mark.parametrize(
    "limits", [{"in_flight": 2}, {"in_flight_bytes": 2 * len(raw(submission_id=None)) + 20}]
)
async def test_more_than_fits_is_not_taken(limits: dict[str, float]) -> None:
    """With two messages in hand the third waits, by their number or by their size."""
    kafka = Surroundings(slow={0: asyncio.Event()})
    kafka.fetched(3)
    pipeline = kafka.pipeline(**limits)
    async with running(pipeline):
        taking = asyncio.create_task(kafka.take(pipeline, 0, 1, 2))
        await eventually(lambda: len(pipeline._waiting) == 2)
        await asyncio.wait({taking}, timeout=0.05)
        assert not taking.done()
        kafka.slow[0].set()
        await asyncio.wait_for(taking, 5)
        await eventually(lambda: kafka.committable() == 3)


async def test_a_message_larger_than_all_room_is_taken_alone() -> None:
    """No message is too large to be taken at all."""
    kafka = Surroundings()
    kafka.fetched(2)
    pipeline = kafka.pipeline(in_flight_bytes=1)
    async with running(pipeline):
        await kafka.take(pipeline, 0, 1)
        await eventually(lambda: kafka.committable() == 2)
    assert kafka.related == [[0], [1]]


async def test_what_comes_twice_is_settled_and_not_worked_on() -> None:
    """An offset that is in hand, or whose partition went away, is only acknowledged to Faust."""
    kafka = Surroundings()
    kafka.fetched(1)
    pipeline = kafka.pipeline()
    await kafka.take(pipeline, 0, 0)
    assert kafka.settled == [0]
    kafka.ledger.forget([RAW])
    await kafka.take(pipeline, 1)
    assert kafka.settled == [0, 1]
    pipeline.close()


async def test_a_lost_event_is_an_error() -> None:
    """A message that comes before the one ahead of it must stop the process."""
    kafka = Surroundings()
    kafka.fetched(2)
    with pytest.raises(LostEventError):
        await kafka.take(kafka.pipeline(), 1)


async def test_what_cannot_be_used_is_buried_before_its_outcome_is_recorded() -> None:
    """The dead letter is written first, then relate records the outcome, then the offset is done."""
    kafka = Surroundings()

    async def buried_before(_: Sequence[Submission]) -> None:
        assert kafka.buried == [(0, Cause.NOT_JSON)]
        assert kafka.committable() == 0

    kafka.answer = buried_before
    kafka.fetched(1)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        await kafka.take(pipeline, 0, value=b"{")
        await eventually(lambda: kafka.committable() == 1)
    assert kafka.related == [[0]]


async def test_a_dead_letter_that_cannot_be_written_ends_the_flow() -> None:
    """Nothing is related or done, and the error comes out."""

    class Refused(Surroundings):
        async def bury(self, *_: object) -> None:
            raise OSError("Kafka refused it")

    kafka = Refused()
    kafka.fetched(1)
    pipeline = kafka.pipeline()
    async with running(pipeline) as task:
        await kafka.take(pipeline, 0, value=b"{")
        with pytest.raises(OSError, match="Kafka refused it"):
            await task
    assert (kafka.related, kafka.committable(), kafka.settled) == ([], 0, [])


@pytest.mark.parametrize("error", [RuntimeError("a bug"), OSError("a produce failed")])
async def test_any_other_error_ends_the_flow(error: Exception) -> None:
    """An unknown exception of relate comes out, and nothing is done."""

    async def fail(_: Sequence[Submission]) -> None:
        raise error

    kafka = Surroundings(answer=fail)
    kafka.fetched(1)
    pipeline = kafka.pipeline()
    async with running(pipeline) as task:
        await kafka.take(pipeline, 0)
        with pytest.raises(type(error), match=str(error)):
            await task
    assert (kafka.committable(), kafka.settled) == (0, [])


async def test_fewer_outcomes_than_submissions_are_an_error() -> None:
    """A submission without an outcome would be gone without a trace."""

    class Forgetful(Surroundings):
        async def relate(self, batch: Sequence[Submission]) -> list[Outcome]:
            return (await super().relate(batch))[1:]

    kafka = Forgetful()
    kafka.fetched(2)
    pipeline = kafka.pipeline()
    async with running(pipeline) as task:
        await kafka.take(pipeline, 0, 1)
        with pytest.raises(RuntimeError, match="2 submissions ended in 1 outcomes"):
            await task


async def test_a_batch_waits_for_the_link_index() -> None:
    """It is tried again until it goes through, meanwhile the check fails, and letters are buried once."""
    away = 5

    async def be_away(_: Sequence[Submission]) -> None:
        nonlocal away
        away -= 1
        if away:
            raise TransientError("Postgres is away")
        with pytest.raises(TransientError, match="Postgres is away"):
            await pipeline.check()

    kafka = Surroundings(answer=be_away)
    kafka.fetched(2)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        await kafka.take(pipeline, 0, value=b"{")
        await kafka.take(pipeline, 1)
        await eventually(lambda: kafka.committable() == 2)
        await pipeline.check()
    assert (kafka.related, kafka.buried) == ([[0, 1]] * 5, [(0, Cause.NOT_JSON)])


async def test_a_batch_that_is_refused_is_split_until_the_bad_one_is_alone() -> None:
    """One of eight is refused by the database: it is buried and taken back, the others are related."""
    taken_back: list[int] = []
    refusal = PermanentError(Cause.REFUSED_BY_DATABASE, "a character that it does not take", stage="relate")

    async def refuse(batch: Sequence[Submission]) -> None:
        taken_back.extend(one.offset for one in batch if one.refused)
        if any(one.offset == 5 and not isinstance(one.content, PermanentError) for one in batch):
            raise refusal

    kafka = Surroundings(answer=refuse)
    kafka.fetched(8)
    pipeline = kafka.pipeline(batch_size=8, batch_wait_seconds=5)
    async with running(pipeline):
        await kafka.take(pipeline, *range(8))
        await eventually(lambda: kafka.committable() == 8)
    assert (kafka.buried, taken_back) == ([(5, Cause.REFUSED_BY_DATABASE)], [5])
    assert kafka.related == [
        *([0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3], [4, 5, 6, 7], [4, 5], [4], [5], [5], [6, 7]),
    ]


async def test_giving_back_drops_what_is_not_in_the_batch() -> None:
    """Pages that wait to be read or related are settled and stay undone; the batch in work is finished."""
    going_on = asyncio.Event()

    async def wait(_: Sequence[Submission]) -> None:
        await going_on.wait()

    kafka = Surroundings(slow={3: asyncio.Event()}, answer=wait)
    kafka.fetched(5)
    pipeline = kafka.pipeline(batch_size=2)
    async with running(pipeline):
        await kafka.take(pipeline, *range(5))
        await eventually(lambda: kafka.related == [[0, 1]])
        pipeline.give_back()
        assert kafka.settled == [2, 3, 4]
        going_on.set()
        await eventually(lambda: pipeline.idle)
    assert (kafka.related, kafka.settled, kafka.committable()) == ([[0, 1]], [2, 3, 4, 0, 1], 2)


async def test_giving_back_ends_the_wait_for_the_link_index() -> None:
    """A batch that waits for the database holds up no rebalance; it stays undone, and the next one waits."""

    async def be_away(_: Sequence[Submission]) -> None:
        raise TransientError("Postgres is away")

    async def be_back_soon(_: Sequence[Submission]) -> None:
        if len(kafka.related) < before + 3:
            raise TransientError("Postgres is away")

    kafka = Surroundings(answer=be_away)
    kafka.fetched(2)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        await kafka.take(pipeline, 0)
        await eventually(lambda: len(kafka.related) > 1)
        pipeline.give_back()
        await eventually(lambda: pipeline.idle)
        assert (kafka.settled, kafka.committable()) == ([0], 0)
        before = len(kafka.related)
        kafka.ledger.forget([RAW])
        kafka.fetched(1)
        kafka.answer = be_back_soon
        await kafka.take(pipeline, 0)
        await eventually(lambda: kafka.committable() == 1)


async def test_done_after_a_revoke_does_not_count() -> None:
    """A batch that ends when its partition is another worker's moves no commit."""
    going_on = asyncio.Event()

    async def wait(_: Sequence[Submission]) -> None:
        await going_on.wait()

    kafka = Surroundings(answer=wait)
    kafka.fetched(1)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        await kafka.take(pipeline, 0)
        await eventually(lambda: kafka.related == [[0]])
        kafka.ledger.forget([RAW])
        kafka.fetched(1)  # ours again, from the last commit
        going_on.set()
        await eventually(lambda: kafka.settled == [0])
        assert kafka.committable() == 0


async def test_a_closed_pipeline_takes_nothing() -> None:
    """What still arrives while the worker stops is settled and left to the next one."""
    kafka = Surroundings()
    kafka.fetched(2)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        pipeline.close()
        await kafka.take(pipeline, 0, 1)
        assert (kafka.settled, kafka.related, pipeline.idle) == ([0, 1], [], True)


async def test_after_a_start_batches_grow_from_one() -> None:
    """The first batch has one message, and each good one allows one more."""
    kafka = Surroundings(gate=gate(most=8))
    kafka.fetched(20)
    pipeline = kafka.pipeline(batch_size=8)
    await kafka.take(pipeline, *range(20))
    async with running(pipeline):
        await eventually(lambda: kafka.committable() == 20)
    assert list(map(len, kafka.related)) == [1, 2, 4, 8, 5]


async def test_a_flood_of_dead_letters_pauses_until_somebody_says_go_on() -> None:
    """What is done is committed, what is in hand stays untouched, and afterwards everything is done once."""
    decisions = MemoryDecisions()
    guarded = gate(window=10, most=4, decisions=decisions)
    kafka = Surroundings(gate=guarded)
    kafka.fetched(30)
    pipeline = kafka.pipeline(batch_size=4)
    async with running(pipeline):
        await kafka.take(pipeline, *range(20), value=b"{")
        await kafka.take(pipeline, *range(20, 30))
        await eventually(lambda: len(decisions.written) == 1)
        with pytest.raises(PausedError, match="mostly not-json"):
            await guarded.check()
        assert (len(kafka.buried), kafka.committable(), pipeline.idle) == (6, 6, False)
        await decisions.write(resumed(letters=14))
        await eventually(lambda: kafka.committable() == 30)
        await guarded.check()
    assert kafka.buried == [(offset, Cause.NOT_JSON) for offset in range(20)]
    assert [offset for batch in kafka.related for offset in batch] == list(range(30))


async def test_letters_that_are_sent_again_pause_nothing() -> None:
    """A redrive of messages that are still bad is no flood, however many there are."""
    guarded = gate(window=10, most=4)
    kafka = Surroundings(gate=guarded)
    kafka.fetched(40)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        for offset in range(40):
            redriven = message(b"{", ("vestnik.attempts", b"1"), offset=offset)
            await pipeline.take(redriven, partial(kafka.settled.append, offset))
        await eventually(lambda: kafka.committable() == 40)
    await guarded.check()
    assert len(kafka.buried) == 40


async def test_partitions_can_go_during_a_pause() -> None:
    """What is in hand is given back; it comes again to whoever owns the partition then."""
    decisions = MemoryDecisions()
    kafka = Surroundings(gate=gate(window=10, decisions=decisions))
    kafka.fetched(10)
    pipeline = kafka.pipeline()
    async with running(pipeline):
        await kafka.take(pipeline, *range(10), value=b"{")
        await eventually(lambda: len(decisions.written) == 1)
        pipeline.give_back()
        assert (kafka.committable(), kafka.settled, pipeline.idle) == (6, list(range(10)), True)
