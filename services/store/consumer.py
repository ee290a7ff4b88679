"""Kafka: the group, and the topic of dead letters.

Whatever was fetched is written, in the order in which it was fetched, also when its partition went
to another member meanwhile: writing twice does no harm. So a commit never passes a message that is
not written, and nothing is ever sought: a new assignment starts at the committed offset, or, where
there is none, at the beginning (`auto_offset_reset`).
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from schemas.topics import DEAD_LETTER, ENRICHED, LINKS, STORE_RETRY
from services.runtime.errors import TransientError
from services.runtime.settings import KafkaSettings
from services.store import metrics
from services.store.message import Letter, Record
from services.store.settings import StoreSettings

log = structlog.get_logger()

INPUTS: Final = (ENRICHED, LINKS, STORE_RETRY, DEAD_LETTER)
REVOKE_SECONDS: Final = 10.0
"""How long a rebalance waits for the batch in work; without Postgres it does not end."""
LAG_SECONDS: Final = 5.0
REBALANCE_SECONDS: Final = 60
"""How long the group waits for a member to join again."""
POLL_INTERVAL_SECONDS: Final = 20 * 24 * 60 * 60
"""A batch is held until Postgres, or a person, answers; that a member lives is told by its heartbeat."""


class Consumer:
    """A member of the group, reading the inputs of store."""

    def __init__(self, kafka: KafkaSettings, settings: StoreSettings) -> None:
        self._kafka, self._settings = kafka, settings
        self._topics = [kafka.topic(topic) for topic in INPUTS]
        self._consumer: AIOKafkaConsumer | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._done: dict[TopicPartition, int] = {}

    async def start(self) -> None:
        """Join the group. Raises `TransientError` while Kafka is away."""
        consumer = AIOKafkaConsumer(
            **self._kafka.client_options(),
            client_id="vestnik-store",
            group_id=self._settings.group_id,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            session_timeout_ms=round(self._settings.session_timeout_seconds * 1000),
            rebalance_timeout_ms=REBALANCE_SECONDS * 1000,
            max_poll_interval_ms=POLL_INTERVAL_SECONDS * 1000,
        )
        consumer.subscribe(self._topics, listener=_Listener(self._idle, self._done))
        await started(consumer)
        self._consumer = consumer

    async def stop(self) -> None:
        """Leave the group."""
        if self._consumer:
            await self._consumer.stop()

    async def check(self) -> None:
        """Return when the broker answers and has our topics. Raises `RuntimeError` when not."""
        if not self._consumer:
            raise RuntimeError("not connected yet")
        if missing := set(self._topics) - await self._consumer.topics():
            raise RuntimeError(f"no topic {', '.join(sorted(missing))}")

    async def fetch(self, most: int) -> list[Record]:
        """The next messages, so many at the most, by partition; none when none came for a while."""
        batches = await self._client.getmany(
            timeout_ms=round(self._settings.batch_wait_seconds * 1000),
            max_records=min(most, self._settings.batch_size),
        )
        return [record_of(message) for messages in batches.values() for message in messages]

    @contextmanager
    def working(self) -> Iterator[None]:
        """A batch is in work: a rebalance waits for its end."""
        self._idle.clear()
        try:
            yield
        finally:
            self._idle.set()

    async def commit(self, records: Sequence[Record]) -> None:
        """Everything up to these records is done. Partitions of other members are left to them."""
        last = {TopicPartition(record.topic, record.partition): record.offset for record in records}
        owned = self._client.assignment()
        offsets = {partition: done + 1 for partition, done in last.items() if partition in owned}
        if not offsets:
            log.warning("every partition of this batch went to another member, which repeats it")
            return
        try:
            await self._client.commit(offsets)
        except (CommitFailedError, IllegalStateError) as error:
            log.warning("partitions went to another member, which repeats this batch", reason=str(error))
            return
        self._done |= offsets

    async def watch_lag(self) -> None:
        """Measure for ever how much is not stored yet, also while a batch is held."""
        while True:
            try:
                ends = await self._client.end_offsets(list(self._client.assignment()))
                for partition, end in ends.items():
                    if partition not in self._done:
                        self._done[partition] = await self._client.committed(partition) or 0
                    lag = metrics.LAG.labels(partition.topic, partition.partition)
                    lag.set(end - self._done[partition])
            except (KafkaError, IllegalStateError) as error:
                log.debug("lag is not known", reason=str(error))
            await asyncio.sleep(LAG_SECONDS)

    @property
    def _client(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            raise RuntimeError("the consumer was not started")
        return self._consumer


class _Listener(ConsumerRebalanceListener):
    """Lets the batch in work end, and commit, before its partitions go."""

    def __init__(self, idle: asyncio.Event, done: dict[TopicPartition, int]) -> None:
        self._idle, self._done = idle, done

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        try:
            await asyncio.wait_for(self._idle.wait(), REVOKE_SECONDS)
        except TimeoutError:
            log.warning("partitions go while their batch is in work", partitions=len(revoked))
        self._done.clear()
        metrics.LAG.clear()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        log.info("partitions assigned", partitions=len(assigned))


class DeadLetters:
    """The topic of what cannot be used."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self._kafka = kafka
        self._topic = kafka.topic(DEAD_LETTER)
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect. Raises `TransientError` while Kafka is away."""
        producer = AIOKafkaProducer(
            **self._kafka.client_options(),
            client_id="vestnik-store",
            acks="all",
            enable_idempotence=True,
            max_request_size=DEAD_LETTER.max_message_bytes,
        )
        await started(producer)
        self._producer = producer

    async def stop(self) -> None:
        """Disconnect."""
        if self._producer:
            await self._producer.stop()

    async def bury(self, letters: Sequence[Letter]) -> None:
        """Publish letters and return when Kafka has them. Raises `KafkaError` where it refuses one."""
        if self._producer is None:
            raise RuntimeError("the producer was not started")
        sent = [
            await self._producer.send(
                self._topic, letter.record.value, key=letter.record.key, headers=letter.headers()
            )
            for letter in letters
        ]
        await asyncio.gather(*sent)


def record_of(message: Any) -> Record:  # noqa: ANN401, aiokafka carries no types
    """A message as aiokafka gives it."""
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        headers=tuple(message.headers),
        timestamp=datetime.fromtimestamp(message.timestamp / 1000, UTC),
    )


async def started(client: Any) -> None:  # noqa: ANN401, aiokafka carries no types
    """Start a client, or leave nothing of it behind."""
    try:
        await client.start()
    except BaseException as error:
        await client.stop()
        if isinstance(error, KafkaError) and error.retriable:
            raise TransientError(f"no connection to Kafka: {type(error).__name__}: {error}") from error
        raise
