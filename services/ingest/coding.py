"""Content codings (RFC 9110): a compressed body expanded piece by piece, each of bounded size."""

import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import brotli
from backports import zstd

PIECE_BYTES: Final = 256 * 1024
"""A piece of expanded body; a bomb is noticed after as much, and the event loop goes on in between."""
_BROTLI_LIMIT: Final = PIECE_BYTES // 2
"""It ends a piece at the end of a block, of up to twice as much (measured)."""
ZSTD_WINDOW_LOG: Final = 23
"""8 MiB, what a receiver has to support and a sender may not exceed (RFC 9659)."""


class BrokenCodingError(ValueError):
    """The body is not compressed as its head says; the message says how."""


class Expander(Protocol):
    """Expands one body."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the next `data` expands to, in pieces of at most `PIECE_BYTES`. Raises `BrokenCodingError`."""

    def end(self) -> None:
        """Raise `BrokenCodingError` if the body is not whole."""


def expander(coding: str) -> Expander | None:
    """For the value of a Content-Encoding header; None for one that is not taken."""
    make = _EXPANDERS.get(coding.strip().lower())
    return make() if make else None


class _Identity:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def end(self) -> None:
        pass


class _Gzip:
    """Any number of members, one after the other (RFC 1952)."""

    def __init__(self) -> None:
        self._member = _gzip_member()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        full = False
        while data or full:
            if self._member.eof:
                self._member = _gzip_member()
            try:
                piece = self._member.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise BrokenCodingError(f"is no gzip: {error}") from None
            self._begun = True
            full = len(piece) == PIECE_BYTES  # what is left of it comes without further data
            data = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            if piece:
                yield piece

    def end(self) -> None:
        if self._begun and not self._member.eof:
            raise BrokenCodingError("ends in the middle of its gzip")


def _gzip_member() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)


class _Zstd:
    """Any number of frames, one after the other (RFC 8878)."""

    def __init__(self) -> None:
        self._frame = _zstd_frame()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data or not (self._frame.needs_input or self._frame.eof):
            if self._frame.eof:
                self._frame = _zstd_frame()
            try:
                piece = self._frame.decompress(data, PIECE_BYTES)
            except zstd.ZstdError as error:
                raise BrokenCodingError(f"is no zstd: {error}") from None
            self._begun = True
            data = self._frame.unused_data if self._frame.eof else b""
            if piece:
                yield piece

    def end(self) -> None:
        if self._begun and not self._frame.eof:
            raise BrokenCodingError("ends in the middle of its zstd")


def _zstd_frame() -> zstd.ZstdDecompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG})


class _Brotli:
    """One stream (RFC 7932)."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        full = False  # then there may be more of it, even where it says that it takes more data
        while data or full or not self._stream.can_accept_more_data():
            if data and self._stream.is_finished():
                raise BrokenCodingError("goes on after the end of its brotli")
            try:
                piece = self._stream.process(data, output_buffer_limit=_BROTLI_LIMIT)
            except brotli.error:
                raise BrokenCodingError("is no brotli") from None
            data, full = b"", len(piece) >= _BROTLI_LIMIT
            if piece:
                yield piece

    def end(self) -> None:
        if self._begun and not self._stream.is_finished():
            raise BrokenCodingError("ends in the middle of its brotli")


_EXPANDERS: Final[dict[str, Callable[[], Expander]]] = {
    "identity": _Identity,
    "": _Identity,
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "zstd": _Zstd,
    "br": _Brotli,
}
CODINGS: Final = ("gzip", "zstd", "br")
"""What is said to be taken."""
