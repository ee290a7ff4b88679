"""How well and how fast pages are read, each figure beside its reference: python -m tests.quality.report."""

import logging
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from statistics import mean
from uuid import UUID

import trafilatura

from schemas.enriched_article import EnrichedArticle, NewsDate
from schemas.identity import fold
from schemas.raw_article import ContentType, RawArticle
from services.enrich.read import read
from services.enrich.read.countries import find_countries
from services.runtime.errors import PermanentError
from tests.quality.corpora import DATA, GoldPage, html_pages, news_texts

FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
TIMED_TEXTS = 1_000


def read_or_none(content: str, content_type: ContentType, url: str | None) -> EnrichedArticle | None:
    """The article of a page, None for one without content."""
    page = RawArticle(content=content, content_type=content_type, fetched_at=FETCHED_AT, url=url)
    try:
        return read(page, UUID(int=1))
    except PermanentError:
        return None


def token_f1(found: str, gold: str) -> float:
    """F1 of the bag of folded words."""
    ours, theirs = Counter(fold(found).split()), Counter(fold(gold).split())
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def same_day(found: NewsDate | None, day: str) -> bool:
    """Whether a date is on a day, in UTC or in the zone of the page."""
    return found is not None and (str(found.value)[:10] == day or day in found.raw.replace("/", "-"))


class Html:
    """Scores of HTML pages by corpus and measure: ours and trafilatura's with its defaults."""

    def __init__(self) -> None:
        self.scores: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        self.seconds = [0.0, 0.0]
        self.pages = 0

    def add(self, page: GoldPage) -> None:
        """Read a page both ways."""
        start = time.process_time()
        ours = read_or_none(page.html, "text/html", page.url)
        between = time.process_time()
        theirs = trafilatura.bare_extraction(
            page.html, url=page.url, include_comments=False, with_metadata=True
        )
        end = time.process_time()
        self.seconds[0] += between - start
        self.seconds[1] += end - between
        self.pages += 1
        document = theirs.as_dict() if isinstance(theirs, trafilatura.settings.Document) else {}
        if page.body:
            found = token_f1(ours.article_body if ours else "", page.body)
            self.scores[page.corpus, "text F1"].append(
                (found, token_f1(document.get("text") or "", page.body))
            )
        if page.headline:
            titles = (ours.headline if ours else None, document.get("title"))
            same = [float(fold(title or "") == fold(page.headline)) for title in titles]
            self.scores[page.corpus, "headline"].append((same[0], same[1]))
        if page.day:
            right = same_day(ours.date_published if ours else None, page.day)
            self.scores[page.corpus, "date"].append((float(right), float(document.get("date") == page.day)))


def html_tables() -> None:
    """Text, headline and date of HTML pages; pages a second."""
    html = Html()
    for page in html_pages():
        html.add(page)
    rows = [
        [measure, corpus, str(len(pairs)), *(f"{mean(side):.3f}" for side in zip(*pairs, strict=True))]
        for (corpus, measure), pairs in sorted(html.scores.items(), key=lambda item: item[0][::-1])
    ]
    table("HTML pages", ["measure", "corpus", "pages", "ours", "trafilatura"], rows)
    rates = [f"{html.pages / seconds:.1f}" for seconds in html.seconds]
    table("HTML pages a second of one core", ["pages", "ours", "trafilatura"], [[str(html.pages), *rates]])


def text_tables() -> None:
    """Plain-text articles a second; countries in them."""
    texts = list(news_texts())
    for text in texts[:20]:
        read_or_none(text.text, "text/plain", None)
    start = time.process_time()
    for text in texts[:TIMED_TEXTS]:
        read_or_none(text.text, "text/plain", None)
    rate = TIMED_TEXTS / (time.process_time() - start)
    length = mean(len(text.text) for text in texts[:TIMED_TEXTS])
    table(
        "Plain-text articles a second of one core",
        ["code points", "ours"],
        [[f"{length:.0f}", f"{rate:.0f}"]],
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        found = {hit.start: hit.key for hit in find_countries(text.text, text.language)}
        for start_of, code in text.countries.items():
            kind = "right" if found.get(start_of) == code else "wrong" if start_of in found else "missed"
            counts[text.language][kind] += 1
    rows = [
        [language, str(count.total()), *(f"{count[kind] / count.total():.4f}" for kind in ("right", "wrong"))]
        for language, count in sorted(counts.items())
    ]
    table("Countries: gold mentions with a capital", ["language", "mentions", "right", "wrong"], rows)


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with a title."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    sys.stdout.write(f"\n{title}\n")
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write("  " + "  ".join(cells).rstrip() + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run the report; the exit status."""
    logging.disable(logging.CRITICAL)  # trafilatura tells of every page without text
    if not DATA.is_dir():
        sys.stdout.write(f"not run: no test data at {DATA}; set VESTNIK_DATA to the folder that holds it\n")
        return int(os.environ.get("CI") == "true")
    text_tables()
    html_tables()
    return 0


if __name__ == "__main__":
    sys.exit(main())
