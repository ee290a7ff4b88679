"""A message of `articles.raw` on its way through enrich, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound, LinkResolved
from services.enrich.fingerprints import Fingerprint
from services.runtime.errors import PermanentError


class OutcomeKind(StrEnum):
    """What became of a submission; each ends in exactly one."""

    ENRICHED = "enriched"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    CANCELED = "canceled"
    DEAD_LETTER = "dead-letter"


@dataclass(frozen=True)
class Withdrawal:
    """A publisher takes back what was read before `at`, under an id or a normalised address."""

    at: datetime
    source: str
    scraper: str | None = None
    id: UUID | None = None
    url: str | None = None


@dataclass(frozen=True)
class Submission:
    """One message after `read`.

    `content` is the article as far as the page alone tells (links pending or external, `version_at`
    the time it was fetched), a withdrawal, or why the message was dead-lettered.
    """

    partition: int
    offset: int
    submission_id: UUID
    content: EnrichedArticle | Withdrawal | PermanentError
    traceparent: str | None = None
    text: Fingerprint | None = None
    """Of the article's text, where the child has made it."""
    refused: EnrichedArticle | None = None
    """The article whose announcement is taken back, where the link index or Kafka refused it afterwards."""


@dataclass(frozen=True)
class Emission:
    """A message to publish, with the trace of the submission that caused it."""

    message: EnrichedArticle | LinkResolved | CopyFound
    traceparent: str | None = None
    outlived: bool = False
    """Whether it is a withdrawal beside a newer version, which stays the last message of its key."""


@dataclass(frozen=True)
class Outcome:
    """What became of one submission. `against` is the submission that it lost to, or repeats."""

    partition: int
    offset: int
    submission_id: UUID
    kind: OutcomeKind
    article_id: UUID | None = None
    against: UUID | None = None
