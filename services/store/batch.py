"""One batch: written whole, or halved until each row that Postgres refuses stands alone."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from services.runtime.errors import PermanentError
from services.store.message import Decoded, Letter, refused
from services.store.rows import Rows, rows_of

Write: TypeAlias = Callable[[Rows], Awaitable["Counter[str]"]]
"""Writes rows in one transaction; the number of rows by kind. `PermanentError` when one is refused."""


@dataclass
class Settled:
    """What became of a batch."""

    written: Counter[str] = field(default_factory=Counter)
    refused: list[Letter] = field(default_factory=list)
    splits: int = 0


async def settle(messages: Sequence[Decoded], write: Write) -> Settled:
    """Write all that can be written. Raises whatever `write` raises beside `PermanentError`."""
    if not messages:
        return Settled()
    try:
        return Settled(written=await write(rows_of(messages)))
    except PermanentError as error:
        if len(messages) == 1:
            return Settled(refused=[refused(messages[0], error)])
    half = len(messages) // 2
    first, second = await settle(messages[:half], write), await settle(messages[half:], write)
    return Settled(
        first.written + second.written, first.refused + second.refused, first.splits + second.splits + 1
    )
