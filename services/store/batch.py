"""One batch: made into rows, written whole, or halved until each row that Postgres refuses stands alone."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Final, TypeAlias

from services.runtime.errors import PermanentError
from services.store.message import Copied, Decoded, Letter, Record, decode, refused
from services.store.rows import Rows, rows_of_one
from services.store.versions import Folded, folded

TURN: Final = 16
"""Messages that are made into rows before others have their turn: 3 ms."""
ENOUGH: Final = 100
"""Messages that are worth a transaction of their own: with fewer, two commits cost more than they bring."""

Write: TypeAlias = Callable[[Folded], Awaitable["Counter[str]"]]
"""Writes rows in one transaction; the number of rows by kind. `PermanentError` when one is refused."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message and its rows."""

    message: Decoded
    rows: Rows


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages in the order in which they were fetched: those that can be written, and the others."""

    records: Sequence[Record]
    prepared: Sequence[Prepared]
    unreadable: Sequence[Letter]


@dataclass
class Settled:
    """What became of a batch."""

    written: Counter[str] = field(default_factory=Counter)
    refused: list[Letter] = field(default_factory=list)
    splits: int = 0


async def prepare(records: Sequence[Record]) -> Batch:
    """Read messages and make them into rows, while another batch is on its way to Postgres."""
    prepared: list[Prepared] = []
    unreadable: list[Letter] = []
    for number, record in enumerate(records, start=1):
        try:
            message = decode(record)
            prepared.append(Prepared(message, rows_of_one(message)))
        except PermanentError as error:
            unreadable.append(Letter(record, error))
        if number % TURN == 0:
            await asyncio.sleep(0)
    return Batch(records, prepared, unreadable)


async def settle(messages: Sequence[Prepared], write: Write) -> Settled:
    """Write all that can be written.

    Raises whatever `write` raises beside `PermanentError`, and that one for a dead letter: there is no other
    place for it.
    """
    if not messages:
        return Settled()
    try:
        return Settled(written=await write(folded(one.rows for one in messages)))
    except PermanentError as error:
        if len(messages) == 1:
            if isinstance(messages[0].message.content, Copied):
                raise
            return Settled(refused=[refused(messages[0].message, error)])
    half = len(messages) // 2
    both = _together(await settle(messages[:half], write), await settle(messages[half:], write))
    return replace(both, splits=both.splits + 1)


async def settle_side_by_side(messages: Sequence[Prepared], write: Write, writers: int) -> Settled:
    """Write all that can be written, in so many transactions at the same time.

    Raises what `settle` raises, once every transaction has ended.
    """
    shares = shared(messages, writers)
    found = await asyncio.gather(*(settle(share, write) for share in shares), return_exceptions=True)
    settled: list[Settled] = []
    for one in found:
        if isinstance(one, BaseException):
            raise one
        settled.append(one)
    return reduce(_together, settled)


def shared(messages: Sequence[Prepared], writers: int, enough: int = ENOUGH) -> list[list[Prepared]]:
    """The messages in at most so many shares; all that concern one article are in the same one, in order.

    So two transactions never want the same lock, and wait for each other in nothing.
    """
    count = max(1, min(writers, len(messages) // enough))
    shares: list[list[Prepared]] = [[] for _ in range(count)]
    for one in messages:
        article_id = one.rows.article_id()
        shares[article_id.int % count if article_id else 0].append(one)
    return shares


def _together(one: Settled, other: Settled) -> Settled:
    return Settled(one.written + other.written, one.refused + other.refused, one.splits + other.splits)
