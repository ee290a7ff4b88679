"""Many articles in one request."""

import asyncio
import json

from tests.eventually import eventually
from tests.integration.ingest.lane import NDJSON, Lane, article, ndjson, posting, receipts

KIND = "application/x-ndjson"


async def test_thousand_lines_with_bad_ones_among_them(way: Lane) -> None:
    """Each line has its receipt in order; bad ones cost only themselves; the good arrive as sent."""
    bad = {
        13: (b"{nope", "not-json", ""),
        14: (b"[]", "not-an-object", ""),
        500: (b'{"content":"\xff"}', "not-utf-8", ""),
        501: (b'{"content":"x","content":"y"}', "duplicate-key", "/content"),
        502: (b"[" * 100_000, "too-deep", ""),
        999: (b'{"content":"x","content_type":"image/png"}', "literal_error", "/content_type"),
    }
    texts = {number: f"Статия {number} 👩‍👩‍👧" for number in range(1, 1001) if number not in bad}
    lines = [
        bad[number][0] + b"\n" if number in bad else ndjson([article(texts[number])])
        for number in range(1, 1001)
    ]
    async with way.door() as door:
        answer = await door.post("/v1/articles", content=b"".join(lines), headers=NDJSON)
    found = dict(enumerate(receipts(answer), start=1))
    arrived = {(one.partition, one.offset): one.article for one in await way.arrived()}

    assert (answer.status_code, answer.headers["content-type"], len(found)) == (200, KIND, 1000)
    assert {
        number: (receipt["error"]["code"], receipt["error"]["pointer"])
        for number, receipt in found.items()
        if receipt["status"] == "rejected"
    } == {number: (code, pointer) for number, (_, code, pointer) in bad.items()}
    assert all(found[number]["error"]["message"].startswith(f"line {number}: ") for number in bad)
    where = {number: (found[number]["partition"], found[number]["offset"]) for number in texts}
    assert {number: arrived[place]["content"] for number, place in where.items()} == texts
    assert {number: arrived[place]["submission_id"] for number, place in where.items()} == {
        number: found[number]["submission_id"] for number in texts
    }
    assert len(arrived) == len(texts)


async def test_line_beyond_the_limit(way: Lane) -> None:
    """A line of exactly the limit is taken, a longer one is too_large, and its neighbours do not mind."""
    limit = 4096
    room = limit - len(ndjson([article("")])) + 1  # without the line feed
    batch = ndjson([article("a" * room), article("b" * (room + 1)), article("c")])
    async with way.door(max_item_bytes=limit) as door:
        answer = await door.post("/v1/articles", content=batch, headers=NDJSON)
    assert [receipt["status"] for receipt in receipts(answer)] == ["accepted", "too_large", "accepted"]
    assert receipts(answer)[1]["error"]["message"] == "line 2: the line is larger than 4,096 bytes"
    assert len(await way.arrived()) == 2


async def test_answers_while_the_body_is_still_open(way: Lane) -> None:
    """A receipt comes as soon as Kafka has the line, long before the body ends; blank lines get none."""
    async with way.door() as door, posting(door, KIND, length=None) as batch:
        await batch.send(ndjson([article("first")]))
        status, first = await batch.status(), await batch.chunk()
        await batch.send(b"\r\n\n{")
        await batch.send(b"no")
        await batch.send(b"")
        rest = [await batch.chunk(), await batch.chunk()]
    assert (status, json.loads(first)["status"]) == (200, "accepted")
    assert json.loads(rest[0])["error"]["message"].startswith("line 4: ")
    assert rest[1] == b""


async def test_client_that_reads_nothing_until_it_has_sent_everything(way: Lane) -> None:
    """A batch whose receipts fill every buffer on the way comes to its end."""
    async with way.door() as door, posting(door, KIND, length=None) as batch:
        count = 40_000
        for _ in range(count // 1000):
            await asyncio.wait_for(batch.send(b"x\n" * 1000), 30)
        await batch.send(b"")
        assert await batch.status() == 200
        answer = b""
        while chunk := await batch.chunk():
            answer += chunk
    assert answer.count(b'"not-json"') == count


async def test_batch_that_is_cut_by_the_end_of_the_service(way: Lane) -> None:
    """What was read when the service stops gets its receipt, half a line is dropped, the answer ends."""
    cut = asyncio.Event()
    async with way.door(cut) as door, posting(door, KIND, length=None) as batch:
        await batch.send(ndjson([article("whole")]) + ndjson([article("half")])[:-1])
        status, first = await batch.status(), await batch.chunk()
        cut.set()
        last = await batch.chunk()
    assert (status, json.loads(first)["status"], last) == (200, "accepted", b"")
    assert [one.article["content"] for one in await way.arrived()] == ["whole"]


async def test_client_that_leaves(way: Lane) -> None:
    """Of a batch whose client goes away what was whole is kept, and its room is free again."""
    async with way.door(max_requests=1) as door:
        async with posting(door, KIND, length=None) as batch:
            await batch.send(ndjson([article("whole")]) + b'{"content":')
            await batch.status()

        async def free() -> bool:
            answer = await door.post("/v1/articles", json=article("later"))
            return answer.status_code == 202

        await eventually(free)
    assert sorted(one.article["content"] for one in await way.arrived()) == ["later", "whole"]
