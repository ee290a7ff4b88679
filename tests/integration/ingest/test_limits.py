"""Every limit of the door: at it all is well, one beyond it is refused, and the door stays open."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import brotli
import httpx
import pytest
from backports import zstd

from tests.eventually import eventually
from tests.integration.ingest.lane import NDJSON, Lane, article, ndjson, posting, receipts

KIND = "application/x-ndjson"
TEXT = {"content-type": "text/plain"}
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "br": brotli.compress,
}


@asynccontextmanager
async def connected(
    door: httpx.AsyncClient,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection on which nothing is said yet."""
    reader, writer = await asyncio.open_connection(door.base_url.host, door.base_url.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    """Status and receipt of the next answer, and that the connection ends after it."""
    whole = await asyncio.wait_for(reader.read(), 10)
    head, _, body = whole.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


@pytest.mark.parametrize("coding", sorted(COMPRESS))
async def test_expanded_body(way: Lane, coding: str) -> None:
    """A compressed body may expand to the limit and not to a byte more; the text arrives as it was."""
    limit = 4096
    async with way.door(max_item_bytes=limit) as door:
        answers = [
            await door.post(
                "/v1/articles",
                content=COMPRESS[coding](b"a" * length),
                headers=TEXT | {"content-encoding": coding},
            )
            for length in (limit, limit + 1)
        ]
    assert [answer.status_code for answer in answers] == [202, 413]
    assert [one.article["content"] for one in await way.arrived()] == ["a" * limit]


@pytest.mark.parametrize("coding", sorted(COMPRESS))
async def test_expanded_batch(way: Lane, coding: str) -> None:
    """A compressed batch has a receipt for each line; of half of one what was whole is kept."""
    lines = [article(f"Текст {number}") for number in range(200)]
    sent = COMPRESS[coding](ndjson(lines))
    headers = NDJSON | {"content-encoding": coding}
    async with way.door() as door:
        whole = receipts(await door.post("/v1/articles", content=sent, headers=headers))
        half = receipts(await door.post("/v1/articles", content=sent[: len(sent) - 8], headers=headers))
    assert [receipt["status"] for receipt in whole] == ["accepted"] * 200
    assert half[-1]["error"]["code"] == "broken-encoding"
    assert {receipt["status"] for receipt in half[:-1]} <= {"accepted"}
    assert len(await way.arrived()) == len(whole) + len(half) - 1


async def test_bomb_of_line_feeds(way: Lane) -> None:
    """A batch that expands to more than it may ends with a receipt; what came before is kept."""
    limit = 1_000_000
    first = ndjson([article("x")])
    async with way.door(max_batch_bytes=limit) as door:
        at, beyond = [
            receipts(
                await door.post(
                    "/v1/articles",
                    content=gzip.compress(first + b"\n" * (length - len(first))),
                    headers=NDJSON | {"content-encoding": "gzip"},
                )
            )
            for length in (limit, 100 * limit)
        ]
    assert [receipt["status"] for receipt in at] == ["accepted"]
    assert [receipt["status"] for receipt in beyond] == ["accepted", "too_large"]
    assert beyond[1]["error"]["message"].endswith("the batch is larger than 1,000,000 bytes")


async def test_depth(way: Lane) -> None:
    """Lists and objects may lie in each other as deep as the limit, in a field that nobody reads."""

    def nested(levels: int) -> bytes:
        extra = "[" * (levels - 1) + "]" * (levels - 1)
        return b'{"content":"x","content_type":"text/plain","extra":%b}' % extra.encode()

    async with way.door(max_depth=5) as door:
        at, beyond, far = [
            await door.post(
                "/v1/articles", content=nested(levels), headers={"content-type": "application/json"}
            )
            for levels in (5, 6, 100_000)
        ]
    assert [answer.status_code for answer in (at, beyond, far)] == [202, 422, 422]
    assert beyond.json()["error"] == {
        "code": "too-deep",
        "pointer": "/extra",
        "message": "lists and objects lie in each other deeper than 5 levels",
    }
    assert far.json()["error"]["code"] == "too-deep"


@pytest.mark.parametrize("part", ["one header", "many headers", "address"])
async def test_head(way: Lane, part: str) -> None:
    """The head of a request may be as long as the limit; one that never ends is ended."""
    limit = 2048
    begin = b"POST /v1/articles"
    filler = {
        "one header": (b" HTTP/1.1\r\nx: ", b"a" * (limit + 1)),
        "many headers": (b" HTTP/1.1\r\n", b"x: y\r\n" * limit),
        "address": (b"?url=", b"a" * (limit + 1)),
    }[part]
    async with way.door(max_head_bytes=limit) as door:
        async with connected(door) as (reader, writer):
            writer.write(begin + b"".join(filler))
            status, receipt = await answer_of(reader)
        padding = {"x": "a" * (limit - 400)}
        below = await door.post("/v1/articles", content=b"x", headers=TEXT | padding)
    assert (status, receipt["error"]["code"], below.status_code) == (431, "too-large", 202)
    assert receipt["error"]["message"] == "the head of the request is larger than 2,048 bytes"


async def test_head_that_does_not_come(way: Lane) -> None:
    """A client that sends its head a byte at a time is ended after its time; so is one that says nothing."""
    async with way.door(head_seconds=0.3) as door:
        async with connected(door) as (slow, writer), connected(door) as (silent, _):

            async def drip() -> None:
                for byte in b"POST /v1/articles HTTP/1.1\r\nhost: x\r\n" * 10:
                    writer.write(bytes([byte]))
                    await asyncio.sleep(0.05)

            dripping = asyncio.ensure_future(drip())
            answers = await asyncio.gather(answer_of(slow), answer_of(silent))
            dripping.cancel()
        after = await door.post("/v1/articles", content=b"x", headers=TEXT)
    assert [(status, receipt["error"]["code"]) for status, receipt in answers] == [(408, "timeout")] * 2
    assert after.status_code == 202


async def test_what_is_no_http(way: Lane) -> None:
    """What is no HTTP gets a receipt that says so."""
    async with way.door() as door, connected(door) as (reader, writer):
        writer.write(b"\x16\x03\x01 hello\r\n\r\n")
        status, receipt = await answer_of(reader)
    assert (status, receipt["error"]["code"]) == (400, "not-http")


async def test_line_that_does_not_end(way: Lane) -> None:
    """A line that does not end in its time ends the batch with a receipt; blank lines keep it open."""
    async with way.door(body_seconds=0.5, max_requests=1) as door:
        async with posting(door, KIND, length=None) as batch:
            for _ in range(4):
                await batch.send(b"\n")
                await asyncio.sleep(0.25)
            await batch.send(ndjson([article("first")]) + b'{"half')
            status, first = await batch.status(), json.loads(await batch.chunk())
            last = json.loads(await batch.chunk())
        after = await door.post("/v1/articles", content=b"x", headers=TEXT)
    assert (status, first["status"], after.status_code) == (200, "accepted", 202)
    assert last["error"]["code"] == "timeout"
    assert last["error"]["message"] == "line 6: did not come to its end within 0.5 s; the rest was not read"


async def test_receipts_that_nobody_reads(way: Lane) -> None:
    """A client that reads no receipts and sends no more loses its connection, and its room is free again."""
    async with (
        way.door(receipt_seconds=0.5, unread_receipts=100, max_requests=1) as door,
        posting(door, KIND, length=None) as batch,
    ):

        async def send() -> None:
            while True:
                await batch.send(b"x\n" * 1000)

        sending = asyncio.ensure_future(send())

        async def free() -> bool:
            return (await door.post("/v1/articles", content=b"x", headers=TEXT)).status_code == 202

        await eventually(free, timeout=20)
        sending.cancel()
        await asyncio.wait((sending,))
        _ = sending.cancelled() or sending.exception()


async def test_connections(way: Lane) -> None:
    """More connections than allowed are told to come again; when one ends the next is let in."""
    async with way.door(max_connections=2) as door:
        async with connected(door), connected(door), connected(door) as (reader, _):
            status, receipt = await answer_of(reader)
        assert (status, receipt["error"]["code"]) == (503, "unavailable")

        async def taken() -> bool:
            return (await door.post("/v1/articles", content=b"x", headers=TEXT)).status_code == 202

        await eventually(taken)


async def test_body_after_its_refusal(way: Lane) -> None:
    """A client that goes on sending a body which was refused is ended, and one whose body ends goes on."""
    async with way.door(max_item_bytes=1024) as door:
        async with posting(door, "text/plain", length=10_000_000) as long:
            await long.send(b"a" * 2048)
            status = await long.status()
            await asyncio.wait_for(long.reader.read(), 10)  # the end of the connection
        large = await door.post("/v1/articles", content=b"a" * 300_000, headers=TEXT)
        await asyncio.sleep(2.5)
        after = await door.post("/v1/articles", content=b"x", headers=TEXT)
    assert (status, large.status_code, after.status_code) == (413, 413, 202)
