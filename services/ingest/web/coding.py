"""Content codings (RFC 9110): a compressed body expanded piece by piece, each of bounded size."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from services.ingest.compression import BROKEN, PIECE_BYTES, Member, brotli_stream, gzip_member, zstd_frame

ZSTD_WINDOW_LOG: Final = 23
"""8 MiB, what a receiver has to support and a sender may not exceed (RFC 9659)."""
CODINGS: Final = ("gzip", "zstd", "br")
"""What is said to be taken."""


class BrokenCodingError(ValueError):
    """The body is not compressed as its head says; the message says how."""


class Expander:
    """Expands one body: members one after the other, or only one where `several` is False."""

    def __init__(self, name: str, make: Callable[[], Member], *, several: bool) -> None:
        self._name, self._make, self._several = name, make, several
        self._member = make()
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the next `data` expands to, in pieces of about `PIECE_BYTES`. Raises `BrokenCodingError`."""
        while data or not (self._member.needs_input or self._member.eof):
            if self._member.eof:
                if not self._several:
                    raise BrokenCodingError(f"goes on after the end of its {self._name}")
                self._member = self._make()
            try:
                piece = self._member.decompress(data, PIECE_BYTES)
            except BROKEN as error:
                raise BrokenCodingError(f"is no {self._name}: {error}") from None
            self._begun = True
            data = self._member.unused_data if self._member.eof else b""
            if piece:
                yield piece

    def end(self) -> None:
        """Raise `BrokenCodingError` if the body is not whole."""
        if self._begun and not self._member.eof:
            raise BrokenCodingError(f"ends in the middle of its {self._name}")


class Plain:
    """A body that is not compressed."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The same."""
        yield data

    def end(self) -> None:
        """It is whole."""


Coding = Expander | Plain


def expander(coding: str) -> Coding | None:
    """For the value of a Content-Encoding header; None for one that is not taken."""
    make = _EXPANDERS.get(coding.strip().lower())
    return make() if make else None


_EXPANDERS: Final[dict[str, Callable[[], Coding]]] = {
    "": Plain,
    "identity": Plain,
    "gzip": partial(Expander, "gzip", gzip_member, several=True),
    "x-gzip": partial(Expander, "gzip", gzip_member, several=True),
    "zstd": partial(Expander, "zstd", partial(zstd_frame, ZSTD_WINDOW_LOG), several=True),
    "br": partial(Expander, "brotli", brotli_stream, several=False),
}
