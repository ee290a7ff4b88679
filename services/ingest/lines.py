"""A stream of bytes into numbered lines, none longer in memory than allowed."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank; `body` is None where it was longer than the limit."""

    number: int
    body: bytes | None


class Splitter:
    """Cuts chunks at line feeds. Blank lines are counted and left out."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.number = 0
        """Lines that have ended, blank ones too."""
        self._size = 0
        self._held: list[bytes] = []

    @property
    def open_bytes(self) -> int:
        """How long the line is that has not ended yet."""
        return self._size

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that end in this chunk."""
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            self._hold(end)
            yield from self._line()
        self._hold(rest)

    def end(self) -> Iterator[Line]:
        """The last line, where it has no line feed."""
        yield from self._line()

    def _hold(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            self._held.clear()
        else:
            self._held.append(piece)

    def _line(self) -> Iterator[Line]:
        self.number += 1
        if self._size > self._limit:
            yield Line(self.number, None)
        elif (body := b"".join(self._held)) and not body.isspace():
            yield Line(self.number, body)
        self._size = 0
        self._held.clear()
