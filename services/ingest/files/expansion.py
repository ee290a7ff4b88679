"""What was compressed, expanded piece by piece: whole files, and the body of one page within a limit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from services.ingest.compression import (
    BROKEN,
    PIECE_BYTES,
    Member,
    brotli_stream,
    deflate_stream,
    gzip_member,
    zlib_stream,
    zstd_frame,
)

ZSTD_WINDOW_LOG: Final = 27
"""Memory that a zstd frame may ask for, a power of two: 128 MiB, the most that `zstd -d` allows unasked."""


class NotExpandableError(ValueError):
    """The bytes are not what they are said to be."""


class TooLongError(ValueError):
    """Expanded it is longer than allowed."""


@dataclass(frozen=True)
class _Format:
    name: str
    magic: bytes
    member: Callable[[], Member]


_zstd: Final = partial(zstd_frame, ZSTD_WINDOW_LOG)

FORMATS: Final = (
    _Format("gzip", b"\x1f\x8b\x08", gzip_member),
    _Format("zstd", b"\x28\xb5\x2f\xfd", _zstd),
)
"""How files are compressed, told by their first bytes: no text, no JSON and no WARC begins so."""


class Expansion:
    """The bytes of a file in pieces, expanded where it is compressed.

    Where a member is broken, the next one is looked for (a .warc.gz has one for each record);
    `gaps` says what was passed over. `taken` counts the bytes of the file that were read.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._whole = True
        self.taken = 0
        self.gaps: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        head = self._more()
        for each in FORMATS:
            if head.startswith(each.magic):
                yield from self._members(each, head)
                return
        while head:
            yield head
            head = self._more()

    def _more(self) -> bytes:
        data = self._raw.read(PIECE_BYTES)
        self.taken += len(data)
        return data

    def _members(self, each: _Format, data: bytes) -> Iterator[bytes]:
        while data := self._next_member(each, data):
            member, fed = each.member(), data
            try:
                while not member.eof:
                    if member.needs_input and not data:
                        if not (data := self._more()):
                            self._gap(f"the {each.name} data ends in the middle")
                            return
                        fed = data
                    if piece := member.decompress(data, PIECE_BYTES):
                        yield piece
                    data = b""
            except BROKEN as error:
                self._gap(f"broken {each.name} data: {error}")
                data = fed[1:]
            else:
                self._whole = True
                data = member.unused_data or self._more()

    def _next_member(self, each: _Format, data: bytes) -> bytes:
        """The rest from the next member on; empty at the end. Zeros between members are padding."""
        while True:
            start = data.find(each.magic)
            if data[: start if start >= 0 else None].strip(b"\0"):
                self._gap(f"bytes that are not {each.name}")
            if start >= 0:
                return data[start:]
            tail = data[1 - len(each.magic) :]  # the magic may be cut in two
            if not (more := self._more()):
                return b""
            data = tail + more

    def _gap(self, reason: str) -> None:
        """Note what is missing, once until a member is whole again."""
        if self._whole:
            self.gaps.append(reason)
        self._whole = False


CODINGS: Final[dict[str, tuple[Callable[[], Member], ...]]] = {
    "gzip": (gzip_member,),
    "x-gzip": (gzip_member,),
    "deflate": (zlib_stream, deflate_stream),  # some send it without header
    "br": (brotli_stream,),
    "zstd": (_zstd,),
}
"""Content codings of HTTP (RFC 9110, 8.4.1), each with the ways in which servers write it."""


def expanded(body: bytes, coding: str, limit: int) -> bytes:
    """The body of one page, of a coding in `CODINGS`, at most `limit` bytes of it.

    What was cut off in the middle is given as far as it goes.

    Raises:
        NotExpandableError: It is not so coded.
        TooLongError: It has more than `limit` bytes.
    """
    for make in CODINGS[coding]:
        try:
            return _within(make(), body, limit)
        except BROKEN as error:
            reason = error
    raise NotExpandableError(f"broken {coding} data: {reason}")


def _within(member: Member, body: bytes, limit: int) -> bytes:
    whole = bytearray()
    while not member.eof:
        piece = member.decompress(body, min(PIECE_BYTES, limit + 1 - len(whole)))
        whole += piece
        if len(whole) > limit:
            raise TooLongError
        if not piece and member.needs_input:
            break
        body = b""
    return bytes(whole)
