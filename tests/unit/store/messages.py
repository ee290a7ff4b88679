"""Messages for the tests of store."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from schemas.cloudevents import Header
from schemas.enriched_article import CopyMethod, EnrichedArticle
from schemas.identity import NAMESPACE
from schemas.link_resolved import CopyFound, LinkResolved
from schemas.topics import TYPES
from services.store.batch import Prepared
from services.store.message import Content, Decoded, Record
from services.store.rows import rows_of_one
from services.store.versions import Folded, folded

START = datetime(2024, 5, 1, 12, tzinfo=UTC)


def an_id(name: object) -> UUID:
    """The id of the article of this name."""
    return uuid5(NAMESPACE, f"test:{name}")


def at(hours: float) -> datetime:
    """The time of a version."""
    return START + timedelta(hours=hours)


def article(name: object = "a", hours: float = 0, **fields: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    """A version of an article with an entity, an image and one link."""
    values: dict[str, Any] = {
        "id": an_id(name),
        "submission_id": uuid5(NAMESPACE, f"submission:{name}/{hours}"),
        "source": "bgnes.bg",
        "url": f"https://bgnes.bg/{name}",
        "aliases": [f"https://bgnes.bg/{name}"],
        "version_at": at(hours),
        "content_hash": f"{hours:064}",
        "headline": f"Заглавие {name}",
        "article_body": f"Първи абзац на {name}.\n\nВтори абзац.",
        "word_count": 6,
        "info_sources": ["БГНЕС"],
        "images": [{"url": "https://bgnes.bg/1.jpg", "credit": "БГНЕС"}],
        "date_published": {"value": "2024-05-01", "precision": "day", "origin": "text", "raw": "1 май"},
        "in_language": {"tag": "bg", "script": "Cyrl", "confidence": 0.99},
        "entities": [
            {
                "type": "Place",
                "name": "България",
                "id": "country:BG",
                "mentions": [{"start": 0, "end": 8, "text": "България"}],
                "salience": 1,
            }
        ],
        "related_links": [{"position": 0, "kind": "teaser", "title": "Друга новина"}],
        "enricher": {"version": "0.1.0", "components": {"py3langid": "0.4"}},
    }
    return EnrichedArticle.model_validate(values | fields)


def withdrawal(name: object = "a", hours: float = 0, later: float | None = None) -> EnrichedArticle:
    """The withdrawal of an article; with `later`, of that hour, where a version after `hours` outlived it."""
    return EnrichedArticle.model_validate(
        {
            "id": an_id(name),
            "submission_id": uuid5(NAMESPACE, f"withdrawal:{name}/{hours}"),
            "source": "bgnes.bg",
            "status": "canceled",
            "url": f"https://bgnes.bg/{name}",
            "version_at": at(hours),
            "withdrawn_at": None if later is None else at(later),
            "enricher": {"version": "0.1.0"},
        }
    )


def link(name: object = "a", hours: float = 0, position: int = 0, **fields: Any) -> LinkResolved:  # noqa: ANN401, any field
    """The answer to a link."""
    values = {"target_id": an_id("target"), "method": "title", "score": 1.0} | fields
    return LinkResolved(article_id=an_id(name), version_at=at(hours), position=position, **values)


def copy(
    name: object = "a",
    hours: float = 0,
    of: object = "original",
    similarity: float = 0.9,
    original: float | None = None,
    method: CopyMethod = "text",
) -> CopyFound:
    """The answer to what an article is a copy of, published at the hour `original`."""
    return CopyFound(
        article_id=an_id(name),
        version_at=at(hours),
        copy_of=an_id(of),
        method=method,
        similarity=similarity if method == "text" else None,
        original_at=None if original is None else at(original),
    )


def key(content: Content) -> bytes:
    """The key of a message on its topic."""
    return (str(content.id) if isinstance(content, EnrichedArticle) else content.key).encode()


def headers(content: Content) -> list[Header]:
    """The header that tells what a message is."""
    return [("ce_type", TYPES[type(content)].encode())]


def record(
    content: Content | None = None,
    *,
    value: bytes | None = b"",
    offset: int = 0,
    **fields: Any,  # noqa: ANN401, any field
) -> Record:
    """A message as Kafka gives it; with `value` the bytes are these."""
    values: dict[str, Any] = {
        "topic": "articles.enriched",
        "partition": 0,
        "offset": offset,
        "key": key(content) if content else b"key",
        "value": content.to_json() if content else value,
        "headers": tuple(headers(content)) if content else (),
        "timestamp": START,
    }
    return Record(**values | fields)


def decoded(*contents: Content) -> list[Decoded]:
    """Messages after `decode`."""
    return [
        Decoded(record(content, offset=offset), content, content.to_json())
        for offset, content in enumerate(contents)
    ]


def prepared(*contents: Content) -> list[Prepared]:
    """Messages after `prepare`."""
    return [Prepared(message, rows_of_one(message)) for message in decoded(*contents)]


def rows_of(messages: Iterable[Decoded]) -> Folded:
    """The rows of a batch."""
    return folded(map(rows_of_one, messages))
