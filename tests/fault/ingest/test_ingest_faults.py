"""Ingest killed in mid-batch, and its broker stopped under it."""

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path

import httpx

from local.home import Home
from tests.eventually import eventually
from tests.infra.servers import kafka_of
from tests.infra.stacks import process_of
from tests.integration.ingest.lane import Lane, article, lane, ndjson, posting, stopped

LINES = 20_000
BATCH = 100


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
