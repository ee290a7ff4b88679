"""Dead letters where they lie: reading them, grouping them, and where each goes back to."""

import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from schemas.cloudevents import TRACEPARENT, Header
from schemas.dead_letter import PREFIX, Cause, DeadLetter
from schemas.topics import DEAD_LETTER, RAW, STORE_RETRY, Topic
from services.runtime.settings import KafkaSettings
from services.runtime.topics import partitions

MAX_ATTEMPTS: Final = 3
"""A letter that failed so often needs a person, not another try."""


@dataclass(frozen=True)
class Letter:
    """A dead letter where it lies."""

    about: DeadLetter
    record: ConsumerRecord[bytes | None, bytes | None]

    @property
    def place(self) -> str:
        """`partition/offset` on the dead-letter topic."""
        return f"{self.record.partition}/{self.record.offset}"


@dataclass(frozen=True)
class Group:
    """Letters of one service, stage and cause."""

    service: str
    stage: str
    cause: Cause
    letters: tuple[Letter, ...]


def grouped(letters: Iterable[Letter]) -> list[Group]:
    """The letters by service, stage and cause, the largest group first."""
    groups: dict[tuple[str, str, Cause], list[Letter]] = {}
    for letter in letters:
        about = letter.about
        groups.setdefault((about.service, about.stage, about.cause), []).append(letter)
    made = [Group(*key, tuple(members)) for key, members in groups.items()]
    return sorted(made, key=lambda group: (-len(group.letters), group.service, group.cause))


def target(about: DeadLetter) -> Topic | None:
    """The topic to which a letter goes back; None when it stays."""
    if about.attempts >= MAX_ATTEMPTS:
        return None
    return STORE_RETRY if about.service == "store" else RAW


def redrive_headers(letter: Letter) -> list[Header]:
    """What a letter takes along: its trace and event, its submission, its first time and its failures."""
    kept = [
        (key, value) for key, value in letter.record.headers if key.startswith("ce_") or key == TRACEPARENT
    ]
    about = letter.about
    return [
        *kept,
        (f"{PREFIX}submission_id", str(about.submission_id).encode()),
        (f"{PREFIX}attempts", str(about.attempts).encode()),
        (f"{PREFIX}received_at", about.received_at.isoformat().encode()),
    ]


async def read_letters(settings: KafkaSettings) -> AsyncIterator[Letter]:
    """Every letter that is there now. What carries no such headers is passed over with a word on stderr."""
    consumer: Any = AIOKafkaConsumer(
        **settings.client_options(), enable_auto_commit=False, isolation_level="read_committed"
    )
    places = await partitions(settings, [DEAD_LETTER])
    await consumer.start()
    try:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(*places, timeout_ms=500)).values():
                for record in records:
                    if (letter := _letter(record)) is not None:
                        yield letter
    finally:
        await consumer.stop()


def _letter(record: ConsumerRecord[bytes | None, bytes | None]) -> Letter | None:
    try:
        return Letter(DeadLetter.from_headers(record.headers), record)
    except ValueError as error:
        sys.stderr.write(f"{record.partition}/{record.offset} is no dead letter of ours: {error}\n")
        return None
