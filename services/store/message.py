"""A message as Kafka gives it, and the article or the answer that it holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from pydantic import ValidationError

from schemas.cloudevents import Header, header
from schemas.dead_letter import PREFIX, Cause, DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.identity import derived_submission_id
from schemas.link_resolved import CopyFound, LinkResolved
from schemas.topics import DEAD_LETTER, TYPES
from schemas.validation import field_errors
from services.runtime.errors import PermanentError

Content: TypeAlias = EnrichedArticle | LinkResolved | CopyFound
"""What is written for people."""

SERVICE: Final = "store"
_MODELS: Final[dict[str, type[Content]]] = {
    TYPES[model]: model for model in (EnrichedArticle, LinkResolved, CopyFound)
}

_BY_LAST_OF_KEY: Final[dict[bytes, type[Content]]] = {
    b"copy": CopyFound,
    b"copy-address": CopyFound,
    b"withdrawn": EnrichedArticle,
}


@dataclass(frozen=True, slots=True)
class Record:
    """One message, still as bytes. `timestamp` is Kafka's."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]
    timestamp: datetime


@dataclass(frozen=True, slots=True)
class Copied:
    """A dead letter, of which the bytes are kept; `about` is None where it carries no headers of ours."""

    about: DeadLetter | None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A message and what it holds."""

    record: Record
    content: Content | Copied
    value: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that cannot be used, and why."""

    record: Record
    error: PermanentError
    submission_id: UUID | None = None

    def headers(self) -> list[Header]:
        """The headers of the dead letter; its key and value are the message's own."""
        record = self.record
        return DeadLetter(
            service=SERVICE,
            stage=self.error.stage,
            cause=self.error.cause,
            message=self.error.message,
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            submission_id=self.submission_id or _submission_id(record),
            attempts=_attempts(record) + 1,
            received_at=record.timestamp,
        ).to_headers(record.headers)


def decode(record: Record) -> Decoded:
    """Read a message. Raises `PermanentError`: `not-json` or `invalid-message`; of a dead letter never."""
    if record.topic.endswith(DEAD_LETTER.name):
        return Decoded(record, _copied(record), record.value or b"")
    if record.value is None:
        raise _invalid("the message has no value; store knows no tombstones, a withdrawal is a message")
    model = _model(record)
    try:
        return Decoded(record, model.model_validate_json(record.value), record.value)
    except ValidationError as error:
        found = field_errors(error)
        cause = Cause.NOT_JSON if found[0].code == "json_invalid" else Cause.INVALID_MESSAGE
        raise PermanentError(cause, "; ".join(map(str, found)), stage="decode") from None


def refused(decoded: Decoded, error: PermanentError) -> Letter:
    """The dead letter of a message that was read and could not be written."""
    content = decoded.content
    submission = content.submission_id if isinstance(content, EnrichedArticle) else None
    return Letter(decoded.record, error, submission)


def _copied(record: Record) -> Copied:
    try:
        return Copied(DeadLetter.from_headers(record.headers))
    except ValueError:  # somebody else's, or of another release
        return Copied(None)


def _model(record: Record) -> type[Content]:
    """By `ce_type`; a producer without CloudEvents is known by its keys, which differ (`schemas.topics`)."""
    name = header(record.headers, "ce_type")
    if name is None:
        _, slash, last = (record.key or b"").partition(b"/")
        return _BY_LAST_OF_KEY.get(last, LinkResolved) if slash else EnrichedArticle
    if name not in _MODELS:
        raise _invalid(f"/ce_type: {name!r} is none of {', '.join(_MODELS)}")
    return _MODELS[name]


def _invalid(message: str) -> PermanentError:
    return PermanentError(Cause.INVALID_MESSAGE, message, stage="decode")


def _submission_id(record: Record) -> UUID:
    """As a redrive carries it, else derived from where the message stands."""
    try:
        return UUID(header(record.headers, f"{PREFIX}submission_id") or "")
    except ValueError:
        return derived_submission_id(record.topic, record.partition, record.offset)


def _attempts(record: Record) -> int:
    """How often it was dead-lettered before: a redrive carries the number."""
    text = header(record.headers, f"{PREFIX}attempts") or ""
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004, what fits an int column
