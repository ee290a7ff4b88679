"""What must be true before a worker starts: the versions that were tested, and the topics."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient

from services.runtime.settings import KafkaSettings

TESTED: Final = {"faust-streaming": "0.15.3", "mode-streaming": "0.7.1", "aiokafka": "0.14.0"}
"""The versions whose private names `transport` uses."""


def untested_versions() -> list[str]:
    """What is installed in another version than `transport` was tested with."""
    return [
        f"{name} {version(name)} is installed, {tested} is needed"
        for name, tested in TESTED.items()
        if version(name) != tested
    ]


async def missing_topics(kafka: KafkaSettings, names: Iterable[str]) -> list[str]:
    """Which topics are not there. Raises `KafkaError` while Kafka does not answer."""
    client = AIOKafkaAdminClient(**kafka.client_options())
    await client.start()
    try:
        existing = set(await client.list_topics())
    finally:
        await client.close()
    return [name for name in names if name not in existing]
