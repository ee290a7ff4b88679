"""Plain-text pages: body, headline, teasers, captions and authors of printed articles."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import mean
from typing import Final

from schemas.enriched_article import EnrichedArticle
from schemas.identity import fold
from services.enrich.read.dates.relative import part_ago
from tests.quality.gold_articles import is_seen
from tests.quality.printed_pages import PrintedPage, printed_pages
from tests.quality.rendered_pages import NODES, RENDERED, DatedPage, RenderedPage, dated_pages, rendered_pages
from tests.quality.scores import read_or_none, stated_day, token_f1
from tests.quality.tables import table

_MEASURES: Final = (
    "F1", "headline", "no teaser", "teasers found", "teasers right",
    "captions out", "captions found", "authors",
)  # fmt: skip
_DAYS: Final = ("right", "wrong", "none", "some time ago", "rightly none", "invented")
"""Where a page says how long ago it was, nobody knows when it was copied."""
_EDITIONS: Final = 5
"""The first is the one that was looked at most while the rules were made."""
_HALVES: Final = {True: "looked at", False: "only scored"}


class Scores:
    """Means by group and measure, in both halves."""

    def __init__(self) -> None:
        self._values: dict[tuple[bool, str, str], list[float]] = defaultdict(list)

    def add(self, page: PrintedPage, found: EnrichedArticle | None) -> None:
        """Score one page under its language and under each part of its layout."""
        gold = "\n".join(page.article.paragraphs)
        body = found.article_body if found else ""
        titles = set(map(fold, page.teasers)) - set(map(fold, page.article.paragraphs))
        lines = {fold(line) for line in body.split("\n")}
        links = [fold(link.title or "") for link in found.related_links] if found else []
        values = {
            "F1": token_f1(body, gold),
            "headline": float(fold((found and found.headline) or "") == fold(page.article.headline)),
            "no teaser": float(not _reached(body, gold, page)),
        }
        if titles:
            values["teasers found"] = mean(title in links for title in titles)
            if links:
                values["teasers right"] = mean(link in titles for link in links)
        if page.captions:
            shown = (
                {fold(f"{image.caption or ''} {image.credit or ''}") for image in found.images}
                if found
                else set()
            )
            values["captions out"] = mean(fold(caption) not in lines for caption in page.captions)
            values["captions found"] = mean(
                any(_same(caption, one) for one in shown) for caption in page.captions
            )
        if page.signed:
            named = set(map(fold, found.authors)) if found else set()
            values["authors"] = float(set(map(fold, page.article.authors)) <= named)
        groups = ("all", f"language {page.article.language}", *page.layout)
        for group in groups:
            for measure, value in values.items():
                self._values[page.article.seen, group, measure].append(value)

    def rows(self, groups: Iterable[str], measures: Iterable[str]) -> Iterable[list[str]]:
        """One row a group and half."""
        measures = list(measures)
        for group in groups:
            for seen, half in _HALVES.items():
                values = [self._values[seen, group, measure] for measure in measures]
                if values[0]:
                    yield [
                        group,
                        half,
                        str(len(values[0])),
                        *map(_mean, values),
                    ]

    @property
    def groups(self) -> list[str]:
        """All of them, sorted."""
        return sorted({group for _, group, _ in self._values})


def _reached(body: str, gold: str, page: PrintedPage) -> bool:
    """Whether text of another article is in a body: a title, as a line or within one, or a lead."""
    own, read = fold(gold), fold(body)
    return any((text := fold(other)) in read and text not in own for other in (*page.teasers, *page.leads))


def _same(caption: str, shown: str) -> bool:
    """Whether a caption is what an image shows, its photo word aside."""
    return token_f1(caption, shown) >= 0.8 if shown.strip() else False


def tables() -> None:
    """Composed pages by language and layout; whole rendered pages by corpus."""
    scores = Scores()
    for page in printed_pages(_EDITIONS):
        scores.add(page, read_or_none(page.text, "text/plain", None))
    table(
        f"Plain text: articles printed in {_EDITIONS} drawn layouts each",
        ["group", "half", "pages", *_MEASURES],
        scores.rows(scores.groups, _MEASURES),
    )
    rows: dict[tuple[str, str, str], list[tuple[float, float, float | None]]] = defaultdict(list)
    for whole in rendered_pages():
        for way, text in ((RENDERED, whole.rendered), (NODES, whole.nodes)):
            for corpus in ("all", whole.corpus):
                rows[corpus, way, _HALVES[is_seen(whole.key)]].append(_whole(whole, text))
    table(
        "Plain text: all the text of HTML pages, menus and footers too",
        ["corpus", "text", "half", "pages", "F1", "F1 of everything", "headline"],
        [
            [*group, str(len(values)), *map(_mean, zip(*values, strict=True))]
            for group, values in sorted(rows.items())
        ],
    )

    found = Counter((page.way, _HALVES[is_seen(page.key)], _day_found(page)) for page in dated_pages())
    table(
        "Dates in all the text of HTML pages, to the day",
        ["text", "half", *_DAYS],
        [
            [way, half, *(str(found[way, half, day]) for day in _DAYS)]
            for way in (NODES, RENDERED)
            for half in _HALVES.values()
        ],
    )


def _day_found(page: DatedPage) -> str:
    article = read_or_none(page.text, "text/plain", None)
    date = article.date_published if article else None
    if page.day is None:
        return "invented" if date else "rightly none"
    if date is None or part_ago(date.raw):
        return "some time ago" if date else "none"
    return "right" if stated_day(date) == page.day else "wrong"


def _mean(values: Iterable[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{mean(known):.3f}" if known else "-"


def _whole(page: RenderedPage, text: str) -> tuple[float, float, float | None]:
    found = read_or_none(text, "text/plain", None)
    headline = fold((found and found.headline) or "")
    return (
        token_f1(found.article_body if found else "", page.body),
        token_f1(text, page.body),
        float(headline == fold(page.headline)) if page.headline else None,
    )
