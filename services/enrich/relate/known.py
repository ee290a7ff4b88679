"""What the link index remembers of one article, and how versions are ordered. Pure, no texts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from schemas.enriched_article import EnrichedArticle, Enricher
from schemas.identity import content_hash, named

HASH_CHARACTERS: Final = 16
"""64 bits of a field's hash: compared only with the same field of the version before."""

LINKS: Final = "related_links"
MOMENT: Final = timedelta(microseconds=1)
"""The smallest difference between two times."""

_DIGITS: Final = re.compile(r"\d+")

Order = tuple[datetime, str, str]


class Withdrawn(NamedTuple):
    """A withdrawal of what was read up to `at`, and the submission that it came with."""

    at: datetime
    submission_id: UUID


class Headlined(NamedTuple):
    """What an article has under one of its titles."""

    dated: datetime
    """When it was published, else first read: the earliest of what its readings with this title say."""
    body: UUID | None
    """The key of its text when it was read last with it."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """One article: its newest version, or its withdrawal."""

    id: UUID
    source: str
    owner: UUID
    """The submission that set this content, or that withdrew it."""
    version_at: datetime
    enricher_version: str
    content_hash: str = ""
    last_seen_at: datetime
    """The latest time at which this content was read."""
    withdrawn_at: datetime | None = None
    """The latest withdrawal that met it; a version read after it is usable again."""
    url: str | None = None
    canonical_url: str | None = None
    aliases: tuple[str, ...] = ()
    keys: frozenset[UUID] = frozenset()
    """Under which it is found: the keys of the content that stands, and of all of its addresses."""
    past: Mapping[UUID, datetime] = field(default_factory=dict)
    """The keys of its other contents, and when each was read last."""
    since: datetime | None = None
    """When it was published, as far as its readings say, else first read."""
    texts: Mapping[UUID, datetime] = field(default_factory=dict)
    """Since when it holds each of its texts, by key."""
    titles: Mapping[UUID, Headlined] = field(default_factory=dict)
    """Those of its keys that are titles."""
    dated: datetime | None = None
    """By what its links are compared: when it was published or first read, the earliest that readings of what
    stands say. None where a release recorded it that did not keep that."""
    field_hashes: Mapping[str, str] = field(default_factory=dict)
    changed_fields: tuple[str, ...] = ()

    @property
    def found_under(self) -> frozenset[UUID]:
        """All keys under which it is found, for which waiting links were already looked up."""
        return self.keys.union(self.past)

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing was read since it was withdrawn."""
        return self.withdrawn_at is not None and self.last_seen_at <= self.withdrawn_at

    @property
    def spared_at(self) -> datetime | None:
        """The time of a version that its latest withdrawal would meet, had it not been read again since."""
        if self.withdrawn_at is None or self.is_withdrawn or self.version_at > self.withdrawn_at:
            return None
        return self.version_at

    def holds(self, at: datetime) -> bool:
        """Whether it still has what it had in a version of this time."""
        return self.withdrawn_at is None or at > self.withdrawn_at or at == self.spared_at

    @property
    def order(self) -> Order:
        """How new the content is: the latest reading of it counts, so a crawl in between is an older one."""
        return order(self.last_seen_at, self.enricher_version, self.content_hash)

    @cached_property
    def version(self) -> UUID:
        """The name of this version, the same on every try."""
        made_of = (self.version_at.isoformat(), self.enricher_version, self.content_hash, self.owner)
        return named(f"version:{self.id}\n" + "\n".join(map(str, made_of)))

    def outliving(self, at: datetime) -> "Known":
        """The same article, read after a withdrawal: what was read up to `at` stays away."""
        at = max(at, self.withdrawn_at or at)
        past = {key: read_at for key, read_at in self.past.items() if read_at > at}
        titles = {key: one for key, one in self.titles.items() if key in self.keys or key in past}
        return replace(self, withdrawn_at=at, past=past, titles=titles)

    def withdrawn(self, withdrawn: Withdrawn) -> "Known":
        """The same article without anything that was made of its text."""
        return replace(
            self,
            owner=withdrawn.submission_id,
            version_at=withdrawn.at,
            content_hash="",
            last_seen_at=withdrawn.at,
            withdrawn_at=withdrawn.at,
            keys=frozenset(),
            past={},
            since=None,
            texts={},
            titles={},
            dated=None,
            field_hashes={},
            changed_fields=(),
        )


def order(read_at: datetime, enricher_version: str, hash_: str) -> Order:
    """Sorts versions of one article, the newest last."""
    return read_at, enricher_order(enricher_version), hash_


@lru_cache(maxsize=64)
def enricher_order(version: str) -> str:
    """Sorts versions of the enricher: numbers by their value, so that 1.10 comes after 1.9."""
    return _DIGITS.sub(lambda number: number[0].zfill(12), version)


def field_hashes(article: EnrichedArticle) -> dict[str, str]:
    """A hash for each field that a reader sees and that is not empty."""
    values = {
        "headline": article.headline,
        "alternative_headline": article.alternative_headline,
        "description": article.description,
        "article_body": article.article_body,
        "authors": "\n".join(article.authors),
        "images": "\n".join(image.model_dump_json() for image in article.images),
        "date_published": article.date_published and article.date_published.model_dump_json(exclude={"raw"}),
        LINKS: _links(article),
    }
    return {name: _field_hash(value) for name, value in values.items() if value}


def links_hash(article: EnrichedArticle) -> str | None:
    """What `field_hashes` says of the links alone; None where there are none."""
    links = _links(article)
    return _field_hash(links) if links else None


def _links(article: EnrichedArticle) -> str:
    return "\n".join(
        f"{link.kind}\t{link.title}\t{link.url}\t{link.description}" for link in article.related_links
    )


def _field_hash(value: str) -> str:
    return content_hash(value)[:HASH_CHARACTERS]


def changed_fields(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The fields whose hashes differ, sorted."""
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def tombstone(known: Known) -> EnrichedArticle:
    """What is published of a withdrawn article: no text, nothing made of its text."""
    return EnrichedArticle(
        id=known.id,
        submission_id=known.owner,
        source=known.source,
        status="canceled",
        url=known.url,
        canonical_url=known.canonical_url,
        aliases=list(known.aliases),
        version_at=known.version_at,
        enricher=Enricher(version=known.enricher_version),
    )


def outlived(known: Known, withdrawn: Withdrawn) -> EnrichedArticle:
    """What is published of a withdrawal of which the newest version is no part: it stands before that one."""
    record = tombstone(known.withdrawn(withdrawn))
    if known.version_at > withdrawn.at:
        return record
    return record.model_copy(update={"version_at": known.version_at - MOMENT, "withdrawn_at": withdrawn.at})
