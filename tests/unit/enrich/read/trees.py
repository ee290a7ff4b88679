"""Parsed pages for tests."""

from lxml import html
from lxml.html import HtmlElement

from services.enrich.read.html.metadata import Metadata

BASE = "https://tern-island.example/news/ferry"


def tree(body: str, head: str = "", lang: str = "") -> HtmlElement:
    """A parsed page."""
    return html.document_fromstring(f"<html lang='{lang}'><head>{head}</head><body>{body}</body></html>")


def metadata(body: str = "", head: str = "", lang: str = "", base: str = BASE) -> Metadata:
    """What a page says about itself."""
    return Metadata(tree(body, head, lang), base)


def json_ld(text: str) -> str:
    """A script that describes the page."""
    return f'<script type="application/ld+json">{text}</script>'
