"""The tables as Python sees them: one shape a table, its fields in the order of the columns."""

import re
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from schemas.enriched_article import CopyMethod, LinkMethod

METHODS: Final[tuple[LinkMethod, ...]] = ("similar-title", "title", "url")
"""The surest last; the enum `store.link_method` has the same order."""

_DIGITS: Final = re.compile(r"\d+")


class Version(NamedTuple):
    """What decides between two messages of one article; the greater one wins, whichever came first."""

    version_at: datetime
    canceled: bool
    """A withdrawal beats every version up to its time."""
    enricher: str
    """The enricher's version, its numbers padded, so that 1.10 is greater than 1.9."""
    content_hash: str
    message_rank: bytes

    @classmethod
    def of(
        cls, version_at: datetime, status: str, enricher_version: str, content_hash: str, message_rank: bytes
    ) -> "Version":
        """The version of a row, from columns of these names."""
        padded = _DIGITS.sub(lambda number: number[0].zfill(12), enricher_version)
        return cls(version_at, status == "canceled", padded, content_hash, message_rank)


class ArticleRow(NamedTuple):
    """A row of `store.articles`; its fields are the columns."""

    id: UUID
    submission_id: UUID
    source: str
    scraper: str | None
    status: str
    url: str | None
    canonical_url: str | None
    aliases: list[str]
    version_at: datetime
    content_hash: str
    changed_fields: list[str]
    headline: str | None
    alternative_headline: str | None
    description: str | None
    article_body: str
    word_count: int
    authors: list[str]
    images: str
    info_sources: list[str]
    date_published: datetime | None
    date_published_day: date | None
    date_published_precision: str | None
    date_published_origin: str | None
    date_published_raw: str | None
    page_date: datetime | None
    page_date_day: date | None
    page_date_precision: str | None
    page_date_origin: str | None
    page_date_raw: str | None
    in_language: str | None
    in_language_script: str | None
    in_language_confidence: float | None
    copy_of: UUID | None
    similarity: float | None
    enricher_version: str
    enricher: str
    message_rank: bytes
    other_dates: str
    in_language_others: str
    withdrawn_at: datetime | None
    other_headlines: list[str]
    original_at: datetime | None
    copy_method: CopyMethod | None

    @property
    def version(self) -> Version:
        """Its version."""
        return Version.of(
            self.version_at, self.status, self.enricher_version, self.content_hash, self.message_rank
        )


class VersionRow(NamedTuple):
    """A row of `store.article_versions`: a version that the present one came after."""

    article_id: UUID
    version_at: datetime
    submission_id: UUID
    status: str
    url: str | None
    content_hash: str
    changed_fields: list[str]
    headline: str | None
    alternative_headline: str | None
    description: str | None
    article_body: str
    word_count: int
    authors: list[str]
    date_published: datetime | None
    date_published_day: date | None
    in_language: str | None
    enricher_version: str
    message_rank: bytes

    @classmethod
    def of(cls, row: ArticleRow) -> "VersionRow":
        """What is kept of an article that is no longer the newest."""
        return cls(row.id, *(getattr(row, name) for name in cls._fields[1:]))

    @property
    def version(self) -> Version:
        """Its version."""
        return Version.of(
            self.version_at, self.status, self.enricher_version, self.content_hash, self.message_rank
        )


class EntityRow(NamedTuple):
    """A row of `store.article_entities`."""

    article_id: UUID
    position: int
    type: str
    name: str
    entity_id: str | None
    same_as: str | None
    salience: float
    mentions: str
    key: str | None


class LinkRow(NamedTuple):
    """A row of `store.links`: a link as the page has it. Where it leads is an answer."""

    article_id: UUID
    position: int
    kind: str
    title: str | None
    url: str | None
    description: str | None
    external: bool


class LinkAnswer(NamedTuple):
    """A row of `store.link_answers`."""

    article_id: UUID
    version_at: datetime
    position: int
    target_id: UUID
    method: LinkMethod
    score: float
    enricher_version: str = ""
    """Empty: not known."""
    revision: int = 0
    """How often an article that the link might have led to was withdrawn: what was said before is void."""


class CopyAnswer(NamedTuple):
    """A row of `store.copy_answers`."""

    article_id: UUID
    version_at: datetime
    copy_of: UUID
    similarity: float | None
    original_at: datetime | None
    """None: by an enricher that did not say."""
    method: CopyMethod

    @property
    def is_open(self) -> bool:
        """Whether it takes all answers by address back (`schemas.link_resolved.CopyFound.is_open`)."""
        return self.method == "address" and self.copy_of == self.article_id and self.original_at is None


class DeadLetterRow(NamedTuple):
    """A row of `store.dead_letters`. Without our headers nothing is known of a letter but its place."""

    place: str
    dead_lettered_at: datetime
    key: bytes | None
    value: bytes | None
    headers: str
    article_id: UUID | None = None
    service: str | None = None
    stage: str | None = None
    cause: str | None = None
    message: str | None = None
    topic: str | None = None
    topic_partition: int | None = None
    topic_offset: int | None = None
    submission_id: UUID | None = None
    attempts: int | None = None
    received_at: datetime | None = None
