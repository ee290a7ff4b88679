"""The way into Kafka: an idempotent producer that says in bounded time whether Kafka has a message."""

import asyncio
from typing import Any, Final, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, OutOfOrderSequenceNumber, ProducerFenced

from schemas.topics import DEAD_LETTER, RAW
from services.ingest.acceptance import Publication
from services.ingest.metrics import PRODUCE_SECONDS
from services.runtime.errors import TransientError
from services.runtime.settings import KafkaSettings

LINGER_MS: Final = 5
"""Waits for company: at 5 ms a single article hardly notices and a batch goes in a few requests."""
MAX_BATCH_BYTES: Final = 128 * 1024
"""Also what bounds the messages in flight: a partition holds one such batch beside the one on its way."""
STOP_SECONDS: Final = 5.0
"""What flushing may take at the end; who waited longer was told so."""


class Position(NamedTuple):
    """Where Kafka put a message."""

    partition: int
    offset: int


class Delivery:
    """A message on its way, since `started` by the clock of the event loop."""

    __slots__ = ("_future", "_publisher", "_started")

    def __init__(self, future: asyncio.Future[Any], started: float, publisher: "Publisher") -> None:
        self._future, self._started, self._publisher = future, started, publisher

    def done(self) -> bool:
        """Whether the answer is there."""
        return self._future.done()

    async def position(self) -> Position:
        """Where it stands, once Kafka has it.

        Raises:
            TransientError: Not acknowledged in time, or refused; it may yet arrive.
        """
        clock = asyncio.get_running_loop().time
        if not self._future.done():
            left = self._started + self._publisher.delivery_seconds - clock()
            await asyncio.wait((self._future,), timeout=left)
        if not self._future.done():
            self._future.cancel()
            raise self._publisher.late()
        try:
            record = self._future.result()
        except KafkaError as error:
            raise self._publisher.failure(error) from error
        PRODUCE_SECONDS.observe(clock() - self._started)
        return Position(record.partition, record.offset)


class Publisher:
    """Writes to one topic. `broken` is set when the producer can never send again: end the process."""

    def __init__(
        self, kafka: KafkaSettings, *, topic: str = RAW.name, delivery_seconds: float = 10.0
    ) -> None:
        self.broken = asyncio.Event()
        self._kafka, self._topic, self.delivery_seconds = kafka, topic, delivery_seconds
        self._producer: AIOKafkaProducer | None = None
        self._reason = "not connected to Kafka yet"

    async def start(self) -> None:
        """Connect, and see that the topic exists.

        Raises:
            TransientError: No answer, or no topic; try again.
        """
        producer = AIOKafkaProducer(
            **self._kafka.client_options(),
            client_id="vestnik-ingest",
            acks="all",
            enable_idempotence=True,
            linger_ms=LINGER_MS,
            max_batch_size=MAX_BATCH_BYTES,
            max_request_size=DEAD_LETTER.max_message_bytes,  # acceptance keeps below the topic's
            request_timeout_ms=int(self.delivery_seconds * 500),  # so that a second try fits
        )
        try:
            async with asyncio.timeout(self.delivery_seconds):
                await producer.start()
                await self._see_topic(producer)
                await producer.partitions_for(self._topic)  # so that sending never waits for them
        except BaseException as error:
            await producer.stop()
            if not isinstance(error, KafkaError | OSError | TimeoutError | TransientError):
                raise
            self._reason = f"cannot connect to Kafka at {self._kafka.bootstrap_servers}: {_words(error)}"
            raise TransientError(self._reason) from error
        self._producer = producer

    async def stop(self) -> None:
        """Send what is held, for a few seconds at the most, and disconnect."""
        if self._producer:
            producer, self._producer, self._reason = self._producer, None, "stopping"
            await asyncio.wait((asyncio.ensure_future(producer.stop()),), timeout=STOP_SECONDS)

    async def check(self) -> None:
        """Return when Kafka answers and has the topic; raises `TransientError` or Kafka's own."""
        await self._see_topic(self._connected())

    async def send(self, publication: Publication) -> Delivery:
        """Hand a message over; waits while too many are in flight, half of `delivery_seconds` at the most.

        Raises:
            TransientError: Kafka took nothing in time.
        """
        started = asyncio.get_running_loop().time()
        try:
            # Waits for room no longer than request_timeout_ms; a timeout of our own costs 4 us a message.
            future: asyncio.Future[Any] = await self._connected().send(
                self._topic, publication.value, key=publication.key, headers=publication.headers
            )
        except KafkaTimeoutError:
            raise self.late() from None
        except KafkaError as error:
            raise self.failure(error) from error
        return Delivery(future, started, self)

    def late(self) -> TransientError:
        """The error for what was not acknowledged in time."""
        return TransientError(f"Kafka did not acknowledge within {self.delivery_seconds:g} s")

    def failure(self, error: KafkaError) -> TransientError:
        """The error for what Kafka refused; notes when nothing will ever work again."""
        # A lost sequence cannot be mended, and a bare KafkaError says that the sending task has died.
        if isinstance(error, OutOfOrderSequenceNumber | ProducerFenced) or type(error) is KafkaError:
            self.broken.set()
        return TransientError(f"Kafka did not take it: {_words(error)}")

    def _connected(self) -> AIOKafkaProducer:
        if self._producer is None:
            raise TransientError(self._reason)
        return self._producer

    async def _see_topic(self, producer: AIOKafkaProducer) -> None:
        cluster = await producer.client.fetch_all_metadata()
        if not cluster.partitions_for_topic(self._topic):
            raise TransientError(
                f"there is no topic {self._topic}; `python -m services.runtime.topics` creates it"
            )


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
