"""DeadLetter: what a service could not use (topic `articles.dead-letter`).

Key and value are the original bytes. Everything else is in headers: ours under `vestnik.`, and
beside them those that Kafka Connect writes (`__connect.errors.*`, KIP-298), so that its tools work.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field

from schemas.cloudevents import TRACEPARENT, Header
from schemas.fields import Message, Utc

PREFIX: Final = "vestnik."
_CONNECT: Final = "__connect.errors."
MESSAGE_LIMIT: Final = 2000
"""Characters of an explanation; with it all headers stay well below 64 KiB."""


class Cause(StrEnum):
    """Why a message could not be used; one value per thing that an operator can do about it."""

    NOT_JSON = "not-json"
    INVALID_MESSAGE = "invalid-message"
    TOO_LARGE = "too-large"
    NO_CONTENT = "no-content"
    READ_CRASHED = "read-crashed"
    MODEL_FAILED = "model-failed"
    REFUSED_BY_DATABASE = "refused-by-database"


class DeadLetter(Message):
    """What happened to one message."""

    service: str
    """Who gave up: `ingest`, `enrich` or `store`."""
    stage: str
    """What it was doing: `decode`, `read`, `relate`, `produce`, `write`."""
    cause: Cause
    """Why it gave up."""
    message: str
    """The explanation, with the name of the field where there is one."""
    topic: str
    """Where the message stood."""
    partition: Annotated[int, Field(ge=0)]
    """Its partition."""
    offset: Annotated[int, Field(ge=0)]
    """Its offset."""
    submission_id: UUID
    """Its submission."""
    attempts: Annotated[int, Field(ge=1)] = 1
    """How often it ended here, this time included."""
    received_at: Utc
    """When Kafka took the original message."""

    def to_headers(self, original: Iterable[Header] = ()) -> list[Header]:
        """The headers of the dead letter; `traceparent` and CloudEvents headers of the original stay."""
        kept = [(key, value) for key, value in original if key == TRACEPARENT or key.startswith("ce_")]
        message = self.message[:MESSAGE_LIMIT]
        fields = self.model_dump(mode="json") | {"message": message}
        connect = {
            "topic": self.topic,
            "partition": str(self.partition),
            "offset": str(self.offset),
            "connector.name": f"vestnik-{self.service}",
            "stage": self.stage,
            "exception.class.name": self.cause.value,
            "exception.message": message,
        }
        return [
            *kept,
            *((PREFIX + name, str(value).encode("utf-8", "replace")) for name, value in fields.items()),
            *((_CONNECT + name, value.encode("utf-8", "replace")) for name, value in connect.items()),
        ]

    @classmethod
    def from_headers(cls, headers: Iterable[Header]) -> Self:
        """Read the headers of a dead letter. Raises `pydantic.ValidationError` where they are none."""
        return cls.model_validate(
            {key.removeprefix(PREFIX): value.decode() for key, value in headers if key.startswith(PREFIX)}
        )
