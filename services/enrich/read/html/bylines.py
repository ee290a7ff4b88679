"""Authors near the headline of an HTML page."""

from typing import Final

from lxml.html import HtmlElement

from services.enrich.read.authors import named
from services.enrich.read.furniture import Kind, label
from services.enrich.read.html.blocks import text_of_element

_MOST: Final = 100
"""Elements with a mark below the headline that are looked at."""
_LONGEST: Final = 120
_NAME_WORDS: Final = 5
_AUTHOR: Final = frozenset(
    {"author", "author-name", "author__name", "byline-name", "byline__name", "byline-author"}
)


def shown_authors(heading: HtmlElement) -> list[str]:
    """The names that elements below a headline are marked as, each once."""
    below = heading.xpath("following::*[@rel or @itemprop or @class]")[:_MOST]
    return list(
        dict.fromkeys(name for element in below if (text := _author(element)) for name in named(text))
    )


def _author(element: HtmlElement) -> str | None:
    """The names that an element is marked as; of marked elements in each other those of the inner one."""
    if not _is_author(element) or any(_is_author(inner) for inner in element.iterdescendants()):
        return None
    text = text_of_element(element)
    marked = label(text) if 0 < len(text) <= _LONGEST else None
    if marked:
        text = marked.rest if marked.kind is Kind.AUTHOR else ""
    return text if text and len(text.split()) <= _NAME_WORDS and text[0].isalpha() else None


def _is_author(element: HtmlElement) -> bool:
    marks = {element.get("rel"), element.get("itemprop"), *(element.get("class") or "").lower().split()}
    return not _AUTHOR.isdisjoint(marks)
