"""A message as rows: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from schemas.enriched_article import EnrichedArticle, Image, LanguageShare, Mention, NewsDate
from schemas.link_resolved import CopyFound, LinkResolved
from services.store.letters import dead_letter_row
from services.store.message import Copied, Decoded
from services.store.tables import ArticleRow, CopyAnswer, DeadLetterRow, EntityRow, LinkAnswer, LinkRow

_IMAGES: Final = TypeAdapter(list[Image])
_DATES: Final = TypeAdapter(list[NewsDate])
_LANGUAGES: Final = TypeAdapter(list[LanguageShare])
_MENTIONS: Final = TypeAdapter(list[Mention])
_KEPT_OF_WITHDRAWN: Final = (
    *("id", "submission_id", "source", "scraper", "status", "url", "canonical_url", "aliases"),
    *("version_at", "withdrawn_at", "content_hash", "date_published", "page_date", "enricher"),
)


@dataclass(frozen=True)
class Article:
    """The rows of one version of an article, that stand and fall together."""

    row: ArticleRow
    entities: list[EntityRow]
    links: list[LinkRow]


@dataclass(frozen=True)
class Rows:
    """What messages say."""

    articles: Sequence[Article] = ()
    link_answers: Sequence[LinkAnswer] = ()
    copy_answers: Sequence[CopyAnswer] = ()
    dead_letters: Sequence[DeadLetterRow] = ()

    def article_id(self) -> UUID | None:
        """The article that one message is about; None for a dead letter of nobody knows what."""
        if self.articles:
            return self.articles[0].row.id
        return next(
            row.article_id
            for rows in (self.link_answers, self.copy_answers, self.dead_letters)
            for row in rows
        )


def rows_of_one(message: Decoded) -> Rows:
    """The rows of a message."""
    match message.content:
        case EnrichedArticle() as content:
            article = _kept(content)
            rows = _article(article, message_rank(message.value))
            return Rows([rows], _link_answers(article), _copy_answers(article))
        case LinkResolved() as content:
            fields = content.model_dump() | {"enricher_version": content.enricher_version or ""}
            return Rows(link_answers=[LinkAnswer(**fields)])
        case CopyFound() as content:
            return Rows(copy_answers=[CopyAnswer(**content.model_dump())])
        case Copied() as content:
            return Rows(dead_letters=[dead_letter_row(message.record, content.about)])


def message_rank(value: bytes) -> bytes:
    """Decides between two writings of one version: the longer one, which knows more, then the digest."""
    return len(value).to_bytes(4, "big") + blake2b(value, digest_size=12).digest()


def _kept(article: EnrichedArticle) -> EnrichedArticle:
    """What is stored: all of it, or of a withdrawn one its id, addresses and times."""
    if article.status == "usable":
        return article
    return EnrichedArticle(**{name: getattr(article, name) for name in _KEPT_OF_WITHDRAWN})


def _link_answers(article: EnrichedArticle) -> list[LinkAnswer]:
    """What the article itself says of its links."""
    return [
        LinkAnswer(
            *(article.id, article.version_at, link.position, link.target_id, link.method),
            score=link.score or 0.0,
            enricher_version=article.enricher.version,
        )
        for link in article.related_links
        if link.target_id is not None and link.method is not None
    ]


def _copy_answers(article: EnrichedArticle) -> list[CopyAnswer]:
    """What the article itself says of its original."""
    if article.copy_of is None:
        return []
    method = article.copy_method or "text"
    similarity = article.similarity or 0.0 if method == "text" else None
    return [
        CopyAnswer(article.id, article.version_at, article.copy_of, similarity, article.original_at, method)
    ]


def _article(article: EnrichedArticle, rank: bytes) -> Article:
    entities = [
        EntityRow(
            article_id=article.id,
            position=position,
            type=entity.type,
            name=entity.name,
            entity_id=entity.id,
            same_as=entity.same_as,
            salience=entity.salience,
            mentions=_MENTIONS.dump_json(entity.mentions).decode(),
            key=entity.key or entity.id,
        )
        for position, entity in enumerate(article.entities)
    ]
    links = [
        LinkRow(
            article_id=article.id,
            position=link.position,
            kind=link.kind,
            title=link.title,
            url=link.url,
            description=link.description,
            external=link.status == "external",
        )
        for link in article.related_links
    ]
    return Article(_article_row(article, rank), entities, links)


def _article_row(article: EnrichedArticle, rank: bytes) -> ArticleRow:
    language = article.in_language
    return ArticleRow(
        id=article.id,
        submission_id=article.submission_id,
        source=article.source,
        scraper=article.scraper,
        status=article.status,
        url=article.url,
        canonical_url=article.canonical_url,
        aliases=article.aliases,
        version_at=article.version_at,
        content_hash=article.content_hash,
        changed_fields=article.changed_fields,
        headline=article.headline,
        alternative_headline=article.alternative_headline,
        description=article.description,
        article_body=article.article_body,
        word_count=article.word_count,
        authors=article.authors,
        images=_IMAGES.dump_json(article.images, exclude_none=True).decode(),
        info_sources=article.info_sources,
        **_date_columns("date_published", article.date_published),
        **_date_columns("page_date", article.page_date),
        in_language=language.tag if language else None,
        in_language_script=language.script if language else None,
        in_language_confidence=language.confidence if language else None,
        copy_of=article.copy_of,
        similarity=article.similarity,
        enricher_version=article.enricher.version,
        enricher=article.enricher.model_dump_json(),
        message_rank=rank,
        other_dates=_DATES.dump_json(article.other_dates).decode(),
        in_language_others=_LANGUAGES.dump_json(language.others if language else []).decode(),
        withdrawn_at=(article.withdrawn_at or article.version_at) if article.status == "canceled" else None,
        other_headlines=article.other_headlines,
        original_at=article.original_at,
        copy_method=article.copy_method,
    )


def _date_columns(name: str, found: NewsDate | None) -> dict[str, Any]:
    """A time goes to `name` and its day in UTC to `name_day`; a day alone leaves `name` empty."""
    value = found.value if found else None
    return {
        name: value if isinstance(value, datetime) else None,
        f"{name}_day": value.date() if isinstance(value, datetime) else value,
        f"{name}_precision": found.precision if found else None,
        f"{name}_origin": found.origin if found else None,
        f"{name}_raw": found.raw if found else None,
    }
