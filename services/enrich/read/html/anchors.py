"""Links of a page to other articles: items of its related blocks, and links in its paragraphs."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from lxml.html import HtmlElement

from schemas.letters import UNSPACED
from services.enrich.read.furniture import Kind, label, label_before
from services.enrich.read.html.blocks import text_of_element
from services.enrich.read.html.layout import Layout
from services.enrich.read.html.metadata import Metadata
from services.enrich.read.page import Link

_MOST: Final = 200
"""Links of one page; longer lists are archives."""
_TITLE_WORDS: Final = 3
_LONGEST_TITLE: Final = 300
_UNSPACED: Final = re.compile(rf"[{UNSPACED}]{{6}}")
_NO_PATH: Final = re.compile(r"[a-z][a-z0-9+.-]*:|#|$", re.IGNORECASE)
"""Another scheme, a place on the page itself, or nothing."""
_ITEMS: Final = frozenset({"li", "article", "div", "section", "td", "p"})
_PARAGRAPHS: Final = frozenset({"p", "li", "blockquote"})
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")


Placed = tuple[HtmlElement, Link]
"""A link, and the anchor that holds it."""


def in_order(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Each anchor's place on the page."""
    return {anchor: at for at, anchor in enumerate(tree.iter("a"))}


def merged(
    links: Iterable[Placed], order: Mapping[HtmlElement, int], here: Collection[str | None]
) -> list[Link]:
    """Links in the order of the page, one for each address, rather the teaser; none to itself.

    Without an address there is one for each title.
    """
    found: dict[tuple[str | None, str | None], tuple[int, Link]] = {}
    for anchor, link in links:
        key = (link.url, None if link.url else link.title)
        known = found.get(key)
        own = link.url is not None and link.url in here
        if not own and (known is None or (known[1].kind == "body" and link.kind == "teaser")):
            found[key] = (order[anchor], link)
    return [link for _, link in sorted(found.values(), key=lambda placed: placed[0])][:_MOST]


def teasers(metadata: Metadata, blocks: Iterable[HtmlElement]) -> Iterator[Placed]:
    """The articles that related blocks offer.

    On a page whose address is not known, a link within its site has a title and no address.
    """
    for block in blocks:
        targets = {anchor: target for anchor in block.iter("a") if (target := _target(metadata, anchor))}
        by_target: dict[str, list[HtmlElement]] = {}
        for anchor, target in targets.items():
            by_target.setdefault(target, []).append(anchor)
        for target, anchors in by_target.items():
            title = next((title for anchor in anchors if (title := _title(anchor))), None)
            if title:
                lead = _lead(anchors[0], block, targets, title)
                yield anchors[0], Link("teaser", title, metadata.address(target), lead)


def body_links(metadata: Metadata, page: Layout, paragraphs: Collection[str]) -> Iterator[Placed]:
    """Links in paragraphs of the article. `Read also: <link>` in a paragraph of its own is a teaser."""
    for segment in page.segments:
        element = segment.box.element
        if not segment.linked or element.tag not in _PARAGRAPHS:
            continue
        marked = label_before(segment.text)
        inline = marked is not None and marked.kind is Kind.RELATED
        if not inline and segment.text not in paragraphs:
            continue
        for anchor in element.iter("a"):
            url, shown = metadata.address(anchor.get("href")), text_of_element(anchor)
            if shown and (url or (inline and _target(metadata, anchor))):
                yield anchor, Link("teaser" if inline else "body", shown, url)


def _target(metadata: Metadata, anchor: HtmlElement) -> str | None:
    """What an anchor leads to: an address, or a path as it stands where nothing tells its site."""
    href = (anchor.get("href") or "").strip()
    url = metadata.address(href)
    return url if url or metadata.base or _NO_PATH.match(href) else href


def _title(anchor: HtmlElement) -> str | None:
    """The title that an anchor shows; None for a button, a name of a section, or a whole text."""
    heading = next(anchor.iter(*_HEADINGS), anchor)
    text = text_of_element(heading)
    worded = len(text.split()) >= _TITLE_WORDS or _UNSPACED.search(text) is not None
    return text if worded and len(text) <= _LONGEST_TITLE and label(text) is None else None


def _lead(
    anchor: HtmlElement, block: HtmlElement, targets: Mapping[HtmlElement, str], title: str
) -> str | None:
    """The first paragraph of the item around an anchor, if the item is of this one article."""
    target = targets[anchor]
    for item in anchor.iterancestors():
        if item.tag in _ITEMS:
            if any(targets.get(other, target) != target for other in item.iter("a")):
                return None
            texts = (text_of_element(paragraph) for paragraph in item.iter("p"))
            lead = next((text for text in texts if text and text != title and label(text) is None), None)
            if lead:
                return lead
        if item is block:
            return None
    return None
