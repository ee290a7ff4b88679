"""Answers to links and copies, from what a look found. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from schemas.enriched_article import EnrichedArticle, LinkMethod
from schemas.link_resolved import CopyFound, LinkResolved
from services.enrich.relate.index import LinkRow, Sharer
from services.enrich.relate.keys import WaitingKey

RANK: Final[Mapping[LinkMethod, int]] = {"similar-title": 1, "title": 2, "url": 3}
"""The surer method wins."""
EXACT: Final = 1.0
"""The score of a match by address or by the whole folded title, and of a copy word for word."""


def with_targets(
    article: EnrichedArticle, waiting: Sequence[WaitingKey], holders: Mapping[UUID, Sequence[UUID]]
) -> EnrichedArticle:
    """The article with its links resolved as far as their targets are known."""
    found: dict[int, tuple[LinkMethod, UUID]] = {}
    for position, key, method in waiting:
        target = _target(article.id, holders.get(key, ()))
        if target and (position not in found or RANK[method] > RANK[found[position][0]]):
            found[position] = (method, target)
    if not found:
        return article
    links = [
        link.model_copy(
            update={
                "status": "resolved",
                "method": found[link.position][0],
                "target_id": found[link.position][1],
                "score": EXACT,
            }
        )
        if link.position in found
        else link
        for link in article.related_links
    ]
    return article.model_copy(update={"related_links": links})


def with_original(article: EnrichedArticle, earliest: UUID | None) -> EnrichedArticle:
    """The article as a copy of the one that held its text first, unless that is itself."""
    if earliest is None or earliest == article.id:
        return article
    return article.model_copy(update={"copy_of": earliest, "similarity": EXACT})


def links_resolved(
    rows: Collection[LinkRow],
    holders: Mapping[UUID, Sequence[UUID]],
    served: Collection[tuple[UUID, UUID]],
    answered: Collection[UUID],
) -> list[LinkResolved]:
    """One answer for each waiting link, the surest; in the order of article and position.

    `served` are the (key, article) pairs of this batch: other articles give their own answers.
    Links of the versions `answered` carry theirs themselves.
    """
    best: dict[tuple[UUID, UUID, int], LinkResolved] = {}
    for row in rows:
        target = _target(row.article_id, holders.get(row.key, ()))
        if target is None or (row.key, target) not in served or row.version in answered:
            continue
        link = (row.article_id, row.version, row.position)
        if link not in best or RANK[row.method] > RANK[best[link].method]:
            best[link] = LinkResolved(
                article_id=row.article_id,
                version_at=row.version_at,
                position=row.position,
                target_id=target,
                method=row.method,
                score=EXACT,
            )
    return [best[link] for link in sorted(best)]


def copies_found(original: UUID, sharers: Collection[Sharer]) -> list[CopyFound]:
    """One for each other article that holds the text of `original`, in the order of their ids."""
    return [
        CopyFound(article_id=one.article_id, version_at=one.version_at, copy_of=original, similarity=EXACT)
        for one in sorted(sharers)
        if one.article_id != original
    ]


def _target(asking: UUID, holders: Sequence[UUID]) -> UUID | None:
    return next((holder for holder in holders if holder != asking), None)
