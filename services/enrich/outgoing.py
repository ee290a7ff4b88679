"""What enrich publishes: topic, key, value, headers. Pure; the same input gives the same bytes."""

from dataclasses import dataclass
from typing import Final

from schemas.cloudevents import Header, event_headers
from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.topics import DEAD_LETTER, ENRICHED, LINKS, TYPES, Topic
from services.enrich.message import Message
from services.enrich.submission import Emission, Submission
from services.runtime.errors import PermanentError

SERVICE: Final = "enrich"


@dataclass(frozen=True)
class Record:
    """One record to produce."""

    topic: Topic
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]


def emission_record(emission: Emission) -> Record:
    """An article or an answer. Its event id is made of the content, so that a replay has the same one."""
    message = emission.message
    value = message.to_json()
    if isinstance(message, EnrichedArticle):
        topic, key = ENRICHED, str(message.id)
        if emission.outlived:
            topic, key = LINKS, f"{message.id}/withdrawn"
        discriminator = f"{message.submission_id}\n{message.content_hash}\n{message.enricher.version}"
    else:
        topic, key = LINKS, message.key
        discriminator = value.decode()
    headers = event_headers(
        type_=TYPES[type(message)],
        source=SERVICE,
        subject=key,
        time=message.version_at,
        discriminator=discriminator,
        traceparent=emission.traceparent,
    )
    return Record(topic, key.encode(), value, tuple(headers))


def dead_letter_record(message: Message, submission: Submission, error: PermanentError) -> Record:
    """The original key and value; what happened is in the headers."""
    about = DeadLetter(
        service=SERVICE,
        stage=error.stage,
        cause=error.cause,
        message=error.message,
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        submission_id=submission.submission_id,
        attempts=message.attempts,
        received_at=message.received_at,
    )
    return Record(DEAD_LETTER, message.key, message.value, tuple(about.to_headers(message.headers)))
