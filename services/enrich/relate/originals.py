"""Of what an article is a copy, by its addresses and by its text together. Pure."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound
from services.enrich.relate.copies import Original, copy_by_text
from services.enrich.relate.shared_addresses import Shared, copy_by_address


class Found(NamedTuple):
    """What is known of the originals of an article; each may be the article itself."""

    by_address: Shared | None = None
    by_text: Original | None = None


def with_original(article: EnrichedArticle, found: Found) -> EnrichedArticle:
    """The article as a copy of the earlier one of both originals, unless that is itself.

    Of one and the same it is one by address, and the similarity says how alike the texts are.
    """
    by_address, by_text = found.by_address and found.by_address.original, found.by_text
    ranked = [(one.since, one.article_id, one is by_text) for one in (by_address, by_text) if one is not None]
    if not ranked:
        return article
    since, original, _ = min(ranked)
    if original == article.id:
        return article
    is_of_text = by_text is not None and by_text.article_id == original
    return article.model_copy(
        update={
            "copy_of": original,
            "copy_method": "address" if by_address and by_address.article_id == original else "text",
            "similarity": by_text.similarity if by_text and is_of_text else None,
            "original_at": since,
        }
    )


def said_of(article_id: UUID, version_at: datetime, found: Found) -> list[CopyFound]:
    """What is known, as it stands on the topic."""
    events = []
    if found.by_address:
        events.append(copy_by_address(article_id, version_at, found.by_address))
    if found.by_text:
        events.append(copy_by_text(article_id, version_at, found.by_text))
    return events


def left_unsaid(article: EnrichedArticle, found: Found) -> list[CopyFound]:
    """What is known beside what the article says itself: that stands when the other is taken back.

    Also that it is the original itself: the other way may say otherwise, and other workers have seen it since
    it was announced, and may have told it of one that was earlier than what they saw.
    """
    return [
        event
        for event in said_of(article.id, article.version_at, found)
        if not event.is_open and (event.method, event.copy_of) != (article.copy_method, article.copy_of)
    ]
