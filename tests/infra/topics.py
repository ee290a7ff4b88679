"""Topics of a single test."""

from collections.abc import Mapping

from aiokafka.admin import AIOKafkaAdminClient, NewTopic


class Topics:
    """Makes topics whose names end in the suffix of one test, and deletes them again."""

    def __init__(self, bootstrap: str, suffix: str) -> None:
        self._bootstrap = bootstrap
        self._suffix = suffix
        self._made: list[str] = []

    async def create(self, name: str, partitions: int = 1, config: Mapping[str, str] | None = None) -> str:
        """Make the topic `name` + suffix and return its name."""
        topic = NewTopic(
            name=name + self._suffix,
            num_partitions=partitions,
            replication_factor=1,
            topic_configs=dict(config or {}),
        )
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap)
        await admin.start()
        try:
            await admin.create_topics([topic])
        finally:
            await admin.close()
        self._made.append(topic.name)
        return str(topic.name)

    async def delete_all(self) -> None:
        """Delete what was made."""
        if not self._made:
            return
        admin = AIOKafkaAdminClient(bootstrap_servers=self._bootstrap)
        await admin.start()
        try:
            await admin.delete_topics(self._made)
        finally:
            await admin.close()
