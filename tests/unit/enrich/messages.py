"""Messages and articles for the unit tests of the worker."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from schemas.cloudevents import Header
from schemas.enriched_article import EnrichedArticle, Enricher
from schemas.identity import NAMESPACE
from schemas.raw_article import RawArticle
from services.enrich.message import Message

APPENDED = datetime(2026, 5, 6, 12, 30, tzinfo=UTC)
FETCHED = APPENDED - timedelta(minutes=5)
OWN_ID = UUID("0d9c2f0e-6e9f-4b6c-9a57-1a2b3c4d5e6f")


def raw(**fields: object) -> bytes:
    """A page as JSON; None leaves a field out."""
    page = {
        "content": "The bridge is open\n\nThe mayor opened the bridge.",
        "content_type": "text/plain",
        "fetched_at": FETCHED,
        "submission_id": OWN_ID,
        "url": "https://news.example/bridge",
    } | fields
    return RawArticle.model_construct(**page).to_json()  # type: ignore[arg-type]  # wrong ones are wanted too


def message(
    value: bytes | None,
    *headers: Header,
    offset: int = 41,
    partition: int = 3,
    key: bytes | None = b"any key",
) -> Message:
    """A message as the transport hands it over."""
    return Message(
        topic="articles.raw",
        partition=partition,
        offset=offset,
        appended_at=APPENDED,
        key=key,
        value=value,
        headers=headers,
    )


def article(page: RawArticle, submission_id: UUID) -> EnrichedArticle:
    """What a reader could make of a page: its first line and the rest."""
    headline, _, body = (page.content or "").partition("\n\n")
    return EnrichedArticle(
        id=uuid5(NAMESPACE, headline),
        submission_id=submission_id,
        source=page.source or "news.example",
        url=page.url,
        version_at=page.fetched_at,
        content_hash="hash of the text",
        headline=headline,
        article_body=body,
        enricher=Enricher(version="1"),
    )
