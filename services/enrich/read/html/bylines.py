"""Authors near the headline of an HTML page."""

from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from services.enrich.read.authors import by_words, named, signed
from services.enrich.read.furniture import Kind, label
from services.enrich.read.html.blocks import short_text, text_of_element

_MOST: Final = 100
"""Elements with a mark below the headline that are looked at."""
_NEAR: Final = 40
"""The same of elements without one."""
_LONGEST: Final = 120
_NAME_WORDS: Final = 5
_AUTHOR: Final = frozenset(
    {"author", "author-name", "author__name", "byline-name", "byline__name", "byline-author"}
)


def shown_authors(heading: HtmlElement) -> list[str]:
    """The names that elements below a headline are marked as, each once; else those behind `by`."""
    below = heading.xpath("following::*[@rel or @itemprop or @class]")[:_MOST]
    marked = dict.fromkeys(name for element in below if (text := _author(element)) for name in named(text))
    return list(marked) or _written(heading)


def _written(heading: HtmlElement) -> list[str]:
    """The names in the first short line below a headline that begins with `by`."""
    below = islice(heading.xpath("following::*"), _NEAR)
    lines = (line for element in below if (line := short_text(element, _LONGEST)) and by_words().match(line))
    return next(filter(None, (signed(line, near=False) for line in lines)), [])


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
