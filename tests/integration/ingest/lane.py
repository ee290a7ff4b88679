"""A topic of one test, ingest in front of it, and what arrived."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import uvicorn
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from local.home import free_port
from schemas.topics import RAW
from services.ingest.publisher import Publisher
from services.ingest.settings import IngestSettings
from services.ingest.web.connection import bounded
from services.ingest.web.door import create_app
from services.ingest.web.keys import Keys
from services.runtime.errors import TransientError
from services.runtime.probes import serving
from services.runtime.settings import KafkaSettings
from services.runtime.topics import ensure
from tests.eventually import eventually

PARTITIONS = 3
PROJECT = Path(__file__).parents[3]
NDJSON = {"content-type": "application/x-ndjson"}


@dataclass(frozen=True)
class Arrived:
    """A message on the topic."""

    partition: int
    offset: int
    key: str
    article: dict[str, Any]
    headers: dict[str, str]


@dataclass(frozen=True)
class Lane:
    """One test's own way into Kafka."""

    bootstrap: str
    prefix: str
    port: int = field(default_factory=free_port)
    probe_port: int = field(default_factory=free_port)
    state: str = "/dev/null"
    """Where imports remember what was sent; here they cannot."""

    @property
    def topic(self) -> str:
        """The topic."""
        return self.prefix + RAW.name

    @property
    def kafka(self) -> KafkaSettings:
        """How to reach Kafka."""
        return KafkaSettings(bootstrap_servers=self.bootstrap)

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a process on this lane."""
        return os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "KAFKA_TOPIC_PREFIX": self.prefix,
            "INGEST_PORT": str(self.port),
            "METRICS_PORT": str(self.probe_port),
            "INGEST_IMPORT_STATE_FOLDER": self.state,
        }

    @property
    def url(self) -> str:
        """Where a process on this lane takes articles."""
        return f"http://127.0.0.1:{self.port}/v1/articles"

    async def create_topic(self) -> None:
        """Make the topic."""
        await ensure(self.kafka, [replace(RAW, name=self.topic, partitions=PARTITIONS)])

    @asynccontextmanager
    async def door(
        self, cut: asyncio.Event | None = None, keys: Path | None = None, **settings: float
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Ingest in this process, and a client of it; `keys` is the file of those who may."""
        chosen = IngestSettings.model_validate({"delivery_seconds": 10} | settings)
        publisher = Publisher(self.kafka, topic=self.topic, delivery_seconds=chosen.delivery_seconds)
        app = create_app(publisher, chosen, cut or asyncio.Event(), Keys(keys) if keys else None)
        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            http=bounded(chosen),
            log_config=None,
            access_log=False,
            lifespan="off",
        )
        async with AsyncExitStack() as stack:
            await eventually(lambda: _started(publisher))
            stack.push_async_callback(publisher.stop)
            port = await stack.enter_async_context(serving(config))
            address = f"http://127.0.0.1:{port}"
            yield await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=60))

    @asynccontextmanager
    async def process(self, *arguments: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """`python -m services.ingest` on this lane; killed at the end of the block if it still runs."""
        started = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.ingest", *arguments),
            cwd=PROJECT,
            env=self.environment | settings,
        )
        try:
            yield started
        finally:
            if started.returncode is None:
                started.kill()
            await started.communicate()

    async def command(self, *arguments: str, stdin: bytes = b"", **settings: str) -> tuple[int, str, str]:
        """Run `python -m services.ingest ...`: exit status, standard output, standard error."""
        started = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.ingest", *arguments),
            cwd=PROJECT,
            env=self.environment | settings,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(started.communicate(stdin), 60)
        assert started.returncode is not None
        return started.returncode, out.decode(), err.decode()

    async def ready(self) -> tuple[int, dict[str, str]]:
        """What a process on this lane says of itself; status 0 while it does not listen."""
        async with httpx.AsyncClient() as client:
            try:
                answer = await client.get(f"http://127.0.0.1:{self.probe_port}/readyz")
            except httpx.TransportError:
                return 0, {}
            return answer.status_code, answer.json()["checks"]

    async def is_ready(self) -> bool:
        """Whether a process on this lane takes articles."""
        return (await self.ready())[0] == 200

    async def count(self, at_least: int) -> int:
        """How many messages are on the topic, once there are so many; an AssertionError before."""
        async with self._reader() as (_, ends):
            found: int = sum(ends.values())
        assert found >= at_least
        return found

    async def arrived(self) -> list[Arrived]:
        """Everything on the topic, by partition and offset."""
        async with self._reader() as (reader, ends):
            found: list[Arrived] = []
            while any([await reader.position(one) < end for one, end in ends.items()]):
                for records in (await reader.getmany(timeout_ms=500)).values():
                    found += map(_arrived, records)
        return sorted(found, key=lambda one: (one.partition, one.offset))

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[tuple[Any, dict[TopicPartition, int]]]:
        """A consumer at the beginning of the topic, and the ends of its partitions."""
        reader: Any = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)
        await reader.start()
        try:
            partitions = [TopicPartition(self.topic, number) for number in range(PARTITIONS)]
            reader.assign(partitions)
            await reader.seek_to_beginning()
            yield reader, await reader.end_offsets(partitions)
        finally:
            await reader.stop()


async def _started(publisher: Publisher) -> bool:
    """Whether it is connected; a topic just made is not known everywhere at once."""
    with suppress(TransientError):
        await publisher.start()
        return True
    return False


def _arrived(record: Any) -> Arrived:  # noqa: ANN401, a record of aiokafka
    headers = {name: value.decode() for name, value in record.headers}
    return Arrived(record.partition, record.offset, record.key.decode(), json.loads(record.value), headers)


@asynccontextmanager
async def lane(bootstrap: str, suffix: str) -> AsyncIterator[Lane]:
    """A lane with its topic, for the length of a block."""
    with TemporaryDirectory() as state:
        made = Lane(bootstrap, f"{suffix.strip('-')}-", state=state)
        await made.create_topic()
        try:
            yield made
        finally:
            admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
            await admin.start()
            await admin.delete_topics([made.topic])
            await admin.close()


@dataclass(frozen=True)
class Posting:
    """A request that is being sent while its answer is read, which httpx cannot."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    chunked: bool

    async def send(self, body: bytes) -> None:
        """Send a piece of the body; an empty one ends a chunked body."""
        self.writer.write(b"%x\r\n%b\r\n" % (len(body), body) if self.chunked else body)
        await self.writer.drain()

    async def status(self) -> int:
        """The status of the answer; its head is read."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 30)
        return int(head.split()[1])

    async def chunk(self) -> bytes:
        """The next chunk of the answer; empty at the end."""
        size = int(await asyncio.wait_for(self.reader.readline(), 30), 16)
        return (await self.reader.readexactly(size + 2))[:-2]


@asynccontextmanager
async def posting(door: httpx.AsyncClient, content_type: str, length: int | None) -> AsyncIterator[Posting]:
    """Begin a request; without a length its body is chunked. The connection ends with the block."""
    reader, writer = await asyncio.open_connection(door.base_url.host, door.base_url.port)
    size = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
    head = f"POST /v1/articles HTTP/1.1\r\nhost: x\r\ncontent-type: {content_type}\r\n{size}\r\n\r\n"
    writer.write(head.encode())
    try:
        yield Posting(reader, writer, chunked=length is None)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def stopped(started: asyncio.subprocess.Process) -> int:
    """The exit status after SIGTERM."""
    started.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(started.wait(), 30)


def article(text: str, **fields: object) -> dict[str, object]:
    """A plain-text article as a scraper sends it."""
    return {"content": text, "content_type": "text/plain", "fetched_at": "2026-03-01T10:00:00Z"} | fields


def ndjson(articles: list[Mapping[str, object]] | list[dict[str, object]]) -> bytes:
    """A batch."""
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in articles)


def receipts(answer: httpx.Response) -> list[dict[str, Any]]:
    """The receipts of a batch."""
    return [json.loads(line) for line in answer.text.splitlines()]
