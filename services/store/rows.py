"""Messages as rows: pure. Which of two versions is the newer one is decided here and nowhere else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from schemas.enriched_article import EnrichedArticle, Image, LanguageShare, Mention, NewsDate
from schemas.link_resolved import CopyFound, LinkResolved
from services.store.message import Decoded
from services.store.tables import METHODS, ArticleRow, CopyAnswer, EntityRow, LinkAnswer, LinkRow, Version

T = TypeVar("T")

_IMAGES: Final = TypeAdapter(list[Image])
_DATES: Final = TypeAdapter(list[NewsDate])
_LANGUAGES: Final = TypeAdapter(list[LanguageShare])
_MENTIONS: Final = TypeAdapter(list[Mention])
_KEPT_OF_WITHDRAWN: Final = (
    *("id", "submission_id", "source", "scraper", "status", "url", "canonical_url", "aliases"),
    *("version_at", "content_hash", "date_published", "page_date", "enricher"),
)


@dataclass(frozen=True)
class Article:
    """The rows of one version of an article, that stand and fall together."""

    row: ArticleRow
    entities: list[EntityRow]
    links: list[LinkRow]


@dataclass(frozen=True)
class Rows:
    """A batch, folded: one version per article, one answer per question, each sorted by its key."""

    articles: list[Article]
    link_answers: list[LinkAnswer]
    copy_answers: list[CopyAnswer]

    def ids(self) -> list[UUID]:
        """Every article that is concerned, sorted."""
        return sorted(
            {article.row.id for article in self.articles}
            | {answer.article_id for answer in self.link_answers}
            | {answer.article_id for answer in self.copy_answers},
            key=attrgetter("int"),
        )


def rows_of_one(message: Decoded) -> Rows:
    """The rows of a message."""
    match message.content:
        case EnrichedArticle() as content:
            article = _kept(content)
            rows = _article(article, message_rank(message.value))
            return Rows([rows], _link_answers(article), _copy_answers(article))
        case LinkResolved() as content:
            return Rows([], [LinkAnswer(**content.model_dump())], [])
        case CopyFound() as content:
            return Rows([], [], [CopyAnswer(**content.model_dump())])


def folded(parts: Iterable[Rows]) -> Rows:
    """The rows of several messages; the same whatever their order or repetition."""
    found = list(parts)
    return Rows(
        articles=_greatest(
            chain.from_iterable(rows.articles for rows in found), _article_key, lambda one: one.row.version
        ),
        link_answers=_greatest(
            chain.from_iterable(rows.link_answers for rows in found), _link_key, _link_rank
        ),
        copy_answers=_greatest(
            chain.from_iterable(rows.copy_answers for rows in found), _copy_key, _copy_rank
        ),
    )


def winners(articles: Iterable[Article], known: Mapping[UUID, Version]) -> list[Article]:
    """The articles that are newer than what is stored."""
    return [
        article
        for article in articles
        if article.row.id not in known or article.row.version > known[article.row.id]
    ]


def message_rank(value: bytes) -> bytes:
    """Decides between two writings of one version: the longer one, which knows more, then the digest."""
    return len(value).to_bytes(4, "big") + blake2b(value, digest_size=12).digest()


def _greatest(items: Iterable[T], key: Callable[[T], Any], rank: Callable[[T], Any]) -> list[T]:
    """The greatest of each key, sorted by key."""
    found: dict[Any, T] = {}
    for item in items:
        name = key(item)
        known = found.get(name)
        if known is None or rank(known) < rank(item):
            found[name] = item
    return [found[name] for name in sorted(found)]


# A UUID sorts as its number does, which is compared in C.
def _article_key(article: Article) -> int:
    return article.row.id.int


def _link_key(answer: LinkAnswer) -> tuple[int, datetime, int]:
    return answer.article_id.int, answer.version_at, answer.position


def _copy_key(answer: CopyAnswer) -> tuple[int, datetime]:
    return answer.article_id.int, answer.version_at


def _link_rank(answer: LinkAnswer) -> tuple[int, float, int]:
    return METHODS.index(answer.method), answer.score, -answer.target_id.int


def _copy_rank(answer: CopyAnswer) -> tuple[float, int]:
    return answer.similarity, -answer.copy_of.int


def _kept(article: EnrichedArticle) -> EnrichedArticle:
    """What is stored: all of it, or of a withdrawn one its id, addresses and times."""
    if article.status == "usable":
        return article
    return EnrichedArticle(**{name: getattr(article, name) for name in _KEPT_OF_WITHDRAWN})


def _link_answers(article: EnrichedArticle) -> list[LinkAnswer]:
    """What the article itself says of its links."""
    return [
        LinkAnswer(
            article.id, article.version_at, link.position, link.target_id, link.method, link.score or 0.0
        )
        for link in article.related_links
        if link.target_id is not None and link.method is not None
    ]


def _copy_answers(article: EnrichedArticle) -> list[CopyAnswer]:
    """What the article itself says of its original."""
    if article.copy_of is None:
        return []
    return [CopyAnswer(article.id, article.version_at, article.copy_of, article.similarity or 0.0)]


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
