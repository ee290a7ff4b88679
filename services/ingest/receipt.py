"""What a sender is told about each article."""

from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json

from schemas.validation import FieldError
from services.ingest.acceptance import Rejection
from services.ingest.publisher import Position

UNAVAILABLE = "unavailable"
"""The one error code that says: send the same again."""


class Problem(BaseModel):
    """What is wrong with an article."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    code: str
    """Stable, for programs: `missing`, `not-json`, `too-large`, `unavailable` ..."""
    pointer: str
    """JSON pointer (RFC 6901) to the field; empty for the article as a whole."""
    message: str
    """For people. In a batch it begins with the number of the line."""

    @classmethod
    def of(cls, error: FieldError) -> Self:
        """The same as a part of a receipt."""
        return cls(code=error.code, pointer=error.pointer, message=error.message)


class Receipt(BaseModel):
    """What became of one article. Fields without a value are left out."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    status: Literal["accepted", "rejected", "too_large"]
    """`accepted`: Kafka has it. Otherwise nothing was kept and `error` says why."""
    submission_id: UUID | None = None
    """Under this id `enrich.outcomes` says what came of it. Not accepted: only if the sender gave one."""
    partition: int | None = None
    """Where it stands on `articles.raw`."""
    offset: int | None = None
    """Where it stands in the partition."""
    error: Problem | None = None
    """The first thing that is wrong."""
    errors: list[Problem] | None = None
    """Everything that is wrong, where it is more than one thing."""

    def to_json(self) -> bytes:
        """One line, without its end."""
        return to_json(self, exclude_none=True)


def accepted(submission_id: UUID, position: Position) -> Receipt:
    """Kafka has it."""
    return Receipt(
        status="accepted",
        submission_id=submission_id,
        partition=position.partition,
        offset=position.offset,
    )


def refused(rejection: Rejection) -> Receipt:
    """It cannot be taken."""
    problems = [Problem.of(error) for error in rejection.errors]
    return Receipt(
        status=rejection.status,
        submission_id=rejection.submission_id,
        error=problems[0],
        errors=problems if len(problems) > 1 else None,
    )


def unavailable(submission_id: UUID | None, reason: str) -> Receipt:
    """Kafka did not acknowledge it in time; it may yet arrive."""
    return Receipt(
        status="rejected",
        submission_id=submission_id,
        error=Problem(code=UNAVAILABLE, pointer="", message=f"{reason}; send it again"),
    )
