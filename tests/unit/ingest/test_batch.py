"""Many articles: ahead of Kafka, in order, and to an end when Kafka is away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import pytest

from schemas.validation import FieldError
from services.ingest.acceptance import Publication, Rejection
from services.ingest.batch import Article, submit, submit_all
from services.ingest.publisher import Position
from services.ingest.receipt import Problem, Receipt
from services.runtime.errors import TransientError
from tests.eventually import eventually


class Kafka:
    """Acknowledges when told to; refuses what is in `lost`."""

    def __init__(self, lost: frozenset[int] = frozenset(), *, away: bool = False) -> None:
        self.sent: list[int] = []
        self.futures: list[asyncio.Future[Position]] = []
        self._lost, self._away = lost, away

    async def send(self, publication: Publication) -> "Promised":
        """Take a message."""
        if self._away:
            raise TransientError("away")
        number = publication.submission_id.int
        future: asyncio.Future[Position] = asyncio.get_running_loop().create_future()
        if number in self._lost:
            future.set_exception(TransientError("late"))
        self.sent.append(number)
        self.futures.append(future)
        return Promised(future)

    def acknowledge(self, number: int) -> None:
        """Answer for the message that came as this one."""
        self.futures[number].set_result(Position(0, number))


class Promised:
    """A message on its way."""

    def __init__(self, future: asyncio.Future[Position]) -> None:
        self._future = future

    def done(self) -> bool:
        """Whether the answer is there."""
        return self._future.done()

    async def position(self) -> Position:
        """The answer."""
        return await self._future


def publication(number: int) -> Publication:
    """The message with this number."""
    return Publication(UUID(int=number), b"", b"", [])


def accepted(number: int) -> Receipt:
    """Its receipt."""
    return Receipt(status="accepted", submission_id=UUID(int=number), partition=0, offset=number)


def unavailable(number: int, reason: str) -> Receipt:
    """Its receipt when Kafka does not take it."""
    problem = Problem(code="unavailable", pointer="", message=f"{reason}; send it again")
    return Receipt(status="rejected", submission_id=UUID(int=number), error=problem)


async def stream(*articles: Article) -> AsyncIterator[Article]:
    """Articles as they come."""
    for article in articles:
        yield article


BAD = Rejection("rejected", (FieldError("a", "/b", "c"), FieldError("d", "/e", "f")))
BAD_RECEIPT = Receipt(
    status="rejected",
    error=Problem(code="a", pointer="/b", message="c"),
    errors=[Problem(code="a", pointer="/b", message="c"), Problem(code="d", pointer="/e", message="f")],
)


async def test_receipts_keep_the_order_of_the_articles() -> None:
    """All are sent before the first answer; receipts come in order, whatever Kafka answers first."""
    kafka, answers = Kafka(), list[list[Receipt]]()

    async def answer(receipts: Sequence[Receipt]) -> None:
        answers.append(list(receipts))

    articles = stream(publication(0), BAD, publication(1), publication(2))
    work = asyncio.create_task(submit_all(articles, kafka, answer, ahead=10))
    await eventually(lambda: len(kafka.futures) == 3)
    kafka.acknowledge(2)
    kafka.acknowledge(0)
    await eventually(lambda: answers)
    assert answers == [[accepted(0), BAD_RECEIPT]]
    kafka.acknowledge(1)
    await work
    assert answers[1:] == [[accepted(1), accepted(2)]]


async def test_no_further_ahead_than_allowed() -> None:
    """While nobody takes receipts, no more articles are read than may be ahead."""
    taken, open_ = [], asyncio.Event()

    async def articles() -> AsyncIterator[Article]:
        for number in range(100):
            taken.append(number)
            yield BAD

    async def answer(_: Sequence[Receipt]) -> None:
        await open_.wait()

    work = asyncio.create_task(submit_all(articles(), Kafka(), answer, ahead=10))
    await eventually(lambda: taken)
    await asyncio.wait((work,), timeout=0.05)
    assert len(taken) <= 2 * 10 + 2
    open_.set()
    await work
    assert len(taken) == 100


@pytest.mark.parametrize("away", [True, False])
async def test_after_the_first_that_is_lost_the_rest_is_not_tried(away: bool) -> None:  # noqa: FBT001, a column
    """When Kafka is away, what is not yet sent is answered alike at once; bad articles keep their reason."""
    kafka, answers = Kafka(frozenset({0}), away=away), list[Receipt]()
    lost = asyncio.Event()

    async def answer(receipts: Sequence[Receipt]) -> None:
        answers.extend(receipts)
        lost.set()

    async def articles() -> AsyncIterator[Article]:
        yield publication(0)
        await lost.wait()
        for number in (1, 2):
            yield publication(number)
        yield BAD

    await submit_all(articles(), kafka, answer, ahead=10)
    reason = "away" if away else "late"
    assert answers == [*(unavailable(number, reason) for number in range(3)), BAD_RECEIPT]
    assert kafka.sent == ([] if away else [0])


async def test_one_article() -> None:
    """One alone: accepted, refused, or not taken by Kafka."""
    kafka = Kafka(frozenset({1}))
    first = asyncio.create_task(submit(publication(0), kafka))
    await eventually(lambda: kafka.futures)
    kafka.acknowledge(0)
    assert [
        await first,
        await submit(BAD, kafka),
        await submit(publication(1), kafka),
        await submit(publication(2), Kafka(away=True)),
    ] == [accepted(0), BAD_RECEIPT, unavailable(1, "late"), unavailable(2, "away")]


async def test_error_of_the_stream_is_not_swallowed() -> None:
    """What was read before an unknown error is still answered, then the error is raised."""
    answers = list[Receipt]()

    async def articles() -> AsyncIterator[Article]:
        yield BAD
        raise ZeroDivisionError

    async def answer(receipts: Sequence[Receipt]) -> None:
        answers.extend(receipts)

    with pytest.raises(ExceptionGroup) as raised:
        await submit_all(articles(), Kafka(), answer, ahead=10)
    assert raised.group_contains(ZeroDivisionError)


def test_receipt_without_empty_fields() -> None:
    """A receipt is one line that holds only what has a value."""
    assert accepted(7).to_json() == (
        b'{"status":"accepted","submission_id":"00000000-0000-0000-0000-000000000007","partition":0,"offset":7}'
    )
