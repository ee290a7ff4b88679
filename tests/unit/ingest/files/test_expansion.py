"""Compressed bytes into plain ones, within limits, past damage."""

import gzip
import io
import random
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.compression import PIECE_BYTES
from services.ingest.files.expansion import (
    ZSTD_WINDOW_LOG,
    Expansion,
    NotExpandableError,
    TooLongError,
    expanded,
)

TEXT = "Строежът на моста започва през март. ".encode() * 5000
NOISE = random.Random(4).randbytes(300_000)  # noqa: S311, only noise


def expand(data: bytes) -> tuple[bytes, list[str]]:
    """All pieces as one, and the gaps."""
    expansion = Expansion(io.BytesIO(data))
    pieces = list(expansion)
    assert all(0 < len(piece) <= PIECE_BYTES for piece in pieces)
    assert expansion.taken == len(data)
    return b"".join(pieces), expansion.gaps


@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstd.compress])
@pytest.mark.parametrize("data", [b"", b"x", TEXT, NOISE, bytes(1_000_000)])
def test_whole_files(compress: type[bytes], data: bytes) -> None:
    """Plain, gzip and zstd are told by their first bytes, and come out as they were."""
    assert expand(compress(data)) == (data, [])


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=6), st.integers(0, 40), st.booleans())
def test_members(parts: list[bytes], padding: int, zstandard: bool) -> None:  # noqa: FBT001, a drawn value
    """Members one after another are one text; zeros between them are padding."""
    compress = zstd.compress if zstandard else gzip.compress
    assert expand(bytes(padding).join(map(compress, parts))) == (b"".join(parts), [])


def checked(data: bytes) -> bytes:
    """A zstd frame with a check sum."""
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1})


@pytest.mark.parametrize("compress", [gzip.compress, checked])
def test_broken_member(compress: type[bytes]) -> None:
    """A broken member costs itself; those after it are read."""
    first, broken, last = compress(b"first"), bytearray(compress(NOISE)), compress(b"last")
    broken[len(broken) // 2 : len(broken) // 2 + 2000] = bytes(2000)
    broken[-6:] = b"\xff" * 6  # the check sum, where the bytes are stored as they are
    text, gaps = expand(first + bytes(broken) + last)
    assert (text.startswith(b"first"), text.endswith(b"last"), len(gaps)) == (True, True, 1)


@pytest.mark.parametrize(
    ("data", "expected", "gap"),
    [
        (
            gzip.compress(b"a", mtime=0) + gzip.compress(TEXT, mtime=0)[:12],
            b"a",
            "the gzip data ends in the middle",
        ),
        (
            gzip.compress(b"a", mtime=0) + b"garbage" * 10 + gzip.compress(b"b", mtime=0),
            b"ab",
            "bytes that are not gzip",
        ),
        (gzip.compress(b"a", mtime=0) + b"garbage", b"a", "bytes that are not gzip"),
        (
            gzip.compress(b"a", mtime=0)[:-8] + bytes(8) + gzip.compress(b"b", mtime=0),
            b"b",
            "broken gzip data: Error -3",
        ),
    ],
)
def test_damage(data: bytes, expected: bytes, gap: str) -> None:
    """What is cut off, put between or wrong is named once, and the rest is there."""
    text, gaps = expand(data)
    assert (text, [each[: len(gap)] for each in gaps]) == (expected, [gap])


def test_magic_cut_in_two() -> None:
    """The next member is found wherever the pieces end."""
    for spill in range(PIECE_BYTES - 40, PIECE_BYTES - 20):
        data = gzip.compress(b"a") + b"-" * spill + gzip.compress(b"b")
        assert expand(data) == (b"ab", ["bytes that are not gzip"])


def test_window_of_zstd() -> None:
    """A frame that asks for the most memory allowed is read; one that asks for more is refused."""
    options = zstd.CompressionParameter

    def frame(window_log: int) -> bytes:
        compressor = zstd.ZstdCompressor(options={options.window_log: window_log})
        return compressor.compress(b"x") + compressor.flush()

    assert expand(frame(ZSTD_WINDOW_LOG)) == (b"x", [])
    text, gaps = expand(frame(ZSTD_WINDOW_LOG + 1))
    assert (text, len(gaps), "memory" in gaps[0]) == (b"", 1, True)


def deflate_bare(data: bytes) -> bytes:
    """Deflate as some servers send it, without the header of zlib."""
    return zlib.compress(data)[2:-4]


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", deflate_bare),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
    ],
)
def test_body_within_its_limit(coding: str, compress: type[bytes]) -> None:
    """A body of the limit is given, one byte more is too long; half a body is given as far as it goes."""
    for data in (TEXT, NOISE):
        assert expanded(compress(data), coding, len(data)) == data
        with pytest.raises(TooLongError):
            expanded(compress(data), coding, len(data) - 1)
    part = expanded(compress(NOISE)[:-1000], coding, len(NOISE))
    assert NOISE.startswith(part)
    with pytest.raises(NotExpandableError, match=f"broken {coding} data"):
        expanded(b"<p>not compressed at all</p>", coding, 100)


@pytest.mark.parametrize(
    ("coding", "compress"), [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstd.compress)]
)
def test_bomb(coding: str, compress: type[bytes]) -> None:
    """A body that would fill the memory is given up at the limit."""
    bomb = compress(bytes(100_000_000))
    with pytest.raises(TooLongError):
        expanded(bomb, coding, 1_000_000)
