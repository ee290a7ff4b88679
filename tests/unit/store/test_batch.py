"""Halving a batch that holds rows which the database refuses."""

import asyncio
from collections import Counter

import pytest

from schemas.dead_letter import Cause
from services.runtime.errors import PermanentError, TransientError
from services.store.batch import Batch, Prepared, Settled, prepare, settle, settle_side_by_side, shared
from services.store.message import Letter, decode
from services.store.rows import rows_of_one
from services.store.versions import Folded
from tests.unit.store.messages import an_id, article, copy, link, prepared, record, withdrawal


class Refusing:
    """A database that refuses articles of some names, and notes what it wrote."""

    def __init__(self, *names: object) -> None:
        self.refused = {an_id(name) for name in names}
        self.transactions: list[int] = []

    async def write(self, rows: Folded) -> Counter[str]:
        """Write all rows or none."""
        if self.refused & set(rows.ids()):
            raise PermanentError(Cause.REFUSED_BY_DATABASE, "no", stage="write")
        self.transactions.append(len(rows.articles))
        return Counter(article=len(rows.articles))


async def test_messages_are_prepared_in_their_order() -> None:
    """Every message is made into rows or into a letter, each in the order of the messages."""
    records = [record(article(n), offset=n) if n % 2 else record(value=b"{", offset=n) for n in range(40)]
    good = [decode(one) for one in records[1::2]]
    batch = await prepare(records)
    assert batch == Batch(
        records,
        [Prepared(message, rows_of_one(message)) for message in good],
        [Letter(one, letter.error) for one, letter in zip(records[0::2], batch.unreadable, strict=True)],
    )
    assert {letter.error.cause for letter in batch.unreadable} == {Cause.NOT_JSON}


async def test_others_have_their_turn_while_messages_are_prepared() -> None:
    """A long batch lets other tasks run before it is done."""
    preparing = asyncio.create_task(prepare([record(article(n), offset=n) for n in range(100)]))
    turns = 0
    while not preparing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 5


async def test_batch_is_one_transaction() -> None:
    """Without a bad row a batch is written at once."""
    database = Refusing()
    settled = await settle(prepared(*map(article, range(8))), database.write)
    assert settled == Settled(written=Counter(article=8))
    assert database.transactions == [8]


async def test_nothing_is_no_transaction() -> None:
    """An empty batch does not ask the database."""
    database = Refusing()
    assert await settle([], database.write) == Settled()
    assert database.transactions == []


@pytest.mark.parametrize("bad", [[0], [7], [3, 4], list(range(8))])
async def test_bad_rows_stand_alone(bad: list[int]) -> None:
    """Each refused row is named with its error, and all others are written once."""
    database = Refusing(*bad)
    settled = await settle(prepared(*map(article, range(8))), database.write)
    assert [letter.record.offset for letter in settled.refused] == bad
    assert {letter.error.cause for letter in settled.refused} == {Cause.REFUSED_BY_DATABASE}
    assert settled.written.total() == sum(database.transactions) == 8 - len(bad)


async def test_one_bad_row_costs_a_logarithm() -> None:
    """One bad row of 512 halves the batch nine times."""
    settled = await settle(prepared(*map(article, range(512))), Refusing(300).write)
    assert (settled.splits, settled.written["article"]) == (9, 511)


async def test_other_errors_pass() -> None:
    """A database that is away is no refusal."""

    async def away(_: Folded) -> Counter[str]:
        raise TransientError("away")

    with pytest.raises(TransientError):
        await settle(prepared(article()), away)


async def test_large_batch_is_written_by_several() -> None:
    """Transactions run at the same time, each with its share of the articles; bad rows stand alone."""
    database, together = Refusing(7, 300), asyncio.Barrier(2)

    async def write(rows: Folded) -> Counter[str]:
        if len(rows.articles) > 200:
            await asyncio.wait_for(together.wait(), 5)
        return await database.write(rows)

    settled = await settle_side_by_side(prepared(*map(article, range(500))), write, 2)
    assert sorted(letter.record.offset for letter in settled.refused) == [7, 300]
    assert settled.written.total() == sum(database.transactions) == 498


@pytest.mark.parametrize(("messages", "writers", "transactions"), [(199, 4, 1), (500, 1, 1), (0, 2, 0)])
async def test_small_batch_is_one_transaction(messages: int, writers: int, transactions: int) -> None:
    """What is not worth two transactions, or is not allowed two, is written at once."""
    database = Refusing()
    settled = await settle_side_by_side(prepared(*map(article, range(messages))), database.write, writers)
    assert (settled.written.total(), len(database.transactions)) == (messages, transactions)


def test_all_about_an_article_is_in_one_share() -> None:
    """Versions, withdrawals, answers and copies of an article are in the same share, in their order."""
    messages = prepared(
        *(
            content
            for hours in range(2)
            for name in range(20)
            for content in (article(name, hours), link(name), copy(name), withdrawal(name, hours))
        )
    )
    shares = shared(messages, 3, enough=1)
    ids = [{one.rows.article_id() for one in share} for share in shares]
    assert sum(map(len, ids)) == len(set.union(*ids)) == 20
    assert all(ids)
    for share in shares:
        assert share == [one for one in messages if one in share]


async def test_error_of_one_transaction_waits_for_the_others() -> None:
    """An error is raised when every transaction has ended: a batch is never tried again beside itself."""
    left = asyncio.Event()
    ended: list[int] = []

    async def write(rows: Folded) -> Counter[str]:
        if an_id(0) in rows.ids():
            left.set()
            raise TransientError("away")
        await left.wait()
        for _ in range(3):
            await asyncio.sleep(0)
        ended.append(len(rows.articles))
        return Counter(article=len(rows.articles))

    with pytest.raises(TransientError):
        await settle_side_by_side(prepared(*map(article, range(500))), write, 2)
    assert len(ended) == 1
