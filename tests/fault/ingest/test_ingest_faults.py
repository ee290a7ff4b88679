"""Ingest killed in mid-batch, its broker killed and stopped under it, and very many clients at once."""

import asyncio
import json
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from local.home import Home
from tests.eventually import eventually
from tests.infra.servers import kafka_of
from tests.infra.stacks import process_of
from tests.integration.ingest.lane import Lane, article, lane, ndjson, posting, stopped

LINES = 20_000
BATCH = 100
CLIENTS = 200
SLOW_CLIENTS = 100
MOST_SECONDS, ARTICLES_A_SECOND = 60, 150
"""20 seconds of clients with the 3,000 articles that other fault tests take by default."""
MOST_MEMORY = 150_000_000


async def test_kill_in_mid_batch(kafka_bootstrap: str, topic_suffix: str) -> None:
    """Whatever a receipt called accepted before kill -9 is on the topic, at the place that it names."""
    async with lane(kafka_bootstrap, topic_suffix) as way:
        read = b""
        async with way.process() as running, httpx.AsyncClient(base_url=way.url) as client:
            await eventually(way.is_ready, timeout=30)
            async with posting(client, "application/x-ndjson", length=None) as batch:

                async def send() -> None:
                    for start in range(0, LINES, BATCH):
                        await batch.send(ndjson([article(f"Текст {start + n}") for n in range(BATCH)]))

                sending = asyncio.create_task(send())
                await batch.status()
                while read.count(b"\n") < LINES // 10:
                    read += await batch.chunk()
                running.kill()
                await running.wait()
                with suppress(ConnectionError):
                    read += await batch.reader.read()  # what was already on its way
                sending.cancel()
                await asyncio.wait((sending,))
                _ = sending.cancelled() or sending.exception()
        receipts = [
            json.loads(line) for line in read.split(b"\n") if line.startswith(b"{") and line.endswith(b"}")
        ]
        arrived = {(one.partition, one.offset): one.article["submission_id"] for one in await way.arrived()}

    assert LINES // 10 <= len(receipts) < LINES, "the kill came too late to say anything"
    assert {receipt["status"] for receipt in receipts} == {"accepted"}
    named = {(receipt["partition"], receipt["offset"]): receipt["submission_id"] for receipt in receipts}
    assert named.items() <= arrived.items()


async def test_broker_that_stands_still(tmp_path: Path) -> None:
    """While the broker is stopped: 503 in bounded time for one and for many, not ready; then it goes on."""
    home = Home(tmp_path / "home")
    headers = {"content-type": "application/x-ndjson"}
    with kafka_of(home) as bootstrap:
        way = Lane(bootstrap, "still-")
        await way.create_topic()
        async with (
            way.process(INGEST_DELIVERY_SECONDS="3") as running,
            httpx.AsyncClient(timeout=30) as client,
        ):
            await eventually(way.is_ready, timeout=30)
            first = await client.post(way.url, json=article("before"))
            broker = process_of(home, "kafka")
            broker.suspend()
            try:
                started = time.monotonic()
                single, batch = await asyncio.gather(
                    client.post(way.url, json=article("during")),
                    client.post(
                        way.url, content=ndjson([article(f"line {n}") for n in range(5000)]), headers=headers
                    ),
                )
                seconds = time.monotonic() - started
                ready, _ = await way.ready()
            finally:
                broker.resume()

            async def taken() -> bool:
                return (await client.post(way.url, json=article("after"))).status_code == 202

            await eventually(taken, timeout=30)
            await eventually(way.is_ready, timeout=30)
            assert await stopped(running) == 0
        contents = {one.article["content"] for one in await way.arrived()}

    receipts = [json.loads(line) for line in batch.text.splitlines()]
    assert (first.status_code, single.status_code, single.headers["retry-after"]) == (202, 503, "5")
    assert {receipt["error"]["code"] for receipt in (single.json(), *receipts)} == {"unavailable"}
    assert (len(receipts), ready) == (5000, 503)
    assert seconds < 10
    assert {"before", "after"} <= contents


async def test_broker_killed_in_mid_batch(tmp_path: Path) -> None:
    """After kill -9 of the broker each line has a receipt in bounded time; all that is accepted is there."""
    home = Home(tmp_path / "home")
    with kafka_of(home) as bootstrap:
        way = Lane(bootstrap, "killed-")
        await way.create_topic()
        async with (
            way.process(INGEST_DELIVERY_SECONDS="5") as running,
            httpx.AsyncClient(base_url=way.url, timeout=60) as client,
        ):
            await eventually(way.is_ready, timeout=30)
            read = b""
            async with posting(client, "application/x-ndjson", length=None) as batch:

                async def send() -> None:
                    for start in range(0, LINES, BATCH):
                        await batch.send(ndjson([article(f"line {start + n}") for n in range(BATCH)]))
                    await batch.send(b"")

                sending = asyncio.create_task(send())
                await batch.status()
                while read.count(b"\n") < LINES // 10:
                    read += await batch.chunk()
                process_of(home, "kafka").kill()
                killed = time.monotonic()
                while chunk := await batch.chunk():
                    read += chunk
                seconds = time.monotonic() - killed
                await sending

            async def taken() -> bool:
                return (await client.post(way.url, json=article("after"))).status_code == 202

            await eventually(taken, timeout=60)
            assert await stopped(running) == 0
        arrived = {(one.partition, one.offset): one.article["submission_id"] for one in await way.arrived()}

    receipts = [json.loads(line) for line in read.splitlines()]
    named = {
        (receipt["partition"], receipt["offset"]): receipt["submission_id"]
        for receipt in receipts
        if receipt["status"] == "accepted"
    }
    lost = [receipt["error"]["code"] for receipt in receipts if receipt["status"] != "accepted"]
    assert len(receipts) == LINES
    assert named.items() <= arrived.items()
    assert len(named) + len(lost) == LINES
    assert set(lost) <= {"unavailable"}
    assert seconds < 30


async def test_very_many_clients(
    kafka_bootstrap: str, topic_suffix: str, pytestconfig: pytest.Config
) -> None:
    """200 clients for up to a minute, 100 that send a byte a second: what was accepted is there, once.

    Memory stays below 150 MB.
    """
    claimed: Counter[str] = Counter()
    codes: Counter[int] = Counter()
    async with lane(kafka_bootstrap, topic_suffix) as way:
        async with way.process(LOG_LEVEL="WARNING") as running:
            await eventually(way.is_ready, timeout=30)
            seconds = min(MOST_SECONDS, pytestconfig.getoption("--articles") / ARTICLES_A_SECOND)
            end = time.monotonic() + seconds
            async with asyncio.TaskGroup() as group:
                for number in range(CLIENTS):
                    group.create_task(_client(way, number, end, claimed, codes))
                for _ in range(SLOW_CLIENTS):
                    group.create_task(_slow_client(way, end))
            memory = psutil.Process(running.pid).memory_info().rss
            assert await stopped(running) == 0
        arrived = Counter(one.article["submission_id"] for one in await way.arrived())

    assert set(codes) <= {200, 202, 503}
    assert len(claimed) > CLIENTS
    assert claimed.keys() <= arrived.keys()
    assert set(arrived.values()) == {1}
    assert len(arrived) - len(claimed) <= codes[503]
    assert memory < MOST_MEMORY


async def _client(way: Lane, number: int, end: float, claimed: Counter[str], codes: Counter[int]) -> None:
    """Posts again and again over one connection: every second client one article, the others ten at once."""
    kind = "application/json" if number % 2 else "application/x-ndjson"
    body = ndjson([article("Текст " * 300)] * (1 if number % 2 else 10))
    head = f"POST /v1/articles HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\n"
    head += f"content-length: {len(body)}\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", way.port)
    while time.monotonic() < end:
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        code = int(answer.split()[1])
        codes[code] += 1
        if b"transfer-encoding: chunked" in answer:
            said = b""
            while size := int(await reader.readline(), 16):
                said += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
        else:
            said = await reader.readexactly(int(answer.partition(b"content-length: ")[2].split()[0]))
        for line in said.splitlines():
            receipt = json.loads(line)
            if receipt["status"] == "accepted":
                claimed[receipt["submission_id"]] += 1
        if code == httpx.codes.SERVICE_UNAVAILABLE:
            await asyncio.sleep(1)
    writer.close()


async def _slow_client(way: Lane, end: float) -> None:
    """Sends a batch, a byte a second, and comes again when it is thrown out."""
    while time.monotonic() < end:
        _, writer = await asyncio.open_connection("127.0.0.1", way.port)
        with suppress(ConnectionError):
            for byte in b"POST /v1/articles HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\n":
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
                if time.monotonic() > end or writer.is_closing():
                    break
        writer.close()
