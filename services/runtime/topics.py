"""Create the topics of the catalogue that do not exist yet: `python -m services.runtime.topics`."""

import argparse
import asyncio
import sys
from collections.abc import Iterable
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from schemas.topics import CATALOGUE, Topic
from services.runtime.settings import KafkaSettings, load

MOST_REPLICAS = 3
"""Three copies outlive the loss of one broker while another is being restarted."""


async def partitions(settings: KafkaSettings, topics: Iterable[Topic]) -> list[TopicPartition]:
    """The partitions of topics. Ends the command with advice where one does not exist."""
    admin = AIOKafkaAdminClient(**settings.client_options())
    await admin.start()
    try:
        found = await admin.describe_topics([settings.topic(topic) for topic in topics])
    finally:
        await admin.close()
    if missing := [topic["topic"] for topic in found if topic["error_code"]]:
        raise SystemExit(
            f"there is no topic {', '.join(missing)}; create it: python -m services.runtime.topics"
        )
    return sorted(
        TopicPartition(topic["topic"], one["partition"]) for topic in found for one in topic["partitions"]
    )


async def ensure(
    settings: KafkaSettings, topics: Iterable[Topic], *, replication: int | None = None
) -> list[str]:
    """Create what is missing and return its names, with three replicas or as many as there are brokers.

    With three replicas a write waits for two. Raises `KafkaError` where the broker refuses.
    """
    client = AIOKafkaAdminClient(**settings.client_options())
    await client.start()
    try:
        brokers = len((await client.describe_cluster())["brokers"])
        replicas = replication or min(MOST_REPLICAS, brokers)
        safety = {"min.insync.replicas": str(max(1, replicas - 1))}
        response: Any = await client.create_topics(
            [
                NewTopic(
                    settings.topic(topic), topic.partitions, replicas, topic_configs=topic.config() | safety
                )
                for topic in topics
            ]
        )
    finally:
        await client.close()
    created = []
    for name, code, *explanation in response.topic_errors:
        error = for_code(code)
        if code == 0:
            created.append(name)
        elif error is not TopicAlreadyExistsError:
            raise error(f"{name}: {explanation}")
    return created


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m services.runtime.topics", description=__doc__)
    parser.add_argument("--replication", type=int, help="replicas of each (default: 3, or all brokers)")
    replication = parser.parse_args().replication
    try:
        created = asyncio.run(ensure(load(KafkaSettings), CATALOGUE, replication=replication))
    except (KafkaError, OSError) as error:
        sys.stderr.write(
            f"cannot create the topics: {error}\nIs KAFKA_BOOTSTRAP_SERVERS right and Kafka up?\n"
        )
        return 1
    sys.stdout.write(f"topics created: {', '.join(created) or 'none, all exist'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
