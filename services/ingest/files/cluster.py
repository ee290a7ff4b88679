"""What ingest asks Kafka beside sending: which cluster it is, and what was written last."""

from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from schemas.topics import DEAD_LETTER
from services.runtime.errors import TransientError
from services.runtime.settings import KafkaSettings

FETCH_MS = 500


async def cluster_id(kafka: KafkaSettings) -> str:
    """The id that the cluster gave itself: another after its data was deleted.

    Raises:
        TransientError: Kafka does not answer.
    """
    client = AIOKafkaAdminClient(**kafka.client_options())
    try:
        await client.start()
        return str((await client.describe_cluster())["cluster_id"])
    except (KafkaError, OSError) as error:
        raise TransientError(f"cannot ask Kafka at {kafka.bootstrap_servers}: {error}") from error
    finally:
        await client.close()


async def latest(kafka: KafkaSettings, topic: str, most: int) -> "list[ConsumerRecord[bytes, bytes]]":
    """The last messages of a topic, `most` of them over all partitions, oldest first.

    Raises:
        TransientError: Kafka does not answer, or there is no such topic.
    """
    reader: Any = AIOKafkaConsumer(
        **kafka.client_options(),
        enable_auto_commit=False,
        isolation_level="read_committed",
        max_partition_fetch_bytes=DEAD_LETTER.max_message_bytes,
    )
    try:
        await reader.start()
        numbers = (await reader._client.fetch_all_metadata()).partitions_for_topic(topic)  # noqa: SLF001, no public call asks anew
        if not numbers:
            raise TransientError(f"there is no topic {topic}; `python -m services.runtime.topics` creates it")
        return await _last(reader, [TopicPartition(topic, number) for number in sorted(numbers)], most)
    except (KafkaError, OSError) as error:
        raise TransientError(f"cannot read from Kafka at {kafka.bootstrap_servers}: {error}") from error
    finally:
        await reader.stop()


async def _last(
    reader: Any,  # noqa: ANN401, aiokafka carries no types
    partitions: list[TopicPartition],
    most: int,
) -> "list[ConsumerRecord[bytes, bytes]]":
    begins, ends = await reader.beginning_offsets(partitions), await reader.end_offsets(partitions)
    reader.assign(partitions)
    for each in partitions:
        reader.seek(each, max(begins[each], ends[each] - most))
    found: list[ConsumerRecord[bytes, bytes]] = []
    while any([await reader.position(each) < ends[each] for each in partitions]):
        for records in (await reader.getmany(timeout_ms=FETCH_MS)).values():
            found += records
    return sorted(found, key=lambda record: record.timestamp)[-most:]
