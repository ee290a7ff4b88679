"""Dates and authors near the headline of an HTML page, and the clock in the head of its site."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from services.enrich.read.blocks import text_of_element
from services.enrich.read.furniture import Kind, date_line, label
from services.enrich.read.page import DateClue

_TAGS: Final = (
    "a", "address", "article", "b", "div", "em", "h1", "i", "li", "main", "p", "small", "span", "strong",
    "td", "time",
)  # fmt: skip
_LONGEST: Final = 120
_TEXT: Final = 140
"""Code points of a paragraph with which the text begins and the lines below a headline end."""
_ABOVE: Final = 200
_BELOW: Final = 60
"""Elements looked at on either side of the headline."""
_WORDS: Final = 6
"""Words beside a date: a label, a place, a name."""
_NAME_WORDS: Final = 5
_DATED: Final = re.compile(
    r"(?:^|[\s_-])(?:date\w*|time\w*|publi\w*|posted|created)(?:[\s_-]|$)", re.IGNORECASE
)
_MOST_MARKED: Final = 3
_AUTHOR: Final = frozenset(
    {"author", "author-name", "author__name", "byline-name", "byline__name", "byline-author"}
)


class Byline(NamedTuple):
    """What stands around a headline: possible dates of publication, best first; the page's clock; authors."""

    published: Sequence[DateClue] = ()
    clock: DateClue | None = None
    authors: Sequence[str] = ()


def read_byline(heading: HtmlElement) -> Byline:
    """What stands around a headline, an element of a whole page."""
    elements = list(heading.getroottree().getroot().iter(*_TAGS))
    at = elements.index(heading)
    article = next(heading.iterancestors("article", "main"), None)
    published, clock = [], None
    for element in elements[max(0, at - _ABOVE) : at]:
        clue = _clue(element)
        if clue is None:
            continue
        if article is not None and article in element.iterancestors():
            published.append(clue)
        elif date_line(clue.raw) == []:
            clock = clock or clue
    below = _before_text(elements[at + 1 : at + _BELOW])
    published += [clue for element in below if (clue := _clue(element))]
    names = [name for element in below if (name := _author(element))]
    return Byline(published, clock, list(dict.fromkeys(names)))


def marked_dates(tree: HtmlElement) -> list[DateClue]:
    """The first dates that a `time` element, a class or an id marks, outside of the frame of the site."""
    marked = (
        element
        for element in tree.iter("div", "em", "i", "li", "p", "small", "span", "td", "time")
        if (element.tag == "time" or _DATED.search(f"{element.get('class') or ''} {element.get('id') or ''}"))
        and next(element.iterancestors("header", "nav", "footer", "aside"), None) is None
    )
    return list(islice((clue for element in marked if (clue := _clue(element))), _MOST_MARKED))


def _before_text(elements: Sequence[HtmlElement]) -> Sequence[HtmlElement]:
    for at, element in enumerate(elements):
        if element.tag == "p" and len(text_of_element(element)) >= _TEXT:
            return elements[:at]
    return elements


def _clue(element: HtmlElement) -> DateClue | None:
    """The date that an element holds beside a few words; none of the last change."""
    if element.tag == "time" and (machine := element.get("datetime")):
        return DateClue(machine, "meta")
    text = _short_text(element)
    words = date_line(text) if text else None
    if text is None or words is None or len(words) > _WORDS:
        return None
    labels = (label(word) for word in (text.partition(":")[0], *words))
    return None if any(one and one.kind is Kind.UPDATED for one in labels) else DateClue(text, "text")


def _author(element: HtmlElement) -> str | None:
    """The name that an element is marked as; of marked elements in each other the inner one."""
    if not _is_author(element) or any(_is_author(inner) for inner in element.iterdescendants()):
        return None
    text = _short_text(element)
    marked = label(text) if text else None
    if marked:
        text = marked.rest if marked.kind is Kind.AUTHOR else None
    return text if text and len(text.split()) <= _NAME_WORDS and text[0].isalpha() else None


def _is_author(element: HtmlElement) -> bool:
    marks = {element.get("rel"), element.get("itemprop"), *(element.get("class") or "").lower().split()}
    return not _AUTHOR.isdisjoint(marks)


def _short_text(element: HtmlElement) -> str | None:
    if len(element) > 2 or len(element.text or "") > _LONGEST:  # noqa: PLR2004 - a label and a value
        return None
    text = text_of_element(element)
    return text if 0 < len(text) <= _LONGEST else None
