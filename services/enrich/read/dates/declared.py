"""Dates of publication that a page gives to machines: JSON-LD, `meta`, microdata, RDFa, Dublin Core."""

from collections.abc import Iterator
from typing import Final

from services.enrich.read.html.metadata import Metadata
from services.enrich.read.html.structured_data import Node, is_article, text_of, texts_of
from services.enrich.read.page import DateClue

_META: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "og:pubdate", "pubdate", "pub_date", "publishdate", "publish-date",
    "publish_date", "article.published", "article:published", "article:publish_date", "published_at",
    "published_time", "published_date", "date_published", "publication_date", "publication-date",
    "originalpublicationdate", "article_date_original", "cxenseparse:recs:publishtime",
    "citation_publication_date", "dc.date.issued", "dcterms.issued", "dc.issued", "dc.date.created",
    "dcterms.created", "dc.created", "article:created", "rnews:datepublished", "datecreated", "dc.date",
    "dcterms.date", "dc:date", "date",
)  # fmt: skip
"""Names in the order of how surely they mean the publication."""
_MARKS: Final = ("datepublished", "dc:issued", "dcterms:issued", "dc:created", "dc:date", "datecreated")
_MOST: Final = 8


def head_dates(metadata: Metadata) -> list[DateClue]:
    """What may be the date of publication, best first, each once."""
    described = (DateClue(text, "json-ld") for text in _described(metadata))
    given = (value for name in _META for value in metadata.meta.get(name, ()))
    marked = metadata.marked(*_MARKS)
    times = (time.get("datetime") for time in metadata.tree.iter("time") if time.get("pubdate") is not None)
    clues = (
        *described,
        *(DateClue(text, "meta") for text in (*given, *marked, *times) if text),
        *(DateClue(text, "json-ld") for text in _films(metadata)),
    )
    return list(dict.fromkeys(clues))[:_MOST]


def _described(metadata: Metadata) -> Iterator[str]:
    """The dates of the article, and of the page that holds it."""
    yield from _dates(metadata.article)
    for node in metadata.things:
        if not is_article(node) and any(kind.endswith("Page") for kind in texts_of(node.get("@type"))):
            yield from _dates(node)


def _films(metadata: Metadata) -> list[str]:
    """The date of the film on a page that describes no article."""
    uploaded = (text_of(node.get("uploadDate")) for node in metadata.things)
    return [] if metadata.article else [text for text in uploaded if text][:1]


def _dates(node: Node) -> Iterator[str]:
    for name in ("datePublished", "dateCreated"):
        value = node.get(name)
        if text := str(value) if type(value) is int else text_of(value):
            yield text
