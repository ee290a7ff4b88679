"""Parts of a page that are not its article: consent banners, and blocks that offer other articles."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from services.enrich.read.furniture import Kind, label

_CONSENT: Final = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|cmp|ccpa|onetrust|didomi)(?:[\s_-]|$)", re.IGNORECASE
)
_RELATED: Final = re.compile(
    r"(?:^|[\s_-])(?:related|relacionad[oa]s|recommend(?:ed|ations?)|read-?(?:also|next|more)|see-?also|also-?(?:read|like)"
    r"|more-?(?:news|stories|articles|on|from|like)|similar|suggest(?:ed|ions?)|recirc\w*)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_BLOCKS: Final = ("div", "section", "aside", "nav", "ul", "ol", "dl", "dialog", "footer", "p", "table", "td")
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6", "p", "div", "span", "strong", "b", "header", "dt")
_LONGEST_HEADING: Final = 60
_STEPS: Final = 4
"""Levels from a heading up to the block that it heads."""
_MOST_TEXT: Final = 0.5
"""Share of a page's paragraphs that a block of links may hold; one with more holds the article."""
_BANNER: Final = 600
"""Code points of a consent banner, on a page that may have nothing else."""
_LINKED: Final = 0.2
"""Share of the text of a block that is in its links: a title and a lead three times as long still have it."""


def consent_banners(tree: HtmlElement) -> list[HtmlElement]:
    """Elements that ask to accept cookies, by their class or id."""
    whole = paragraphs_length(tree)
    return [
        element
        for element in _marked(tree, _CONSENT)
        if element.find(".//h1") is None and paragraphs_length(element) <= max(_BANNER, whole * _MOST_TEXT)
    ]


def related_blocks(tree: HtmlElement) -> list[HtmlElement]:
    """Elements that hold links to other articles and their heading, in order, none inside another."""
    whole = paragraphs_length(tree)
    chosen = {
        element
        for element in (*_marked(tree, _RELATED), *_headed(tree))
        if element.find(".//h1") is None
        and paragraphs_length(element) <= whole * _MOST_TEXT
        and _linked_share(element) >= _LINKED
    }
    return [
        element
        for element in tree.iter(*_BLOCKS)
        if element in chosen and chosen.isdisjoint(element.iterancestors())
    ]


def text_of_element(element: HtmlElement) -> str:
    """The text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _marked(tree: HtmlElement, pattern: re.Pattern[str]) -> Iterator[HtmlElement]:
    for element in tree.iter(*_BLOCKS):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(marks) > 1 and pattern.search(marks):
            yield element


def _headed(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The nearest block with links around each heading that says `Read also`."""
    for heading in tree.iter(*_HEADINGS):
        if len(heading) > 1 or len(heading.text or "") > _LONGEST_HEADING:
            continue
        text = text_of_element(heading)
        marked = label(text) if 0 < len(text) <= _LONGEST_HEADING else None
        if marked is None or marked.kind is not Kind.RELATED or marked.rest:
            continue
        block = next(
            (
                element
                for element in islice((heading, *heading.iterancestors()), _STEPS)
                if element.find(".//a[@href]") is not None
            ),
            None,
        )
        if block is not None and block.tag in _BLOCKS:
            yield block


def paragraphs_length(element: HtmlElement) -> int:
    """Code points in the `p` elements of an element."""
    return sum(len(text) for paragraph in element.iter("p") for text in paragraph.itertext())


def _linked_share(element: HtmlElement) -> float:
    """Which share of the text of an element is in links; 0 without any."""
    linked = sum(len(text.strip()) for anchor in element.iter("a") for text in anchor.itertext())
    return linked and linked / sum(len(text.strip()) for text in element.itertext())
