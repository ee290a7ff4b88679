"""Articles and submissions for tests of relate."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from schemas.enriched_article import EnrichedArticle, Enricher, RelatedLink
from schemas.identity import NAMESPACE, article_id, content_hash, own_address
from services.enrich.submission import Submission, Withdrawal
from services.runtime.errors import PermanentError

SOURCE = "zornitsa.example"
LONG_TEXT = " ".join(f"word{number}" for number in range(60))


def at(second: float) -> datetime:
    """A time."""
    return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=second)


def page(name: str) -> str:
    """An address at the publisher."""
    return f"https://{SOURCE}/news/{name}"


def article(name: str, second: int = 0, **fields: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    """The article `name` as read at a second: address, headline and body of its own, unless given."""
    values: dict[str, Any] = {
        "source": SOURCE,
        "url": page(name),
        "headline": f"What happened to {name} today",
        "article_body": f"Something happened to {name}.",
        "submission_id": submission_id(f"{name} {second}"),
        "version_at": at(second),
        "enricher": Enricher(version="1.0"),
    } | fields
    values.setdefault("content_hash", content_hash(values["headline"] or "", values["article_body"]))
    values["id"] = article_id(
        own=own_address(values["url"], values.get("canonical_url")),
        source=values["source"],
        headline=values["headline"],
        body=values["article_body"],
    )
    return EnrichedArticle(**values)


def submission_id(name: str) -> UUID:
    """The id of a submission, made of a name."""
    return uuid5(NAMESPACE, f"test submission {name}")


def teaser(position: int, title: str | None = None, url: str | None = None) -> RelatedLink:
    """An item of a "related" list."""
    return RelatedLink(position=position, kind="teaser", title=title, url=url)


def submit(
    *contents: EnrichedArticle | Withdrawal | PermanentError, offset: int = 0, traceparent: str | None = None
) -> list[Submission]:
    """A batch of one partition, from an offset on."""
    return [
        Submission(
            partition=0,
            offset=place,
            submission_id=content.submission_id
            if isinstance(content, EnrichedArticle)
            else submission_id(f"offset {place}"),
            content=content,
            traceparent=traceparent,
        )
        for place, content in enumerate(contents, offset)
    ]
