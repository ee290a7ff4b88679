"""The command for dead letters, on a real Kafka."""

import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from schemas.consuming import ConsumingPaused, ConsumingResumed
from schemas.dead_letter import Cause, DeadLetter
from schemas.topics import CATALOGUE, DEAD_LETTER, RAW
from services.runtime.flood.control import ControlTopic
from services.runtime.settings import KafkaSettings
from services.runtime.topics import ensure

LETTER = DeadLetter(
    service="enrich",
    stage="decode",
    cause=Cause.INVALID_MESSAGE,
    message="/fetched_at: Field required",
    topic="articles.raw",
    partition=3,
    offset=1207,
    submission_id=UUID("0b6e5f1a-9a77-4d21-8a55-0f8f5c1d2e3f"),
    received_at=datetime(2026, 5, 4, tzinfo=UTC),
)
HOPELESS = LETTER.model_copy(update={"attempts": 3, "cause": Cause.READ_CRASHED, "stage": "read"})


@dataclass(frozen=True)
class Kafka:
    """A Kafka with topics of this test's own."""

    settings: KafkaSettings

    async def bury(self, letter: DeadLetter, value: bytes) -> None:
        """Write a dead letter."""
        producer: Any = AIOKafkaProducer(**self.settings.client_options())
        await producer.start()
        try:
            headers = letter.to_headers([("traceparent", b"00-a")])
            await producer.send_and_wait(
                self.settings.topic(DEAD_LETTER), value, key=b"k", partition=0, headers=headers
            )
        finally:
            await producer.stop()

    async def raw(self) -> list[tuple[bytes, bytes, dict[str, bytes]]]:
        """What is on `articles.raw`: key, value, headers."""
        consumer: Any = AIOKafkaConsumer(
            self.settings.topic(RAW), **self.settings.client_options(), auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            found = await consumer.getmany(timeout_ms=2000)
        finally:
            await consumer.stop()
        return [(one.key, one.value, dict(one.headers)) for records in found.values() for one in records]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m services.runtime.dead_letters`."""
        environment = {
            "KAFKA_BOOTSTRAP_SERVERS": self.settings.bootstrap_servers,
            "KAFKA_TOPIC_PREFIX": self.settings.topic_prefix,
        }
        return subprocess.run(
            [sys.executable, "-m", "services.runtime.dead_letters", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
async def kafka(kafka_bootstrap: str) -> Kafka:
    """Topics with one dead letter that may be sent again, and one that failed three times."""
    prefix = f"letters{secrets.token_hex(4)}."
    made = Kafka(KafkaSettings(bootstrap_servers=kafka_bootstrap, topic_prefix=prefix))
    await ensure(made.settings, CATALOGUE)
    await made.bury(LETTER, "{„не е JSON“".encode())
    await made.bury(HOPELESS, b"page")
    return made


def test_list_groups_by_cause(kafka: Kafka) -> None:
    """Each cause stands once with its number and its last letter."""
    done = kafka.command("list")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout.splitlines() == [
        "      1  enrich decode invalid-message",
        "         last 0/0: /fetched_at: Field required",
        "      1  enrich read read-crashed",
        "         last 0/1: /fetched_at: Field required",
        "2 dead letters",
    ]


def test_show_prints_the_letter_and_its_content(kafka: Kafka) -> None:
    """One letter is shown with all that is known of it; a place without a letter is said to be one."""
    done = kafka.command("show", "0/0")
    assert done.returncode == 0
    assert "/fetched_at: Field required" in done.stdout
    assert done.stdout.splitlines()[-1] == "{„не е JSON“"
    missing = kafka.command("show", "0/7")
    assert (missing.returncode, missing.stderr) == (1, "no letter at 0/7; `list` shows where they are\n")


async def test_redrive_sends_back_what_may_go(kafka: Kafka) -> None:
    """A dry run sends nothing; then the letter goes to its input as it was, and the hopeless one stays."""
    said = kafka.command("redrive", "--dry-run").stdout
    assert said == "1 letters would be sent again, 1 stay after 3 attempts\n"
    assert await kafka.raw() == []
    assert kafka.command("redrive").stdout == "1 letters sent again, 1 stay after 3 attempts\n"
    assert await kafka.raw() == [
        (
            b"k",
            "{„не е JSON“".encode(),
            {
                "traceparent": b"00-a",
                "vestnik.submission_id": str(LETTER.submission_id).encode(),
                "vestnik.attempts": b"1",
                "vestnik.received_at": LETTER.received_at.isoformat().encode(),
            },
        )
    ]


def test_only_what_is_asked_for_is_sent(kafka: Kafka) -> None:
    """A cause and a service narrow the choice."""
    said = kafka.command("redrive", "--dry-run", "--cause", "read-crashed").stdout
    assert said == "0 letters would be sent again, 1 stay after 3 attempts\n"
    said = kafka.command("redrive", "--dry-run", "--service", "store").stdout
    assert said == "0 letters would be sent again, 0 stay after 3 attempts\n"


async def test_resume_lets_go_on_who_was_asked_for(kafka: Kafka) -> None:
    """A dry run changes nothing; then the paused group of one service may go on, and the other one stays."""
    topic, at = ControlTopic(kafka.settings), datetime(2026, 5, 4, 3, 5, tzinfo=UTC)
    for service in ("enrich", "store"):
        await topic.write(
            ConsumingPaused(
                service=service,
                group_id="a group",
                worker="host/17",
                dead_letters=2501,
                messages=5000,
                cause=Cause.NO_CONTENT,
                paused_at=at,
            )
        )
    paused = (
        "{}, group a group: paused at 2026-05-04 03:05:00 UTC by host/17,"
        " 2501 of the last 5000 messages were dead-lettered, mostly no-content\n"
    )
    both = paused.format("enrich") + paused.format("store")
    assert kafka.command("resume", "--dry-run").stdout == f"{both}2 paused groups would go on\n"
    done = kafka.command("resume", "--service", "store", "--letters", "40")
    assert (done.stdout, done.stderr) == (f"{paused.format('store')}1 paused groups go on\n", "")
    last = {key: placed.decision for key, placed in (await topic.read()).items()}
    word = last["store/a group"]
    assert isinstance(last["enrich/a group"], ConsumingPaused)
    assert isinstance(word, ConsumingResumed)
    assert (word.by, word.dead_letters) == ("operator", 40)
    assert (
        kafka.command("resume", "--dry-run").stdout
        == f"{paused.format('enrich')}1 paused groups would go on\n"
    )


def test_resume_says_what_is_missing(kafka_bootstrap: str) -> None:
    """Without the topic, which an earlier release did not have, it names the command that makes it."""
    kafka = Kafka(KafkaSettings(bootstrap_servers=kafka_bootstrap, topic_prefix="nobody-made."))
    done = kafka.command("resume")
    assert done.returncode == 1
    assert "there is no topic nobody-made.articles.control; create it: python -m services.runtime.topics" in (
        done.stderr
    )
