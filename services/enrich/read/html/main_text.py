"""The text of an HTML page without what surrounds it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from schemas.identity import fold
from services.enrich.read.furniture import Kind, label
from services.enrich.read.html.container import Container, find_container
from services.enrich.read.html.layout import Box, Layout, Segment
from services.enrich.read.html.prose import is_notice

_LEAD: Final = 60
"""Letters of prose between headline and article from which on they are its lead."""
_DECK: Final = 40
"""Code points of a heading there from which on it is one too."""
_HEADINGS: Final = frozenset({"h2", "h3", "h4"})
_REPEATED: Final = 20
"""Code points of a line that is shown twice but read once; shorter ones may be meant."""
_ITEMS: Final = 3
"""Boxes of one kind, each with a title in a link and a lead, that make a list of other articles."""
_LONGEST_ITEM: Final = 600
_MOST_OFFERED: Final = 0.8
"""Share of prose that lists of other articles may hold; a list with more is the article."""
_SHORTEST_TITLE: Final = 15
_LINKED: Final = 0.8
"""Share of a line that is its link, if it is a title."""


def main_text(page: Layout, title: str, offers: Collection[Box] = ()) -> list[str]:
    """The lines of the article, one a paragraph, heading or item; empty where there is none.

    `title` is what the head of the page calls it, `offers` are boxes that offer other articles. What is
    read is the box of the article, and its lead between the headline and that box. Other lists of
    articles, boxes that say that they are no part of it, legal notices, buttons and lines of links are
    left out, and it ends where the comments begin.
    """
    container = find_container(page, title, offers)
    if container is None:
        return []
    inside = _inside(page, container)
    whole = sum(container.prose[place] for place in inside)
    teasers = _teasers(page, container, inside)
    if sum(container.prose[place] for place in teasers) <= whole * _MOST_OFFERED:
        inside -= teasers
    lines: dict[str, str] = {}
    read = 0
    for place in sorted(inside):
        text = page.segments[place].text
        if place == container.headline or (
            not container.prose[place] and _is_furniture(page.segments[place])
        ):
            continue
        if marked := label(text):
            if marked.kind is Kind.COMMENTS and read * 2 >= whole:
                break
            continue
        read += container.prose[place]
        lines.setdefault(fold(text) if len(text) > _REPEATED else f"{place}", text)
    return list(lines.values())


def _inside(page: Layout, container: Container) -> set[int]:
    """The segments of the article's box, and those of its lead."""
    inside = set(container.box.span)
    headline = container.headline
    if headline is not None:
        inside.update(
            place
            for place in range(headline + 1, container.box.start)
            if container.prose[place] >= _LEAD or _is_deck(page.segments[place])
        )
        inside.difference_update(
            place for place in range(container.box.start, headline) if container.prose[place] < _LEAD
        )
    return inside.difference(container.beside)


def _is_deck(segment: Segment) -> bool:
    """Whether a heading below the headline says more of the story."""
    return segment.box.element.tag in _HEADINGS and not segment.linked and len(segment.text) >= _DECK


def _is_furniture(segment: Segment) -> bool:
    text = segment.text
    return segment.is_linked or "://" in text.split(" ", 1)[0] or is_notice(text)


def _teasers(page: Layout, container: Container, inside: Collection[int]) -> set[int]:
    """The segments of lists of other articles: boxes of a kind in a row, each a linked title and a lead."""
    alike: dict[tuple[Box | None, object, str | None], list[Box]] = defaultdict(list)
    for box in page.boxes:
        if not container.box.start <= box.start < box.end <= container.box.end or box.element.tag == "p":
            continue
        held = [place for place in box.span if place in inside]
        titled = any(_is_title(page.segments[place]) for place in held)
        if titled and 0 < sum(container.prose[place] for place in held) <= _LONGEST_ITEM:
            alike[box.parent, box.element.tag, box.element.get("class")].append(box)
    return {place for boxes in alike.values() if len(boxes) >= _ITEMS for box in boxes for place in box.span}


def _is_title(segment: Segment) -> bool:
    return segment.linked >= max(_SHORTEST_TITLE, len(segment.text) * _LINKED)
