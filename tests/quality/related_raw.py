"""`related_links` as scraped pages that go through all of enrich: HTML with addresses, plain text without."""

from collections.abc import Iterable
from html import escape
from typing import Any, Final
from uuid import UUID, uuid5

from schemas.enriched_article import EnrichedArticle, RelatedLink
from schemas.identity import NAMESPACE, fold, site
from schemas.raw_article import RawArticle
from tests.quality.related_pages import (
    Case,
    Replay,
    headlines_of,
    pages_in_order,
    read_at,
    shown_on,
    texts_of,
)

HEADING: Final = "Read also:"


def scraped_pages(cases: list[Case], *, with_addresses: bool) -> list[RawArticle]:
    """All pages of the set in the order of their days, with the teasers of these cases."""
    pages, shown = pages_in_order(), shown_on(cases)
    texts = texts_of(pages, cases)
    return [
        RawArticle(
            content=(_html if with_addresses else _plain)(row, texts[row["id"]], shown[row["id"]]),
            content_type="text/html" if with_addresses else "text/plain",
            fetched_at=read_at(row, number),
            submission_id=_submission(row["id"]),
            url=row["url"] if with_addresses else None,
            source=site(f"http://{row['host']}/"),
        )
        for number, row in enumerate(pages)
    ]


def as_replay(cases: list[Case], articles: Iterable[EnrichedArticle]) -> Replay:
    """What was read of these pages, each link that was found there with its case."""
    shown = shown_on(cases)
    pages = {_submission(row["id"]): row["id"] for row in pages_in_order()}
    made = Replay([])
    for article in articles:
        page = pages[article.submission_id]
        made.articles.append(article)
        made.ids[page] = article.id
        made.pages[article.submission_id] = page
        left = list(article.related_links)
        for case, _ in shown[page]:
            if found := next((link for link in left if _titled(link, case.title)), None):
                left.remove(found)
                made.links[article.submission_id, found.position] = case
    return made


def _submission(page: str) -> UUID:
    return uuid5(NAMESPACE, f"related {page}")


def _titled(link: RelatedLink, title: str) -> bool:
    return fold(link.title or "") == fold(title)


def _html(row: dict[str, Any], text: str, links: list[tuple[Case, str]]) -> str:
    headings = "".join(f"<h1>{escape(heading)}</h1>" for heading in row["h1"])
    shared = f'<meta property="og:title" content="{escape(row["og_title"])}">' if row["og_title"] else ""
    teasers = "".join(f'<li><a href="{escape(href)}">{escape(case.title)}</a></li>' for case, href in links)
    return (
        f"<html><head><title>{escape(row['title_tag'] or '')}</title>{shared}</head><body>{headings}"
        f"<article><p>{text}</p></article><aside><h2>{HEADING}</h2><ul>{teasers}</ul></aside></body></html>"
    )


def _plain(row: dict[str, Any], text: str, links: list[tuple[Case, str]]) -> str:
    headline, _ = headlines_of(row["id"])
    return "\n".join([headline or "", "", text, "", HEADING, *(case.title for case, _ in links)])
