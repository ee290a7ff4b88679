"""Topics of the catalogue on a real Kafka."""

import secrets
import subprocess
import sys

from schemas.topics import CATALOGUE
from services.runtime.settings import KafkaSettings
from services.runtime.topics import ensure


async def test_topics_are_created_once(kafka_bootstrap: str) -> None:
    """Every topic is created with its settings; a second call finds them all and creates none."""
    prefix = secrets.token_hex(4)
    settings = KafkaSettings(bootstrap_servers=kafka_bootstrap, topic_prefix=f"{prefix}.")
    assert sorted(await ensure(settings, CATALOGUE)) == sorted(
        f"{prefix}.{topic.name}" for topic in CATALOGUE
    )
    assert await ensure(settings, CATALOGUE) == []


def test_command_says_what_it_made(kafka_bootstrap: str) -> None:
    """The command makes the catalogue's topics; called again it finds them."""
    command = [sys.executable, "-m", "services.runtime.topics"]
    environment = {"KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap}
    first, second = (
        subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        for _ in range(2)
    )
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert second.stdout == "topics created: none, all exist\n"
