"""The reader of batches against anything that may come: one article or refusal a line, and never an error."""

import asyncio
import gzip
import random
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from services.ingest.acceptance import Publication
from services.ingest.batch import Article
from services.ingest.settings import IngestSettings
from services.ingest.web.allowance import Allowance
from services.ingest.web.coding import Coding, expander
from services.ingest.web.intake import Arrivals, Chunks
from services.ingest.web.keys import ANYBODY
from services.ingest.web.stream import Batch

GOOD: Final = b'{"content":"x","content_type":"text/plain"}'
ALPHABET: Final = (
    GOOD,
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"{",
    b"}",
    b'"',
    b"[" * 2000,
    b"\\ud800",
    b"\xef\xbb\xbf",
)
LIMIT: Final = 3000
MUTANTS: Final = 3000

bodies = st.lists(st.sampled_from(ALPHABET) | st.binary(max_size=20), max_size=30).map(b"".join)


async def read(chunks: list[bytes], coding: str = "") -> list[Article]:
    """Every article of a body that comes in these chunks."""
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]

    async def receive() -> dict[str, object]:
        return waiting.pop(0) if waiting else {"type": "http.request", "body": b"", "more_body": False}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    made = expander(coding)
    assert made is not None
    return [article async for article in _batch(request, made).articles()]


def _batch(request: Request, expanding: Coding) -> Batch:
    settings = IngestSettings(max_item_bytes=LIMIT)
    chunks = Chunks(request, asyncio.Event(), 10)
    return Batch(chunks, expanding, Arrivals(request, ANYBODY), Allowance(None), settings)


@given(bodies, st.integers(1, 50))
def test_one_for_each_line(body: bytes, size: int) -> None:
    """Whatever the bytes and the cuts, each line that is not blank gives one article or one refusal."""
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    lines = [line for line in body.split(b"\n") if line and not line.isspace()]
    found = asyncio.run(read(chunks))
    assert len(found) == len(lines)
    assert [isinstance(one, Publication) for one, line in zip(found, lines, strict=True) if line == GOOD] == [
        True for line in lines if line == GOOD
    ]


@given(bodies, st.integers(1, 50))
def test_anything_as_gzip(body: bytes, size: int) -> None:
    """Bytes that call themselves compressed are read, or refused with one refusal."""
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    assert len(asyncio.run(read(chunks, "gzip"))) == bool(body)


def test_mutants() -> None:
    """Good batches with bytes changed, dropped and doubled by chance are read to their end."""
    chance = random.Random(7)  # noqa: S311, the same mutants in every run

    async def run() -> None:
        for _ in range(MUTANTS):
            body = bytearray(b"\n".join([GOOD] * chance.randint(1, 5)))
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(body))
                body[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
            coding = chance.choice(("", "gzip"))
            sent = gzip.compress(bytes(body)) if coding else bytes(body)
            found = await read([sent[: len(sent) // 2], sent[len(sent) // 2 :]], coding)
            assert len(found) == sum(bool(line.strip()) for line in bytes(body).split(b"\n"))

    asyncio.run(run())
