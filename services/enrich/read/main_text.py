"""The text of an HTML page without what surrounds it, by trafilatura."""

from typing import Final

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from services.enrich.read.blocks import paragraphs_length

_SHORT: Final = 800
"""Code points below which the fast mode has often missed the article (335 pages with gold text)."""
_UNMARKED: Final = 0.1
"""Share of it in `p` elements below which a page marks no paragraphs, and the fast mode takes too much."""


def main_text(tree: HtmlElement) -> list[str]:
    """The lines of the article, one a paragraph, heading or item; empty where there is none.

    Fast mode, and trafilatura's slower comparison with other extractors for the eighth of the pages
    where that pays: better than either alone (`python -m tests.quality.report`).
    """
    lines = _extract(tree, fast=True)
    length = sum(map(len, lines))
    if length < _SHORT or paragraphs_length(tree) < length * _UNMARKED:
        return _extract(tree, fast=False) or lines
    return lines


def _extract(tree: HtmlElement, *, fast: bool) -> list[str]:
    document = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    text = document.text if isinstance(document, Document) else None
    return [line for raw in (text or "").split("\n") if (line := " ".join(raw.split()))]
