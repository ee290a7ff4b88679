"""Compressed bytes, one member at a time, with the names of Python's own decompressors and bounded pieces."""

import zlib
from typing import Final, Protocol

import brotli
from backports import zstd

PIECE_BYTES: Final = 64 * 1024
"""Expanded at a time; what a bomb can fill before somebody counts."""
BROKEN: Final = (zlib.error, zstd.ZstdError, brotli.error, EOFError)
"""What the members raise for bytes that are none of theirs."""
_GZIP: Final = 31
"""zlib's word for: the header and the check sum are gzip's (zlib manual, inflateInit2)."""


class Member(Protocol):
    """One compressed member on its way: `decompress` gives at most `max_length` bytes at a time."""

    @property
    def eof(self) -> bool:
        """Whether it has ended; `unused_data` then is what followed it."""

    @property
    def needs_input(self) -> bool:
        """Whether there is nothing more without further data."""

    @property
    def unused_data(self) -> bytes:
        """What followed its end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """The next piece; further ones come of empty data. Raises one of `BROKEN`."""


def gzip_member() -> Member:
    """Of a gzip (RFC 1952)."""
    return _Zlib(_GZIP)


def zlib_stream() -> Member:
    """A zlib stream (RFC 1950), which HTTP calls deflate."""
    return _Zlib(zlib.MAX_WBITS)


def deflate_stream() -> Member:
    """A deflate stream without header (RFC 1951), which some servers send instead."""
    return _Zlib(-zlib.MAX_WBITS)


def zstd_frame(window_log: int) -> Member:
    """Of a zstd (RFC 8878), that may ask for `2 ** window_log` bytes of memory."""
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: window_log})


def brotli_stream() -> Member:
    """A brotli stream (RFC 7932)."""
    return _Brotli()


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        # zlib can hold output back when it has taken all input.
        return not self._full and not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(piece) == max_length
        return piece


class _Brotli:
    """A piece ends with a block of its output, and so may be twice as long as asked for (measured)."""

    unused_data = b""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()
        self._full = False

    @property
    def eof(self) -> bool:
        return bool(self._inner.is_finished())

    @property
    def needs_input(self) -> bool:
        # It says that it takes more data while it still holds output back.
        return not self._full and bool(self._inner.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        limit = max(1, max_length // 2)
        piece = bytes(self._inner.process(data, output_buffer_limit=limit))
        self._full = len(piece) >= limit
        return piece
