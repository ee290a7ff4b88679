"""`related_links` as articles in date order, with teasers that lead from one to another."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any, Final
from uuid import UUID, uuid5

from schemas.enriched_article import EnrichedArticle, Enricher, RelatedLink
from schemas.identity import NAMESPACE, article_id, content_hash, normalise_url, own_address, site
from schemas.raw_article import RawArticle
from services.enrich.read import read
from services.enrich.read.mojibake import mend
from tests.quality.corpora import DATA, rows

FOLDER: Final = DATA / "related_links"
UNDATED: Final = "20200101"
"""The day of the pages that have none; they come from later years than the dated ones."""
SENTENCE: Final = "This is what the article {} says, in words that are its own and nobody else's. "
TEXT_SENTENCES: Final = 4


@dataclass(frozen=True)
class Case:
    """A teaser title and where it leads, or a negative, which leads nowhere."""

    id: str
    kind: str
    title: str
    targets: frozenset[str]
    """Pages of the set; several are copies of one article."""
    shown: tuple[tuple[str, str], ...]
    """Where it stands: the page, and the address of the link there."""
    before_article: frozenset[str] = frozenset()
    """Those of the pages that are dated before the article."""

    @property
    def looked_at(self) -> bool:
        """Whether it is of the half that numbers were set on; the other half is only scored."""
        return in_first_half(self.id)


@dataclass
class Replay:
    """The articles in order, and which link of which article stands for which case."""

    articles: list[EnrichedArticle]
    links: dict[tuple[UUID, int], Case] = field(default_factory=dict)
    """By submission and position."""
    pages: dict[UUID, str] = field(default_factory=dict)
    """By submission."""
    ids: dict[str, UUID] = field(default_factory=dict)
    """The article of each page."""


def in_first_half(name: str) -> bool:
    """A split that stays the same when a set grows."""
    return sha256(name.encode()).digest()[0] < 128


def cases() -> list[Case]:
    """The links and the negatives of the open half."""
    links = [
        Case(
            row["id"],
            row["kind"],
            mend(row["anchor"]),  # as a page is before it is read
            frozenset(row["targets"]),
            tuple((shown["source"], shown["href"]) for shown in row["occurrences"]),
            frozenset(shown["source"] for shown in row["occurrences"] if shown["target_dated_later"]),
        )
        for row in rows(FOLDER / "open" / "links.jsonl.gz")
    ]
    negatives = [
        Case(row["id"], "negative", mend(row["anchor"]), frozenset(), ((row["source"], row["href"]),))
        for row in rows(FOLDER / "open" / "negatives.jsonl.gz")
    ]
    return links + negatives


def replay(cases_: list[Case], *, with_addresses: bool) -> Replay:
    """All pages of the set in the order of their days, with the links of these cases."""
    pages, shown = pages_in_order(), shown_on(cases_)
    texts = texts_of(pages, cases_)
    made = Replay([])
    for number, row in enumerate(pages):
        links = shown[row["id"]]
        article = _article(row, number, texts[row["id"]], links, with_addresses=with_addresses)
        made.articles.append(article)
        made.ids[row["id"]] = article.id
        made.pages[article.submission_id] = row["id"]
        made.links |= {(article.submission_id, place): case for place, (case, _) in enumerate(links)}
    return made


def pages_in_order() -> list[dict[str, Any]]:
    """All pages of the set in the order of their days."""
    pages = rows(FOLDER / "common" / "articles.jsonl.gz")
    return sorted(pages, key=lambda row: (row["date"] or UNDATED, row["id"]))


def shown_on(cases_: list[Case]) -> Mapping[str, list[tuple[Case, str]]]:
    """The cases that stand on each page, with the addresses of their links."""
    shown = defaultdict(list)
    for case in cases_:
        for page, href in case.shown:
            shown[page].append((case, href))
    return shown


def read_at(row: dict[str, Any], number: int) -> datetime:
    """The day of a page; those of one day in their order, a second apart."""
    day = datetime.strptime(row["date"] or UNDATED, "%Y%m%d").replace(tzinfo=UTC)
    return day.replace(minute=number % 60, second=number // 60)


def _article(
    row: dict[str, Any], number: int, text: str, links: list[tuple[Case, str]], *, with_addresses: bool
) -> EnrichedArticle:
    publisher = site(f"http://{row['host']}/")
    url = normalise_url(row["url"]) if row["url"] and with_addresses else None
    own = own_address(url, None)
    headline, others = headlines_of(row["id"])
    return EnrichedArticle(
        id=article_id(own=own, source=publisher, headline=headline, body=text),
        submission_id=uuid5(NAMESPACE, f"related {row['id']}"),
        source=publisher,
        url=url,
        version_at=read_at(row, number),
        headline=headline,
        other_headlines=others,
        article_body=text,
        content_hash=content_hash(headline or "", text, row["id"]),
        related_links=[
            _link(place, case.title, href if with_addresses else None, publisher)
            for place, (case, href) in enumerate(links)
        ],
        enricher=Enricher(version="1"),
    )


def _link(position: int, title: str, href: str | None, publisher: str) -> RelatedLink:
    url = normalise_url(href) if href else None
    is_external = url is not None and site(url) != publisher
    return RelatedLink(
        position=position,
        kind="teaser",
        title=title,
        url=url,
        status="external" if is_external else "pending",
    )


@cache
def _headlines() -> Mapping[str, tuple[str | None, list[str]]]:
    return {row["id"]: _read_headlines(row) for row in rows(FOLDER / "common" / "articles.jsonl.gz")}


def headlines_of(page: str) -> tuple[str | None, list[str]]:
    """What our reader takes for the headline of a page, of all its titles, and for the other headlines."""
    return _headlines()[page]


def _read_headlines(row: dict[str, Any]) -> tuple[str | None, list[str]]:
    headings = "".join(f"<h1>{escape(heading)}</h1>" for heading in row["h1"])
    shared = f'<meta property="og:title" content="{escape(row["og_title"])}">' if row["og_title"] else ""
    html = (
        f"<html><head><title>{escape(row['title_tag'] or '')}</title>{shared}</head>"
        f"<body>{headings}<article><p>{SENTENCE.format('') * TEXT_SENTENCES}</p></article></body></html>"
    )
    page = RawArticle(
        content=html,
        content_type="text/html",
        fetched_at=datetime(2020, 1, 1, tzinfo=UTC),
        url=row["url"] or f"https://{row['host']}/{row['id']}",
    )
    article = read(page, UUID(int=1))
    return article.headline, article.other_headlines


def texts_of(pages: list[dict[str, Any]], cases_: list[Case]) -> dict[str, str]:
    """A text for each page, the same for pages that are copies of one article."""
    names = {row["id"]: row["url"] or row["id"] for row in pages}
    for case in cases_:
        for page in case.targets:
            names[page] = names[min(case.targets)]
    return {page: SENTENCE.format(name) * TEXT_SENTENCES for page, name in names.items()}
