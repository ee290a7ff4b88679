"""Pictures of an article: address, caption, credit."""

import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from schemas.enriched_article import Image
from services.enrich.read.captions import caption
from services.enrich.read.html.blocks import text_of_element
from services.enrich.read.html.metadata import Metadata
from services.enrich.read.html.structured_data import text_of

_MOST: Final = 50
_LONGEST: Final = 1_000
_ELSEWHERE: Final = frozenset({"aside", "nav", "header", "footer", "form"})
_CREDIT: Final = re.compile(r"credit|copyright|source|photographer|byline|author", re.IGNORECASE)
_SOURCES: Final = ("src", "data-src", "data-original", "data-lazy-src")


def find_images(metadata: Metadata) -> list[Image]:
    """The figures of the page, else the picture that its head names."""
    figures = [image for figure in metadata.tree.iter("figure") if (image := _figure(figure, metadata))]
    if figures:
        return figures[:_MOST]
    described = metadata.article.get("image")
    first = described[0] if isinstance(described, list) and described else described
    address = first.get("url") if isinstance(first, dict) else first
    url = metadata.address(text_of(address)) or metadata.address(metadata.first("og:image", "twitter:image"))
    return [Image(url=url)] if url else []


def _figure(figure: HtmlElement, metadata: Metadata) -> Image | None:
    picture = figure.find(".//img")
    if picture is None or any(parent.tag in _ELSEWHERE for parent in figure.iterancestors()):
        return None
    url = next((url for source in _SOURCES if (url := metadata.address(picture.get(source)))), None)
    text, credit = _caption(figure.find(".//figcaption"))
    return Image(url=url, caption=text, credit=credit) if url or text else None


def _caption(element: HtmlElement | None) -> tuple[str | None, str | None]:
    """What a `figcaption` shows and whom it credits: by an element of its own, or by a photo word."""
    whole = text_of_element(element)[:_LONGEST] if element is not None else ""
    if element is None or not whole:
        return None, None
    if split := caption(whole):
        return split
    credits_ = list(_credits(element))
    if credits_ and whole.endswith(credits_[-1]):
        return whole.removesuffix(credits_[-1]).strip() or None, credits_[-1]
    return whole, None


def _credits(caption_element: HtmlElement) -> Iterator[str]:
    for part in caption_element.iter("span", "small", "cite", "em", "div", "p"):
        marked = part.tag in {"small", "cite"} or _CREDIT.search(part.get("class") or "")
        if marked and (text := text_of_element(part)):
            yield text
