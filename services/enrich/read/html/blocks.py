"""Blocks of a page that offer other articles."""

import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Final

from lxml.html import HtmlElement

from services.enrich.read.furniture import Kind, label
from services.enrich.read.html.layout import Box, Layout

_RELATED: Final = re.compile(
    r"(?:^|[\s_-])(?:related|relacionad[oa]s|recommend(?:ed|ations?)|read-?(?:also|next|more)|see-?also|also-?(?:read|like)"
    r"|more-?(?:news|stories|articles|on|from|like)|similar|suggest(?:ed|ions?)|recirc\w*)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_BLOCKS: Final = frozenset(
    {"div", "section", "aside", "nav", "ul", "ol", "dl", "dialog", "footer", "p", "table", "td"}
)
_LONGEST_HEADING: Final = 60
_NEAR: Final = 4
"""Segments behind a heading among which the first link is: a picture's text and a date may come before it."""
_MOST_TEXT: Final = 0.5
"""Share of a page's prose that a block of links may hold; one with more holds the article."""
_LINKED: Final = 0.2
"""Share of the text of a block that is in its links: a title and a lead three times as long still have it."""


def related_blocks(page: Layout) -> list[Box]:
    """Boxes that hold links to other articles and their heading, in order, none inside another."""
    whole = sum(segment.prose for segment in page.segments)
    chosen = {box for box in (*_marked(page), *_headed(page)) if _offers(box, page, whole)}
    return [box for box in page.boxes if box in chosen and chosen.isdisjoint(islice(box.up(), 1, None))]


def text_of_element(element: HtmlElement) -> str:
    """The text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


def short_text(element: HtmlElement, longest: int) -> str | None:
    """The same where it is no longer than so many code points, else None, soon."""
    text = ""
    for part in element.itertext():
        text += part
        if len(text) > longest * 2:
            return None
    text = " ".join(text.split())
    return text if len(text) <= longest else None


def _marked(page: Layout) -> Iterator[Box]:
    for box in page.boxes:
        if box.element.tag in _BLOCKS:
            names = f"{box.element.get('class') or ''} {box.element.get('id') or ''}"
            if len(names) > 1 and _RELATED.search(names):
                yield box


def _headed(page: Layout) -> Iterator[Box]:
    """The block that each line heads that says `Read also`: the one it begins, else the one behind it."""
    outermost: dict[int, Box] = {}
    for box in page.boxes:
        outermost.setdefault(box.start, box)
    for place, segment in enumerate(page.segments):
        behind = page.segments[place + 1 : place + 1 + _NEAR]
        if segment.linked or len(segment.text) > _LONGEST_HEADING or not any(near.linked for near in behind):
            continue
        marked = label(segment.text)
        if marked is None or marked.kind is not Kind.RELATED or marked.rest:
            continue
        begun = takewhile(lambda box: box.start == place, segment.box.up())  # noqa: B023 - used up at once
        headed = next((box for box in begun if any(held.linked for held in page.of(box))), None)
        block = headed or outermost.get(place + 1)
        if block is not None and block.element.tag in _BLOCKS:
            yield block


def _offers(box: Box, page: Layout, whole: int) -> bool:
    held = page.of(box)
    linked, length = sum(segment.linked for segment in held), sum(len(segment.text) for segment in held)
    return (
        linked >= length * _LINKED
        and sum(segment.prose for segment in held) <= whole * _MOST_TEXT
        and box.element.find(".//h1") is None
    )
