"""HTML pages as all the text that they hold, menus and footers too: rendered, and node by node."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import ParserError

from tests.quality.corpora import html_pages
from tests.quality.gold_articles import gold_articles
from tests.quality.harvest import parse

_CONFIG: Final = ParserConfig(display_links=False, display_images=False, deduplicate_captions=True)


RENDERED: Final = "rendered"
NODES: Final = "each node a line"


@dataclass(frozen=True)
class DatedPage:
    """The whole text of a page in one way, and its day; None for a page known to have no date."""

    key: str
    way: str
    text: str
    day: str | None


@dataclass(frozen=True)
class RenderedPage:
    """The whole text of a page, and what is known of its article."""

    key: str
    corpus: str
    rendered: str
    """As a browser shows it, one block a line."""
    nodes: str
    """Each text node on a line of its own, as `get_text("\\n")` of Beautiful Soup gives it, title first."""
    headline: str | None
    body: str


def rendered_pages() -> Iterator[RenderedPage]:
    """The pages with a gold text."""
    for article in gold_articles():
        if article.html:
            yield from _rendered(article.key, article.html, article.headline, "\n".join(article.paragraphs))
    for page in html_pages():
        if page.corpus == "aeb" and page.body:
            yield from _rendered(f"aeb/{page.url}", page.html, page.headline, page.body)


def dated_pages() -> Iterator[DatedPage]:
    """The pages with a gold date, or known to have none."""
    for page in html_pages():
        if page.day or page.undated:
            for way, text in _texts(page.html):
                yield DatedPage(f"{page.corpus}/{page.url}", way, text, page.day)


def _rendered(key: str, text: str, headline: str | None, body: str) -> Iterator[RenderedPage]:
    texts = dict(_texts(text))
    if texts:
        yield RenderedPage(key, key.partition("/")[0], texts[RENDERED], texts[NODES], headline, body)


def _texts(html: str) -> Iterator[tuple[str, str]]:
    """All the text of a page in both ways; nothing of a page without any."""
    try:
        tree = parse(html)
    except (ParserError, ValueError):
        return
    rendered = Inscriptis(tree, _CONFIG).get_text()
    if rendered.strip():
        yield RENDERED, rendered
        yield NODES, "\n".join(tree.itertext())
