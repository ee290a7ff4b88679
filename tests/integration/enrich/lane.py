"""Topics, a group and a database of one test, and enrich as a process between them."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from schemas.cloudevents import Header
from schemas.enriched_article import EnrichedArticle
from schemas.identity import NAMESPACE
from schemas.raw_article import RawArticle
from schemas.topics import CONTROL, DEAD_LETTER, ENRICHED, LINKS, RAW, Topic
from services.runtime.settings import KafkaSettings
from services.runtime.topics import ensure
from tests.eventually import eventually

PROJECT = Path(__file__).parents[3]
PARTITIONS = 4
TOPICS = (RAW, ENRICHED, LINKS, DEAD_LETTER)
START = datetime(2026, 5, 6, 12, tzinfo=UTC)
Record = ConsumerRecord[bytes | None, bytes | None]


def submission_id(number: int) -> UUID:
    """The id of a submission of these tests."""
    return uuid5(NAMESPACE, f"test submission {number}")


def page(number: int) -> bytes:
    """A page with a text of its own, as it stands on `articles.raw`."""
    text = (
        f"The mayor opened bridge {number} over the river on Monday. It took {number} days to build, "
        f"and {number} people came to see it."
    )
    return RawArticle(
        content=f"Bridge number {number} is open\n\n{text}\n",
        content_type="text/plain",
        fetched_at=START + timedelta(seconds=number),
        submission_id=submission_id(number),
        url=f"https://news.example/bridges/{number}",
    ).to_json()


@dataclass
class Lane:
    """One test's own topics and database."""

    bootstrap: str
    dsn: str
    prefix: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def kafka(self) -> KafkaSettings:
        """How to reach Kafka."""
        return KafkaSettings(bootstrap_servers=self.bootstrap, topic_prefix=self.prefix)

    @property
    def group_id(self) -> str:
        """The consumer group."""
        return f"{self.prefix}enrich"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a worker."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "POSTGRES_DSN": self.dsn,
            "METRICS_PORT": "0",
            "LOG_FORMAT": "json",
            "KAFKA_TOPIC_PREFIX": self.prefix,
            "ENRICH_GROUP_ID": self.group_id,
            "ENRICH_SESSION_TIMEOUT_SECONDS": "6",
        } | self.settings

    async def produce(self, values: Iterable[bytes], headers: Iterable[Header] = ()) -> None:
        """Write messages and wait until Kafka has them."""
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap, linger_ms=20)
        await producer.start()
        try:
            await self.send(producer, values, headers)
        finally:
            await producer.stop()

    @asynccontextmanager
    async def pouring(self, a_second: int) -> AsyncIterator[Callable[[], int]]:
        """Pages come at a rate until the block ends; call what it yields to learn how many there are."""
        produced = 0

        async def pour() -> None:
            nonlocal produced
            while not end.is_set():
                await self.send(producer, map(page, range(produced, produced + a_second // 10)))
                produced += a_second // 10
                with suppress(TimeoutError):
                    await asyncio.wait_for(end.wait(), 0.1)

        end = asyncio.Event()
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap)
        await producer.start()
        pourer = asyncio.create_task(pour())
        try:
            yield lambda: produced
        finally:
            end.set()
            await pourer
            await producer.stop()

    async def send(
        self, producer: AIOKafkaProducer, values: Iterable[bytes], headers: Iterable[Header] = ()
    ) -> None:
        """Write messages, spread over the partitions, and wait until Kafka has them."""
        topic = self.kafka.topic(RAW)
        sent = [
            await producer.send(topic, value, key=f"key {number}".encode(), headers=list(headers))
            for number, value in enumerate(values)
        ]
        await asyncio.gather(*sent)

    async def outcomes(self) -> Counter[object]:
        """How many messages have each outcome."""
        return Counter(kind for (kind,) in await self.rows("select outcome from enrich.outcomes"))

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        """The answer to a query."""
        connection = await asyncpg.connect(self.dsn)
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def recorded(self, at_least: int, seconds: float = 60) -> int:
        """Wait until so many outcomes are recorded; how many there are."""

        async def enough() -> int:
            ((count,),) = await self.rows("select count(*)::int from enrich.outcomes")
            assert isinstance(count, int)
            assert count >= at_least
            return count

        return await eventually(enough, timeout=seconds, every=0.02)

    async def offsets(self) -> dict[int, tuple[int | None, int]]:
        """Of each partition of `articles.raw` with messages: what is committed, and the end of the log."""
        async with self.reader() as reader:
            partitions = [TopicPartition(self.kafka.topic(RAW), number) for number in range(PARTITIONS)]
            ends = await reader.end_offsets(partitions)
            return {one.partition: (await reader.committed(one), end) for one, end in ends.items() if end}

    async def all_committed(self, seconds: float = 60) -> None:
        """Wait until every offset is committed up to the end of its log."""

        async def behind() -> bool:
            try:
                offsets = await self.offsets()
            except KafkaError as error:  # a broker that is just coming back
                raise AssertionError("no answer") from error
            assert {number: pair for number, pair in offsets.items() if pair[0] != pair[1]} == {}
            return True

        await eventually(behind, timeout=seconds)

    async def members(self, count: int, seconds: float = 150) -> None:
        """Wait until the group has so many members and no rebalance is going on."""

        async def settled() -> bool:
            try:
                (response,) = await admin.describe_consumer_groups([self.group_id])
            except KafkaError as error:  # a broker without any group yet has to make a topic first
                raise AssertionError("no answer") from error
            (group,) = response.to_object()["groups"]
            assert (group["state"], len(group["members"])) == ("Stable", count)
            return True

        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            await eventually(settled, timeout=seconds)
        finally:
            await admin.close()

    async def complete(self, count: int) -> None:
        """Wait until all is committed, then see that nothing is lost and nothing is there twice.

        Pages 0 to `count` have one outcome each, `enriched`, and each is on `articles.enriched`.
        """
        await self.all_committed()
        expected = {submission_id(number) for number in range(count)}
        outcomes = await self.rows("select submission_id, outcome from enrich.outcomes")
        assert Counter(outcomes) == Counter((UUID(str(one)), "enriched") for one in expected)
        articles = [
            EnrichedArticle.model_validate_json(record.value or b"")
            for record in await self.records(ENRICHED)
        ]
        assert {article.submission_id for article in articles} == expected
        assert await self.records(DEAD_LETTER) == []

    async def records(self, topic: Topic) -> list[Record]:
        """Everything on a topic."""
        async with self.reader() as reader:
            partitions = [TopicPartition(self.kafka.topic(topic), number) for number in range(PARTITIONS)]
            reader.assign(partitions)
            await reader.seek_to_beginning(*partitions)
            ends = await reader.end_offsets(partitions)
            found: list[Record] = []
            while any([await reader.position(one) < end for one, end in ends.items()]):
                for records in (await reader.getmany(timeout_ms=200)).values():
                    found += records
            return found

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A consumer that may ask for the group's offsets."""
        reader = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap,
            group_id=self.group_id,
            enable_auto_commit=False,
            isolation_level="read_committed",
            max_partition_fetch_bytes=DEAD_LETTER.max_message_bytes,
        )
        try:
            await reader.start()
            yield reader
        finally:
            await reader.stop()

    @asynccontextmanager
    async def worker(self, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """`python -m services.enrich`; killed at the end of the block if it still runs."""
        started = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.enrich"),
            cwd=PROJECT,
            env=os.environ | self.environment | settings,
        )
        try:
            yield started
        finally:
            if started.returncode is None:
                started.kill()
            await started.wait()


async def stopped(started: asyncio.subprocess.Process) -> int:
    """The exit status after SIGTERM."""
    started.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(started.wait(), 30)


@asynccontextmanager
async def lane(bootstrap: str, dsn: str, suffix: str) -> AsyncIterator[Lane]:
    """A lane with its topics, which are deleted at the end."""
    made = Lane(bootstrap, dsn, f"test{suffix}.")
    await ensure(made.kafka, [*(replace(topic, partitions=PARTITIONS) for topic in TOPICS), CONTROL])
    yield made
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([made.kafka.topic(topic) for topic in (*TOPICS, CONTROL)])
    finally:
        await admin.close()
