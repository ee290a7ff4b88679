"""What was found, as it stands in an article or on `articles.links`. Pure."""

from collections.abc import Mapping

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import LinkResolved
from services.enrich.relate.resolution import Answer, Link


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


def link_resolved(link: Link, answer: Answer) -> LinkResolved:
    """The answer to a link of an article that was published before."""
    return LinkResolved(
        article_id=link.article_id,
        version_at=link.version_at,
        position=link.position,
        **answer._asdict(),
    )
