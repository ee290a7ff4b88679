"""Topics, a group and a database of one test, and store reading from the one into the other."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from local.home import free_port
from schemas.cloudevents import Header
from schemas.enriched_article import EnrichedArticle
from schemas.topics import CONTROL, DEAD_LETTER, ENRICHED, LINKS, Topic
from services.runtime.flood.control import ControlTopic, Member
from services.runtime.flood.gate import Gate
from services.runtime.flood.guard import FloodGuard
from services.runtime.settings import FloodSettings, KafkaSettings, PostgresSettings
from services.runtime.topics import ensure
from services.store.consumer import INPUTS, Consumer, DeadLetters
from services.store.database import Database
from services.store.hold import Hold
from services.store.message import Content
from services.store.settings import StoreSettings
from services.store.worker import run
from tests.eventually import while_it_moves
from tests.unit.runtime.decisions import gauge
from tests.unit.store.messages import headers, key

PARTITIONS = 3
PROJECT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Message:
    """What is produced."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...] = ()


def message(content: Content, topic: Topic | None = None) -> Message:
    """A message as enrich writes it."""
    to = topic or (ENRICHED if isinstance(content, EnrichedArticle) else LINKS)
    return Message(to.name, key(content), content.to_json(), tuple(headers(content)))


@dataclass(frozen=True)
class Lane:
    """One test's own pipeline into Postgres."""

    bootstrap: str
    dsn: str
    prefix: str
    port: int = field(default_factory=free_port)
    partitions: int = PARTITIONS

    def partitions_of(self, topic: Topic) -> int:
        """How many a topic has here; dead letters are read in their order."""
        return 1 if topic is DEAD_LETTER else self.partitions

    async def ready(self) -> tuple[int, dict[str, str]]:
        """What a process on this lane says of itself; status 0 while it does not listen."""
        async with httpx.AsyncClient() as client:
            try:
                answer = await client.get(f"http://127.0.0.1:{self.port}/readyz")
            except httpx.TransportError:
                return 0, {}
            return answer.status_code, answer.json()["checks"]

    @asynccontextmanager
    async def process(
        self, stderr: int | None = None, variables: dict[str, str] | None = None
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """`python -m services.store` on this lane; killed at the end of the block if it still runs."""
        started = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.store"),
            cwd=PROJECT,
            env=os.environ | self.environment | (variables or {}),
            stderr=stderr,
        )
        try:
            yield started
        finally:
            if started.returncode is None:
                started.kill()
            await started.communicate()

    @property
    def kafka(self) -> KafkaSettings:
        """How to reach Kafka."""
        return KafkaSettings(bootstrap_servers=self.bootstrap, topic_prefix=self.prefix)

    @property
    def postgres(self) -> PostgresSettings:
        """How to reach Postgres."""
        return PostgresSettings.model_validate({"dsn": self.dsn})

    @property
    def settings(self) -> StoreSettings:
        """Store on the topics of this test."""
        return StoreSettings(group_id=f"{self.prefix}store", batch_size=200, batch_wait_seconds=0.1)

    @property
    def environment(self) -> dict[str, str]:
        """The same for a process."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "POSTGRES_DSN": self.dsn,
            "METRICS_PORT": str(self.port),
            "KAFKA_TOPIC_PREFIX": self.prefix,
            "STORE_GROUP_ID": self.settings.group_id,
            "STORE_BATCH_SIZE": "200",
            "STORE_SESSION_TIMEOUT_SECONDS": "6",
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Store works until the block ends. An error in it is raised at the end."""
        stop = asyncio.Event()
        consumer, letters = Consumer(self.kafka, self.settings), DeadLetters(self.kafka)
        settings = self.settings
        guard = FloodGuard(FloodSettings(), most=settings.batch_size)
        gate = Gate(guard, Member("store", settings.group_id), ControlTopic(self.kafka), gauge())
        await letters.start()
        await consumer.start()
        async with Database(self.postgres) as database:
            work = asyncio.create_task(
                run(consumer, database.write, letters.bury, gate, stop=stop, hold=Hold(stop), writers=2)
            )
            try:
                yield
            finally:
                stop.set()
                await asyncio.gather(work, return_exceptions=True)
                await consumer.stop()
                await letters.stop()
                await work  # its error is the cause of what the block may have missed

    async def produce(self, messages: Iterable[Message]) -> None:
        """Write messages and wait until Kafka has them."""
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap)
        await producer.start()
        try:
            await self._send(producer, messages)
        finally:
            await producer.stop()

    async def produce_and_abort(self, messages: Iterable[Message]) -> None:
        """Write messages in a transaction that is aborted when Kafka has them."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap, transactional_id=f"{self.prefix}aborted"
        )
        await producer.start()
        try:
            await producer.begin_transaction()
            await self._send(producer, messages)
            await producer.abort_transaction()
        finally:
            await producer.stop()

    async def _send(self, producer: AIOKafkaProducer, messages: Iterable[Message]) -> None:
        sent = [
            await producer.send(self.prefix + one.topic, one.value, key=one.key, headers=list(one.headers))
            for one in messages
        ]
        await asyncio.gather(*sent)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to a query."""
        connection = await asyncpg.connect(self.dsn)
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def count(self, table: str) -> int:
        """Rows of a table."""
        ((count,),) = await self.rows(f"select count(*) from store.{table}")  # noqa: S608, our own names
        return int(count)

    async def offsets(self) -> dict[str, tuple[int | None, int]]:
        """Of each partition with messages: what is committed, and the end of the log."""
        async with self._reader() as reader:
            partitions = [
                TopicPartition(self.prefix + topic.name, number)
                for topic in INPUTS
                for number in range(self.partitions_of(topic))
            ]
            ends = await reader.end_offsets(partitions)
            return {
                f"{one.topic.removeprefix(self.prefix)}/{one.partition}": (await reader.committed(one), end)
                for one, end in ends.items()
                if end
            }

    async def all_committed(self) -> None:
        """Wait until every offset is committed up to the end of its log, as long as they move."""

        async def behind() -> dict[str, tuple[int | None, int]]:
            return {name: pair for name, pair in (await self.offsets()).items() if pair[0] != pair[1]}

        await while_it_moves(behind, lambda lag: not lag)

    async def dead_letters(self) -> list[Any]:
        """What stands on the dead letter topic, in order of the original offsets."""
        async with self._reader() as reader:
            partition = TopicPartition(self.prefix + DEAD_LETTER.name, 0)
            reader.assign([partition])
            await reader.seek_to_beginning(partition)
            end = (await reader.end_offsets([partition]))[partition]
            found: list[Any] = []
            while await reader.position(partition) < end:
                for records in (await reader.getmany(timeout_ms=200)).values():
                    found += records
            return found

    @asynccontextmanager
    async def _reader(self) -> AsyncIterator[AIOKafkaConsumer]:
        reader = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, group_id=self.settings.group_id, enable_auto_commit=False
        )
        await reader.start()
        try:
            yield reader
        finally:
            await reader.stop()


@asynccontextmanager
async def lane(bootstrap: str, dsn: str, suffix: str, partitions: int = PARTITIONS) -> AsyncIterator[Lane]:
    """A lane with its topics, which are deleted at the end."""
    made = Lane(bootstrap, dsn, f"test{suffix}.", partitions=partitions)
    topics = [*(replace(topic, partitions=made.partitions_of(topic)) for topic in INPUTS), CONTROL]
    await ensure(made.kafka, topics)
    yield made
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([made.kafka.topic(topic) for topic in topics])
    finally:
        await admin.close()
