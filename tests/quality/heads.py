"""Headline, date and authors of HTML pages, trafilatura with its defaults beside it."""

from collections import defaultdict
from collections.abc import Iterator
from statistics import mean

import trafilatura

from schemas.identity import fold
from tests.quality.corpora import GoldPage, html_pages
from tests.quality.scores import read_or_none, stated_day, within_a_day
from tests.quality.tables import table


def tables() -> None:
    """Share of pages on which each is right, by corpus and over all."""
    found: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for page in html_pages():
        for measure, ours, theirs in _measures(page):
            for corpus in (page.corpus, "all"):
                found[measure, corpus].append((ours, theirs))
    rows = [
        [measure, corpus, str(len(pairs)), *(f"{mean(side):.3f}" for side in zip(*pairs, strict=True))]
        for (measure, corpus), pairs in sorted(
            found.items(), key=lambda item: (item[0][0], item[0][1] == "all")
        )
    ]
    table("Heads of HTML pages", ["measure", "corpus", "pages", "ours", "trafilatura"], rows)


def _measures(page: GoldPage) -> Iterator[tuple[str, bool, bool]]:
    """What can be compared on a page: whether we are right, and whether trafilatura is."""
    if not (page.headline or page.day or page.undated or page.authors):
        return
    ours = read_or_none(page.html, "text/html", page.url)
    document = trafilatura.bare_extraction(
        page.html, url=page.url, include_comments=False, with_metadata=True
    )
    theirs = document.as_dict() if isinstance(document, trafilatura.settings.Document) else {}
    if gold := page.headline and fold(page.headline):
        yield (
            "headline",
            fold((ours and ours.headline) or "") == gold,
            fold(theirs.get("title") or "") == gold,
        )
    date = ours.date_published if ours else None
    day, their_day = stated_day(date) if date else None, theirs.get("date")
    if page.day:
        yield "date, the same day", day == page.day, their_day == page.day
        yield "date, within a day", within_a_day(day, page.day), within_a_day(their_day, page.day)
    elif page.undated:
        yield "no date", day is None, their_day is None
    if page.authors:
        names = set(map(fold, page.authors))
        named = (theirs.get("author") or "").split("; ")
        yield "authors", set(map(fold, ours.authors if ours else [])) == names, set(map(fold, named)) == names
