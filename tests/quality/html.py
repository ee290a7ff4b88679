"""Text of HTML pages, trafilatura with its defaults beside it."""

import time
from collections import defaultdict
from statistics import mean

import trafilatura

from tests.quality.corpora import GoldPage, html_pages
from tests.quality.scores import pieces_found, read_or_none, token_f1
from tests.quality.tables import table


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
        self._add_text(page, ours.article_body if ours else "", document.get("text") or "")

    def _add_text(self, page: GoldPage, ours: str, theirs: str) -> None:
        if body := page.body:
            pair = (token_f1(ours, body), token_f1(theirs, body))
            self.scores[page.corpus, "text F1"].append(pair)
            self.scores["all", "text F1"].append(pair)
        for measure, pieces in (
            ("text, wanted pieces", page.wanted),
            ("text, unwanted pieces", page.unwanted),
        ):
            if pieces:
                found, theirs_found = (pieces_found(text, pieces) / len(pieces) for text in (ours, theirs))
                self.scores[page.corpus, measure].append((found, theirs_found))


def tables() -> None:
    """Text of HTML pages; pages a second."""
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
