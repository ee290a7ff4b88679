"""Compressed bodies: expanded whole whatever the cuts, in small pieces, and refused when broken."""

import gzip
from collections.abc import Callable
from typing import Final

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.compression import PIECE_BYTES
from services.ingest.web.coding import CODINGS, BrokenCodingError, expander

COMPRESS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "br": brotli.compress,
}
MANY: Final = 20_000_000


def expanded(coding: str, chunks: list[bytes]) -> list[bytes]:
    """All pieces of a body."""
    made = expander(coding)
    assert made is not None
    pieces = [piece for chunk in chunks for piece in made.feed(chunk)]
    made.end()
    return pieces


@given(st.sampled_from(sorted(COMPRESS)), st.binary(max_size=2000), st.integers(1, 400))
def test_whole_whatever_the_cuts(coding: str, body: bytes, size: int) -> None:
    """The cuts between chunks change nothing."""
    sent = COMPRESS[coding](body)
    chunks = [sent[start : start + size] for start in range(0, len(sent), size)]
    assert b"".join(expanded(coding, chunks)) == body


@pytest.mark.parametrize("coding", CODINGS)
def test_bomb_comes_in_small_pieces(coding: str) -> None:
    """What expands to very much comes out in pieces, so that whoever takes them can stop."""
    pieces = expanded(coding, [COMPRESS[coding](b"\n" * MANY)])
    assert sum(map(len, pieces)) == MANY
    assert max(map(len, pieces)) <= 2 * PIECE_BYTES  # brotli ends its pieces with a block


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_several_after_each_other(coding: str) -> None:
    """Members of a gzip and frames of a zstd are one body, as their standards say."""
    compress = COMPRESS[coding]
    assert b"".join(expanded(coding, [compress(b"one\n") + compress(b"two\n")])) == b"one\ntwo\n"


@pytest.mark.parametrize("coding", CODINGS)
def test_broken(coding: str) -> None:
    """Half a body, and what is none, are told apart from a whole one."""
    sent = COMPRESS[coding](b"text " * 1000)
    with pytest.raises(BrokenCodingError, match="ends in the middle"):
        expanded(coding, [sent[:-3]])
    with pytest.raises(BrokenCodingError, match="is no "):
        expanded(coding, [b"\xff" + sent])


def test_bytes_after_a_brotli() -> None:
    """Brotli is one stream; more after it is an error."""
    with pytest.raises(BrokenCodingError, match="goes on after the end"):
        expanded("br", [COMPRESS["br"](b"text"), b"more"])


def test_window_of_a_zstd() -> None:
    """A zstd that asks for more memory than a receiver has to have is refused."""
    options: dict[int, int] = {
        zstd.CompressionParameter.window_log: 25,
        zstd.CompressionParameter.content_size_flag: 0,
    }
    compressor = zstd.ZstdCompressor(options=options)
    sent = compressor.compress(b"text") + compressor.flush()
    with pytest.raises(BrokenCodingError, match="is no zstd"):
        expanded("zstd", [sent])


@pytest.mark.parametrize("coding", ["deflate", "compress", "gzip, br", "gzip,gzip", "none"])
def test_not_taken(coding: str) -> None:
    """Other codings, and several on top of each other, are not taken."""
    assert expander(coding) is None


@pytest.mark.parametrize("coding", ["", "GZIP", " br ", "x-gzip", "identity"])
def test_spellings(coding: str) -> None:
    """Names of codings are compared without regard to case (RFC 9110, section 8.4.1)."""
    assert expander(coding) is not None
