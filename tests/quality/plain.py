"""Plain-text pages: body, headline, teasers, captions and authors of printed articles."""

from collections import defaultdict
from collections.abc import Iterable
from statistics import mean
from typing import Final

from schemas.enriched_article import EnrichedArticle
from schemas.identity import fold
from tests.quality.printed_pages import PrintedPage, printed_pages
from tests.quality.scores import read_or_none, token_f1
from tests.quality.tables import table

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
            "no teaser": float(titles.isdisjoint(lines)),
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
                        *(f"{mean(one):.3f}" if one else "-" for one in values),
                    ]

    @property
    def groups(self) -> list[str]:
        """All of them, sorted."""
        return sorted({group for _, group, _ in self._values})


def _same(caption: str, shown: str) -> bool:
    """Whether a caption is what an image shows, its photo word aside."""
    return token_f1(caption, shown) >= 0.8 if shown.strip() else False


def tables() -> None:
    """Printed pages by language and layout."""
    scores = Scores()
    for page in printed_pages():
        scores.add(page, read_or_none(page.text, "text/plain", None))
    measures = [
        "F1",
        "headline",
        "no teaser",
        "teasers found",
        "teasers right",
        "captions out",
        "captions found",
        "authors",
    ]
    table(
        "Plain text, composed pages",
        ["group", "half", "pages", *measures],
        scores.rows(scores.groups, measures),
    )
