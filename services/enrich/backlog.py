"""A topic from a time, or its beginning, to its present end, without a group: nothing is committed."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from schemas.topics import Topic
from services.enrich.message import Message
from services.runtime.errors import TransientError
from services.runtime.settings import KafkaSettings
from services.runtime.topics import partitions

SILENCE_SECONDS: Final = 30.0
"""After so long without a message where there must be one, Kafka is away."""
POLL_MS: Final = 200
BUFFERED: Final = 16
"""Messages of each partition in hand: with twelve partitions of large pages 20 MB."""

Offsets: TypeAlias = Mapping[TopicPartition, int]


@asynccontextmanager
async def backlog(
    kafka: KafkaSettings, topic: Topic, since: datetime | None = None
) -> AsyncIterator["Backlog"]:
    """Open a topic. The block raises `TransientError` for whatever Kafka cannot answer.

    Ends the command with advice where there is no such topic.
    """
    try:
        places = await partitions(kafka, [topic])
        consumer: Any = AIOKafkaConsumer(
            **kafka.client_options(),
            client_id="vestnik-enrich",
            enable_auto_commit=False,
            isolation_level="read_committed",
        )
        try:
            await consumer.start()
            consumer.assign(places)
            ends = await consumer.end_offsets(places)
            first = await consumer.beginning_offsets(places)
            starts = first | (await _offsets_at(consumer, since, ends) if since else {})
            for place in places:
                consumer.seek(place, starts[place])
            yield Backlog(consumer, first, starts, ends)
        finally:
            await consumer.stop()
    except (KafkaError, OSError) as error:
        raise TransientError(f"Kafka does not answer: {error or type(error).__name__}") from error


async def _offsets_at(consumer: Any, since: datetime, ends: Offsets) -> Offsets:  # noqa: ANN401, aiokafka carries no types
    found = await consumer.offsets_for_times(dict.fromkeys(ends, int(since.timestamp() * 1000)))
    return {place: at.offset if (at := found.get(place)) else ends[place] for place in ends}


class Backlog:
    """What is on a topic, in the order in which Kafka took it, as far as its partitions tell."""

    def __init__(self, consumer: Any, first: Offsets, starts: Offsets, ends: Offsets) -> None:  # noqa: ANN401, aiokafka carries no types
        self._consumer, self._ends = consumer, ends
        self._in_hand: dict[TopicPartition, deque[Message]] = {place: deque() for place in ends}
        self._open = {place for place, end in ends.items() if starts[place] < end}
        self._heard = time.monotonic()
        self.first_offsets = {place.partition: offset for place, offset in first.items()}
        """The first offset that each partition still has."""
        self.total = sum(max(0, ends[place] - start) for place, start in starts.items())
        """Messages to come at the most."""

    @property
    def exhausted(self) -> bool:
        """Whether everything was taken."""
        return not self._open and not any(self._in_hand.values())

    async def take(self, most: int, stop: asyncio.Event) -> list[Message]:
        """The next messages; none at the end. When `stop` is set, those that are there already."""
        taken: list[Message] = []
        while len(taken) < most:
            if missing := [place for place in self._open if not self._in_hand[place]]:
                if stop.is_set():
                    break
                await self._fetch(missing)
                continue
            heads = [in_hand for in_hand in self._in_hand.values() if in_hand]
            if not heads:
                break
            taken.append(min(heads, key=_place).popleft())
        return taken

    async def _fetch(self, places: list[TopicPartition]) -> None:
        found = await self._consumer.getmany(*places, timeout_ms=POLL_MS, max_records=BUFFERED * len(places))
        for place, records in found.items():
            self._in_hand[place] += [_message(one) for one in records if one.offset < self._ends[place]]
        ended = {place for place in places if await self._consumer.position(place) >= self._ends[place]}
        self._open -= ended
        now = time.monotonic()
        if found or ended:
            self._heard = now
        elif now - self._heard > SILENCE_SECONDS:
            raise TransientError(f"Kafka does not answer: no message for {SILENCE_SECONDS:g} s")


def _place(in_hand: deque[Message]) -> tuple[datetime, int, int]:
    head = in_hand[0]
    return head.appended_at, head.partition, head.offset


def _message(record: Any) -> Message:  # noqa: ANN401, aiokafka carries no types
    return Message(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        appended_at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        key=record.key,
        value=record.value,
        headers=tuple(record.headers or ()),
    )
