"""The fixtures of the test suite themselves, on the real servers."""

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.conftest import DatabaseFactory, TopicFactory

migrated: list[str] = []


async def migrate(dsn: str) -> None:
    """A migration that makes one table with one row."""
    migrated.append(dsn)
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE pages AS SELECT 1 AS id")
    await connection.close()


async def test_databases_are_separate_copies_of_one_migrated_template(database: DatabaseFactory) -> None:
    """Two databases of one migration start equal, do not see each other, and cost one run of it."""
    first, second = await database(migrate), await database(migrate)
    connection = await asyncpg.connect(first)
    await connection.execute("INSERT INTO pages VALUES (2)")
    in_first = [row["id"] for row in await connection.fetch("SELECT id FROM pages ORDER BY id")]
    await connection.close()
    connection = await asyncpg.connect(second)
    in_second = [row["id"] for row in await connection.fetch("SELECT id FROM pages ORDER BY id")]
    await connection.close()
    assert (in_first, in_second, len(migrated)) == ([1, 2], [1], 1)


async def test_a_message_goes_through_the_topic_of_a_test(
    kafka_bootstrap: str, kafka_topic: TopicFactory, consumer_group: str, topic_suffix: str
) -> None:
    """What is sent to a test's topic is read by its group."""
    topic = await kafka_topic("pages")
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap) as producer:
        await producer.send_and_wait(topic, b"page")
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=kafka_bootstrap, group_id=consumer_group, auto_offset_reset="earliest"
    ) as consumer:
        message = await consumer.getone()
    assert (topic, message.value) == (f"pages{topic_suffix}", b"page")
