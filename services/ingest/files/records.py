"""A stream of bytes into the records of a web archive (WARC, ISO 28500); a broken one costs only itself."""

import re
from collections.abc import Iterator
from typing import Final

from services.ingest.files.expansion import Expansion
from services.ingest.files.items import Item

HEAD_MAX_BYTES: Final = 64 * 1024
"""The head of a record has about 0.5 KB; addresses of several KB occur."""

_BEGIN = re.compile(rb"WARC/1\.\d\r?\n(?=[A-Za-z])")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r?\n", re.IGNORECASE)
_BETWEEN = b"\r\n"
_END = b"\r\n\r\n"


class _BrokenError(ValueError):
    """No record can be read here; says why."""


def records(expansion: Expansion, limit: int) -> Iterator[Item]:
    """Each record as it stands, head and block; None instead of one longer than `limit`.

    Content-Length is believed when the end of a record, another record or the end of the file comes after
    it. Else, and in what is too long, the beginning of the next record is looked for.
    """
    window, number, gaps = _Window(expansion), 0, 0
    while window.skip_blank():
        number += 1
        try:
            item = Item(number, _record(window, limit + HEAD_MAX_BYTES))
        except _BrokenError as error:
            item = Item(number, None, str(error))
        if item.body is None:
            window.go_to_next()
        yield item
        if len(expansion.gaps) > gaps and item.problem is None:
            yield Item(number, None, expansion.gaps[-1])
        gaps = len(expansion.gaps)
    if len(expansion.gaps) > gaps:
        yield Item(number + 1, None, expansion.gaps[-1])


def _record(window: "_Window", limit: int) -> bytes | None:
    head = _head(window)
    if not (length := _LENGTH.search(window.held, 0, head)):
        raise _BrokenError("the record has no Content-Length")
    size = head + int(length[1])
    if size > limit:
        return None
    record = bytes(window.at_least(size)[:size])
    after = bytes(window.at_least(size + 16)[size : size + 16])
    is_followed_well = after.startswith(_END) or after.lstrip(_BETWEEN)[:7] in {b"", b"WARC/1."}
    if len(record) < size or not is_followed_well:
        raise _BrokenError("the record is shorter or longer than its Content-Length")
    window.drop(size)
    return record


def _head(window: "_Window") -> int:
    """How long the head of the record is that begins here."""
    if not _BEGIN.match(window.at_least(16)):
        raise _BrokenError("no record begins here")
    while not (end := _HEAD_END.search(window.held, 0, HEAD_MAX_BYTES)):
        if len(window.held) >= HEAD_MAX_BYTES or not window.more():
            raise _BrokenError("the head of the record does not end")
    if _BEGIN.search(window.held, 1, end.end()):
        raise _BrokenError("the head of the record does not end")
    return end.end()


class _Window:
    """What was read and not used yet."""

    def __init__(self, expansion: Expansion) -> None:
        self._pieces = iter(expansion)
        self.held = bytearray()

    def more(self) -> bool:
        """Read on; False at the end."""
        piece = next(self._pieces, b"")
        self.held += piece
        return bool(piece)

    def at_least(self, size: int) -> bytearray:
        """So many bytes are held after this, unless the file ends."""
        while len(self.held) < size and self.more():
            pass
        return self.held

    def drop(self, size: int) -> None:
        """Go on by so many of the bytes that are held."""
        del self.held[:size]

    def skip_blank(self) -> bool:
        """Go to the next byte that is no line end; False at the end."""
        while self.held or self.more():
            blank = len(self.held) - len(self.held.lstrip(_BETWEEN)) if self.held[0] in _BETWEEN else 0
            del self.held[:blank]
            if self.held:
                return True
        return False

    def go_to_next(self) -> None:
        """Go to the next beginning of a record, holding little of what is passed."""
        self.drop(1)
        while not (start := _BEGIN.search(self.held)):
            self.drop(max(0, len(self.held) - 16))  # the beginning may be cut in two
            if not self.more():
                self.held.clear()
                return
        self.drop(start.start())
