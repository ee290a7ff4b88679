"""Topics from their beginning to their present end, without a group: nothing is committed."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer

from schemas.topics import Topic
from services.runtime.settings import KafkaSettings
from services.runtime.topics import partitions
from services.store.consumer import record_of, started
from services.store.message import Record

BATCH: Final = 500


async def read_back(kafka: KafkaSettings, topics: Sequence[Topic]) -> AsyncIterator[list[Record]]:
    """Every message that is on the topics now, in batches. Raises `TransientError` while Kafka is away."""
    places = await partitions(kafka, topics)
    consumer = AIOKafkaConsumer(
        **kafka.client_options(),
        client_id="vestnik-store",
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    await started(consumer)
    try:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            found = await consumer.getmany(timeout_ms=200, max_records=BATCH)
            if records := [record_of(message) for messages in found.values() for message in messages]:
                yield records
    finally:
        await consumer.stop()
