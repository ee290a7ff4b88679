"""What stands around the articles of real HTML pages, told by class and tag alone: lines for printed pages.

Nothing here knows a word of any language, so that pages printed from these lines are no mirror of the
word lists that read them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import html
from lxml.html import HtmlElement

_CLASSES: Final = {
    "share": re.compile(r"(?:^|[\s_-])(?:share|sharing|social|addthis)", re.IGNORECASE),
    "comments": re.compile(r"(?:^|[\s_-])comments?(?:[\s_-]|$)", re.IGNORECASE),
    "heading": re.compile(
        r"(?:^|[\s_-])(?:related|recommend|similar|more-?(?:news|articles)|most-?read|popular)", re.IGNORECASE
    ),
    "breadcrumb": re.compile(r"breadcrumb", re.IGNORECASE),
    "consent": re.compile(r"(?:^|[\s_-])(?:cookie|consent|gdpr)", re.IGNORECASE),
    "footer": re.compile(r"(?:^|[\s_-])(?:site-?)?footer", re.IGNORECASE),
    "byline": re.compile(r"(?:^|[\s_-])(?:byline|author)(?:[\s_-]|$)", re.IGNORECASE),
}
_MOST: Final = {
    "share": 6,
    "comments": 1,
    "heading": 1,
    "breadcrumb": 5,
    "consent": 2,
    "footer": 8,
    "byline": 2,
}
"""Lines of one block."""
_LONGEST: Final = {
    "share": 40,
    "comments": 40,
    "heading": 40,
    "breadcrumb": 60,
    "consent": 300,
    "footer": 100,
    "byline": 60,
}
_TITLE: Final = range(25, 160)
_UNSPACED_TITLE: Final = range(10, 60)
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_CONTROLS: Final = frozenset({"a", "button", "h2", "h3", "h4", "h5", "legend", "label"})


@dataclass(frozen=True)
class Frame:
    """Lines of one page, by what they are; empty where the page marks none."""

    share: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    """Titles that the page links to."""


def parse(text: str) -> HtmlElement:
    """The tree of a page without what no reader sees."""
    tree = html.document_fromstring(
        text.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    )
    for element in list(tree.iter("script", "style", "noscript", "template")):
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def harvest(tree: HtmlElement) -> Frame:
    """The lines around the article of a page."""
    blocks = {kind: next(_blocks(tree, kind), ()) for kind in _CLASSES}
    captions = dict.fromkeys(
        text
        for caption in tree.iter("figcaption")
        if (text := _text(caption)) and next(caption.iterancestors("a"), None) is None
    )
    return Frame(captions=tuple(captions), offers=tuple(dict.fromkeys(_offers(tree))), **blocks)


def _blocks(tree: HtmlElement, kind: str) -> Iterator[tuple[str, ...]]:
    """Each element of a kind whose lines are all short, as its first lines."""
    for element in tree.iter():
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _CLASSES[kind].search(marks) and element.tag != kind:
            continue
        if kind == "comments" and element.tag not in _CONTROLS:
            continue
        lines = [line for raw in element.itertext() if (line := " ".join(raw.split()))]
        lines = lines[: _MOST[kind]]
        if lines and all(len(line) <= _LONGEST[kind] for line in lines) and any(map(_LETTERS.search, lines)):
            yield tuple(lines)


def _offers(tree: HtmlElement) -> Iterator[str]:
    for anchor in tree.iter("a"):
        text = _text(anchor)
        lengths = _UNSPACED_TITLE if _UNSPACED.search(text) else _TITLE
        if len(text) in lengths and next(anchor.iterancestors("p", "header", "nav", "footer"), None) is None:
            yield text


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
