"""The topic `articles.control`: who stands still, and who may go on. The last of each key stays."""

import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from schemas.cloudevents import event_headers, header
from schemas.consuming import ConsumingPaused, ConsumingResumed
from schemas.topics import CONTROL, TYPES
from services.runtime.errors import TransientError
from services.runtime.flood.guard import Flood
from services.runtime.settings import KafkaSettings

Decision: TypeAlias = ConsumingPaused | ConsumingResumed

POLL_MS: Final = 500
_MODELS: Final[dict[str, type[Decision]]] = {
    TYPES[model]: model for model in (ConsumingPaused, ConsumingResumed)
}


@dataclass(frozen=True)
class Placed:
    """A decision and where it stands; what stands later is newer."""

    offset: int
    decision: Decision


Following: TypeAlias = Callable[[], Awaitable[list[Placed]]]


@dataclass(frozen=True)
class Member:
    """Whose decisions these are."""

    service: str
    group_id: str

    @property
    def key(self) -> str:
        """The key of its decisions."""
        return f"{self.service}/{self.group_id}"

    def paused(self, flood: Flood) -> ConsumingPaused:
        """This process stands still."""
        return ConsumingPaused(
            service=self.service,
            group_id=self.group_id,
            worker=f"{socket.gethostname()}/{os.getpid()}",
            dead_letters=flood.dead_letters,
            messages=flood.messages,
            cause=flood.cause,
            paused_at=datetime.now(UTC),
        )

    def recovered(self) -> ConsumingResumed:
        """This process goes on after a restart."""
        return ConsumingResumed(
            service=self.service, group_id=self.group_id, by="worker", resumed_at=datetime.now(UTC)
        )


class ControlTopic:
    """The topic on one Kafka. Everything raises `TransientError` where Kafka does not do what is asked."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self._kafka = kafka
        self._partition = TopicPartition(kafka.topic(CONTROL), 0)

    async def write(self, decision: Decision) -> int:
        """Write a decision; its offset, once Kafka has it."""
        value = decision.to_json()
        headers = event_headers(
            type_=TYPES[type(decision)],
            source=decision.service,
            subject=decision.key,
            time=decision.paused_at if isinstance(decision, ConsumingPaused) else decision.resumed_at,
            discriminator=value.decode(),
        )
        topic, number = self._partition
        producer: Any = AIOKafkaProducer(**self._kafka.client_options(), acks="all", enable_idempotence=True)
        with self._errors():
            try:
                await producer.start()
                written = await producer.send_and_wait(
                    topic, value, key=decision.key.encode(), partition=number, headers=headers
                )
            finally:
                await producer.stop()
        return int(written.offset)

    async def read(self) -> dict[str, Placed]:
        """The last decision of each key."""
        found: dict[str, Placed] = {}
        async with self._consumer() as consumer:
            await consumer.seek_to_beginning(self._partition)
            end = (await consumer.end_offsets([self._partition]))[self._partition]
            while await consumer.position(self._partition) < end:
                found |= {one.decision.key: one for one in await self._next(consumer)}
        return found

    @asynccontextmanager
    async def listening(self, after: int) -> AsyncIterator[Following]:
        """Yields a call that returns what was decided behind an offset; soon empty where nothing was."""
        async with self._consumer() as consumer:
            consumer.seek(self._partition, after + 1)

            async def following() -> list[Placed]:
                return await self._next(consumer)

            yield following

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[Any]:
        consumer: Any = AIOKafkaConsumer(
            **self._kafka.client_options(), enable_auto_commit=False, auto_offset_reset="earliest"
        )
        topic = self._partition.topic
        with self._errors():
            try:
                await consumer.start()
                if topic not in await consumer.topics():
                    raise TransientError(
                        f"there is no topic {topic}; create it: python -m services.runtime.topics"
                    )
                consumer.assign([self._partition])
                yield consumer
            finally:
                await consumer.stop()

    async def _next(self, consumer: Any) -> list[Placed]:  # noqa: ANN401, aiokafka carries no types
        records = (await consumer.getmany(self._partition, timeout_ms=POLL_MS)).get(self._partition, ())
        decisions = [(record.offset, _decision(record)) for record in records]
        return [Placed(offset, decision) for offset, decision in decisions if decision]

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (KafkaError, OSError, TimeoutError) as error:
            words = str(error) or type(error).__name__
            raise TransientError(f"{self._partition.topic} cannot be used: {words}") from error


def _decision(record: Any) -> Decision | None:  # noqa: ANN401, aiokafka carries no types
    """None for what is not one of ours: of a later release, or of a hand that slipped."""
    model = _MODELS.get(header(record.headers, "ce_type") or "")
    try:
        return model.model_validate_json(record.value or b"") if model else None
    except ValidationError:
        return None
