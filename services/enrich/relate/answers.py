"""What was found, as it stands in an article or on `articles.links`. Pure."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound, LinkResolved
from services.enrich.relate.index import Sharer
from services.enrich.relate.resolution import Answer, Link

WORD_FOR_WORD: Final = 1.0
"""The similarity of a copy with the same text."""


def with_targets(article: EnrichedArticle, answers: Mapping[int, Answer]) -> EnrichedArticle:
    """The article with its links resolved as far as their targets are known; answers by position."""
    if not answers:
        return article
    links = [
        link.model_copy(update={"status": "resolved", **answers[link.position]._asdict()})
        if link.position in answers
        else link
        for link in article.related_links
    ]
    return article.model_copy(update={"related_links": links})


def with_original(article: EnrichedArticle, earliest: UUID | None) -> EnrichedArticle:
    """The article as a copy of the one that held its text first, unless that is itself."""
    if earliest is None or earliest == article.id:
        return article
    return article.model_copy(update={"copy_of": earliest, "similarity": WORD_FOR_WORD})


def link_resolved(link: Link, answer: Answer) -> LinkResolved:
    """The answer to a link of an article that was published before."""
    return LinkResolved(
        article_id=link.article_id,
        version_at=link.version_at,
        position=link.position,
        **answer._asdict(),
    )


def copies_found(original: UUID, sharers: Collection[Sharer]) -> list[CopyFound]:
    """One for each other article that holds the text of `original`, in the order of their ids."""
    return [
        CopyFound(
            article_id=one.article_id, version_at=one.version_at, copy_of=original, similarity=WORD_FOR_WORD
        )
        for one in sorted(sharers)
        if one.article_id != original
    ]
