"""What was found, as it stands in an article or on `articles.links`. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from schemas.enriched_article import EnrichedArticle, RelatedLink
from schemas.identity import is_outside, own_address
from schemas.link_resolved import LinkResolved
from services.enrich.relate.resolution import Answer, Link

_LINKS: Final = TypeAdapter(list[RelatedLink])
"""All links of an article are made at once, in a quarter of the time of a copy of each."""
_UNANSWERED: Final[dict[str, Any]] = {"target_id": None, "method": None, "score": None}


def with_targets(article: EnrichedArticle, answers: Mapping[int, Answer]) -> EnrichedArticle:
    """The article with its links resolved as far as their targets are known; answers by position."""
    if not any(answer.target_id for answer in answers.values()):
        return article
    links = [_with_target(link, answers.get(link.position)) for link in article.related_links]
    return article.model_copy(update={"related_links": _LINKS.validate_python(links)})


def _with_target(link: RelatedLink, answer: Answer | None) -> RelatedLink | dict[str, Any]:
    if answer is None or answer.target_id is None:
        return link
    found = {"target_id": answer.target_id, "method": answer.method, "score": answer.score}
    return vars(link) | {"status": "resolved", **found}


def without_targets(article: EnrichedArticle) -> EnrichedArticle:
    """The article as it was read, before its links were looked up."""
    own = own_address(article.url, article.canonical_url) or article.url
    links = [
        link.model_copy(
            update=_UNANSWERED | {"status": "external" if is_outside(link.url, own) else "pending"}
        )
        if link.status == "resolved"
        else link
        for link in article.related_links
    ]
    return article.model_copy(update={"related_links": links})


def link_resolved(link: Link, answer: Answer) -> LinkResolved:
    """The answer to a link of an article that was published before."""
    return LinkResolved(
        article_id=link.article_id,
        version_at=link.version_at,
        position=link.position,
        target_id=answer.target_id or link.article_id,
        method=answer.method,
        score=answer.score,
        enricher_version=link.enricher_version,
        revision=link.revision,
    )
