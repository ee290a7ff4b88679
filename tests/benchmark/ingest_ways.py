"""The ways into ingest that the benchmark measures, and the bare producer beside them."""

import asyncio
import math
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
from aiokafka import AIOKafkaProducer

from services.ingest.acceptance import Arrival, Publication, accept_json
from services.ingest.publisher import LINGER_MS, MAX_BATCH_BYTES
from tests.integration.ingest.lane import NDJSON, Lane, posting

BATCH = 500
CONNECTIONS = 16
CHUNK_BYTES = 64 * 1024
IMPORT_TIMES = 5
HEAD = "POST /v1/articles HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"


@dataclass(frozen=True)
class Measured:
    """What one way of sending cost."""

    what: str
    articles: int
    processor_seconds: float
    wall_seconds: float
    peak_bytes: int | None = None

    @property
    def rate(self) -> float:
        """Articles a second of processor time."""
        return self.articles / self.processor_seconds


def accepted_messages(sent: Iterable[bytes]) -> list[Publication]:
    """The messages that ingest makes of them."""
    made = [accept_json(body, _arrival()) for body in sent]
    return [one for one in made if isinstance(one, Publication)]


def _arrival() -> Arrival:
    now = datetime.now(UTC)
    return Arrival(now, uuid4(), now)


async def bare_producer(way: Lane, messages: Sequence[Publication]) -> Measured:
    """The reference: the messages are there, and go to Kafka."""
    producer = AIOKafkaProducer(
        **way.kafka.client_options(),
        acks="all",
        enable_idempotence=True,
        linger_ms=LINGER_MS,
        max_batch_size=MAX_BATCH_BYTES,
        max_request_size=4 * 1024 * 1024,
    )
    await producer.start()
    clock, processor = time.perf_counter(), time.process_time()
    futures = [
        await producer.send(way.topic, one.value, key=one.key, headers=one.headers) for one in messages
    ]
    await asyncio.gather(*futures)
    spent = Measured(
        "bare producer (reference)",
        len(messages),
        time.process_time() - processor,
        time.perf_counter() - clock,
    )
    await producer.stop()
    return spent


@asynccontextmanager
async def observed(process: psutil.Process, what: str, articles: int) -> AsyncIterator[list[Measured]]:
    """Processor time, wall time and peak memory of a process during the block; filled in at its end."""
    result: list[Measured] = []
    peak = process.memory_info().rss

    async def watch() -> None:
        nonlocal peak
        while True:
            peak = max(peak, process.memory_info().rss)
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    before, clock = process.cpu_times(), time.perf_counter()
    try:
        yield result
    finally:
        after, seconds = process.cpu_times(), time.perf_counter() - clock
        watching.cancel()
        processor = after.user + after.system - before.user - before.system
        result.append(Measured(what, articles, processor, seconds, peak))


async def http_batches(way: Lane, process: psutil.Process, sent: Sequence[bytes]) -> Measured:
    """NDJSON over HTTP, one batch after the other."""
    async with (
        httpx.AsyncClient(timeout=60) as client,
        observed(process, "HTTP, NDJSON", len(sent)) as result,
    ):
        for first in range(0, len(sent), BATCH):
            answer = await client.post(
                way.url, content=b"\n".join(sent[first : first + BATCH]), headers=NDJSON
            )
            assert answer.text.count('"accepted"') == len(sent[first : first + BATCH]), answer.text[:500]
    return result[0]


async def http_stream(
    way: Lane, process: psutil.Process, sent: Sequence[bytes], least_bytes: int = 0
) -> Measured:
    """NDJSON over HTTP, one stream of all, again and again until it has `least_bytes`."""
    times = max(1, math.ceil(least_bytes / sum(map(len, sent))))
    count = 0
    async with (
        httpx.AsyncClient(base_url=way.url) as client,
        observed(process, "HTTP, one stream of NDJSON", times * len(sent)) as result,
        posting(client, NDJSON["content-type"], length=None) as stream,  # httpx sends all before it reads
    ):

        async def send() -> None:
            for first in [*range(0, len(sent), BATCH)] * times:
                await stream.send(b"\n".join(sent[first : first + BATCH]) + b"\n")
            await stream.send(b"")

        sending = asyncio.create_task(send())
        await stream.status()
        while receipts := await stream.chunk():
            count += receipts.count(b'"accepted"')
        await sending
    assert count == times * len(sent)
    return result[0]


class Connection:
    """One connection to the door that stays open; posts one article after the other."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> float:
        """Post an article; the seconds until its receipt."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        started = time.perf_counter()
        head = f"{HEAD}content-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        receipt = await reader.readexactly(length)
        assert b'"accepted"' in receipt, receipt
        return time.perf_counter() - started


async def http_singles(way: Lane, process: psutil.Process, sent: Sequence[bytes]) -> Measured:
    """One article a request, as fast as it goes over some connections."""
    waiting = list(sent)

    async def work() -> None:
        connection = Connection(way.port)
        while waiting:
            await connection.post(waiting.pop())

    async with observed(process, f"HTTP, one at a time ({CONNECTIONS} connections)", len(sent)) as result:
        await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
    return result[0]


async def latencies(way: Lane, sent: Sequence[bytes], rate: float) -> list[float]:
    """Seconds from post to receipt, at a steady rate whatever the answers do, in ascending order."""
    idle = [Connection(way.port) for _ in range(CONNECTIONS)]
    found: list[float] = []

    async def one(body: bytes, due: float) -> None:
        connection = idle.pop() if idle else Connection(way.port)
        await connection.post(body)
        found.append(time.perf_counter() - due)
        idle.append(connection)

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, body in enumerate(sent):
            due = begun + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(body, due))
    return sorted(found)


async def imported(way: Lane, sent: Sequence[bytes], folder: Path) -> Measured:
    """`import` of a file of them all, several times, without what it takes to start (a second of Python)."""
    few = await _import(way, sent[:1], folder / "one.jsonl")
    all_ = await _import(way, [*sent] * IMPORT_TIMES, folder / "all.jsonl")
    return replace(
        all_,
        what=f"import of a .jsonl, its start of {few.processor_seconds:.1f} s left out",
        processor_seconds=all_.processor_seconds - few.processor_seconds,
    )


async def _import(way: Lane, sent: Sequence[bytes], file: Path) -> Measured:
    await asyncio.to_thread(file.write_bytes, b"\n".join(sent) + b"\n")
    clock, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.ingest", "import", str(file)),
        env=way.environment | {"INGEST_IMPORT_STATE_FOLDER": str(file.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    process, peak = psutil.Process(command.pid), 0
    while command.returncode is None:
        with suppress(psutil.NoSuchProcess):
            peak = max(peak, process.memory_info().rss)
        await asyncio.sleep(0.02)
    assert command.returncode == 0
    seconds, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured("import", len(sent), processor, seconds, peak)
