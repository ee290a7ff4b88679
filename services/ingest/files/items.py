"""The items of a file, one after another, before anybody looks into them: a page, lines, or records."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.validation import FieldError
from services.ingest.acceptance import Rejection
from services.ingest.files.expansion import Expansion
from services.ingest.lines import Splitter


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `number` counts from 1 (of a line: its number), and is what a second run goes on after.

    `body` is None where it was longer than the limit. With a `problem` it is no item, but says why
    something is missing here.
    """

    number: int
    body: bytes | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """What becomes of an item that is no article and was never meant to be one."""

    reason: str


def unreadable(reason: str) -> Rejection:
    """Refuse what is damaged."""
    return Rejection("rejected", (FieldError("unreadable", "", reason),))


def page(expansion: Expansion, limit: int) -> Iterator[Item]:
    """The whole file as one page."""
    body = bytearray()
    for piece in expansion:
        body += piece
        if len(body) > limit:
            yield Item(1, None)
            return
    if expansion.gaps:
        yield Item(1, None, expansion.gaps[0])
    else:
        yield Item(1, bytes(body))


def lines(expansion: Expansion, limit: int, most: int) -> Iterator[Item]:
    """One item a line. A line longer than `most` bytes ends the file: it is no file of lines, or a bomb."""
    splitter, number, gaps = Splitter(limit), 0, 0
    for piece in expansion:
        for line in splitter.feed(piece):
            number = line.number
            yield Item(number, line.body)
        if splitter.open_bytes > most:
            yield Item(number + 1, None, f"a line of more than {most:,} bytes; the rest was not read")
            return
        if len(expansion.gaps) > gaps:
            gaps = len(expansion.gaps)
            yield Item(number, None, expansion.gaps[-1])
    for line in splitter.end():
        number = line.number
        yield Item(number, line.body)
    if len(expansion.gaps) > gaps:
        yield Item(number, None, expansion.gaps[-1])
