"""Known articles printed as scrapers print pages: many layouts, with lines from the frames of real pages."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from textwrap import wrap
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from tests.quality.frames import Frames
from tests.quality.gold_articles import GoldArticle, digest, gold_articles

_CRUMBS: Final = (" > ", " » ", " / ", " | ", "\n")
_COLUMNS: Final = 80
_LONGEST_CAPTION: Final = 300
_LONGEST_LEAD: Final = 200
_SHORTEST_BODY: Final = 4
"""Paragraphs of a body that other articles may stand in the midst of."""
_LAST_DAY: Final = date(2026, 10, 31)
_DAYS: Final = 300
_OWN: Final = "teasers of the page itself below its text, or none"
_BELOW: Final = "teasers of other pages below the text, or none"
_MIDST: Final = "another article in the midst"
_JOINED: Final = "another article within the one line of the body"
"""Nothing tells where its title ends and the next sentence begins."""
_FOREIGN: Final = ("teasers twice", "teasers once")
_TEASERS: Final = ("twice and lead", "twice and lead", "twice", "once and lead", "title only", "none")


@dataclass
class PrintedPage:
    """A page as plain text, and what is known of it."""

    article: GoldArticle
    text: str = ""
    layout: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    """Captions that it prints, its own or those of another page."""
    captions: list[str] = field(default_factory=list)
    """Its own, with their credits."""
    teasers: list[str] = field(default_factory=list)
    """Titles of other articles on the page."""
    leads: list[str] = field(default_factory=list)
    """What stands below those titles."""
    signed: bool = False
    """Whether it names its authors."""


def printed_pages(editions: int) -> Iterator[PrintedPage]:
    """A page for each article in each of some editions, always the same; all but the article differs."""
    articles = gold_articles()
    printer = _Printer(articles)
    return (printer.page(article, edition) for edition in range(editions) for article in articles)


class _Printer:
    """Draws a layout for each article, and fills it."""

    def __init__(self, articles: Iterable[GoldArticle]) -> None:
        self._frames = Frames()
        self._others: dict[tuple[str, bool], list[GoldArticle]] = defaultdict(list)
        for article in articles:
            self._others[article.language, article.seen].append(article)

    def page(self, article: GoldArticle, edition: int) -> PrintedPage:
        seed = digest(f"{edition}/{article.key}" if edition else article.key)
        draw = random.Random(seed)  # noqa: S311 - the same on every run is what is wanted
        page = PrintedPage(article)
        share = self._frames.lines(article, "share", draw)
        where = draw.choice(("before", "after", "after", "both"))
        above = self._above(page, draw) + list(share if where != "after" else ())
        body = self._body(page, draw)
        above += page.pictures[:1]
        below = list(share if where != "before" else ()) + self._below(page, draw)
        spacing = draw.choice(_SPACINGS)
        page.text = spacing(above, body, below)
        page.layout += [f"share {where}", (spacing.__doc__ or "").rstrip(".").lower()]
        if _MIDST not in page.layout:
            own = article.html and not any(part.startswith(_FOREIGN) for part in page.layout)
            page.layout.append(_OWN if own else _BELOW)
        elif spacing is _one_line_body:
            page.layout[page.layout.index(_MIDST)] = _JOINED
        return page

    def _above(self, page: PrintedPage, draw: random.Random) -> list[str]:
        """Consent, path, clock, headline, authors."""
        article, lines = page.article, list[str]()
        place = draw.choice(("above", "above", "below", "none"))
        clock = [_clock(article.language, draw)]
        if draw.random() < 0.15:
            lines += self._frames.lines(article, "consent", draw)
        if draw.random() < 0.3 and (crumbs := self._frames.lines(article, "breadcrumb", draw)):
            lines += draw.choice(_CRUMBS).join(crumbs).split("\n")
        lines += clock if place == "above" else ()
        lines += [article.headline] * draw.choice((1, 2))
        lines += clock if place == "below" else ()
        if article.authors and draw.random() < 0.8:
            page.signed = True
            named = (
                [line for line in article.frame.byline if article.authors[0] in line] if article.frame else []
            )
            lines += named[:1] or [", ".join(article.authors)]
        page.layout.append(f"clock {place}")
        return lines

    def _body(self, page: PrintedPage, draw: random.Random) -> list[str]:
        """The paragraphs, with captions between them, and perhaps another article."""
        article = page.article
        lines = list(article.paragraphs)
        own = article.frame and article.frame.captions
        if own or draw.random() < 0.5:
            captions = self._frames.lines(article, "captions", draw)
            shown = [line for line in captions if len(line) <= _LONGEST_CAPTION and line not in lines][:3]
            page.captions += shown if own else ()
            page.pictures += shown
        for caption in page.pictures[1:]:
            lines.insert(draw.randint(1, len(lines)), caption)
        heading, offers = (self._frames.lines(article, kind, draw) for kind in ("heading", "offers"))
        if heading and offers and len(lines) >= _SHORTEST_BODY and draw.random() < 0.25:
            at = draw.randint(1, len(lines) - 2)
            label, title = heading[0].rstrip(":"), offers[-1]
            lines[at:at] = draw.choice(([f"{label}: {title}"], [label, title]))
            page.teasers.append(title)
            page.layout.append(_MIDST)
        return lines

    def _below(self, page: PrintedPage, draw: random.Random) -> list[str]:
        """Comments, the end of a scraped text, other articles, footer."""
        article, lines = page.article, list[str]()
        if draw.random() < 0.5:
            lines += [_counted(line, draw) for line in self._frames.lines(article, "comments", draw)]
        if draw.random() < 0.2:
            lines += self._frames.tail(article, draw)
        way = draw.choice(_TEASERS)
        heading = self._frames.lines(article, "heading", draw)
        if way == "none" or not heading or draw.random() < 0.5:
            heading = ()
        page.layout.append(f"teasers {way}{' under a heading' if heading else ''}")
        lines += (*heading, *self._offered(page, way, draw))
        if draw.random() < 0.5:
            lines += self._frames.lines(article, "footer", draw)
        return lines

    def _offered(self, page: PrintedPage, way: str, draw: random.Random) -> Iterator[str]:
        """The lines of three to five other articles."""
        article, count = page.article, draw.randint(3, 5)
        offers = [line for line in self._frames.lines(article, "offers", draw) if line != article.headline]
        if way == "title only" and offers:
            page.teasers += offers[:count]
            yield from offers[:count]
        elif way != "none":
            others = [other for other in self._others[article.language, article.seen] if other is not article]
            for other in draw.sample(others, min(len(others), count)):
                page.teasers.append(other.headline)
                yield from [other.headline] * (2 if way.startswith("twice") else 1)
                if "lead" in way:
                    page.leads.append(_lead(other.paragraphs[0]))
                    yield page.leads[-1]


def _clock(language: str, draw: random.Random) -> str:
    """A date as CLDR writes it in a language, some with a time of day."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    day = _LAST_DAY - timedelta(days=draw.randrange(_DAYS))
    written = format_date(day, draw.choice(("full", "long", "medium", "dd.MM.yyyy")), locale)
    return written + draw.choice(("", "", f", {draw.randrange(24):02}:{draw.randrange(60):02}"))


def _counted(line: str, draw: random.Random) -> str:
    return line if any(map(str.isdecimal, line)) else f"{line} ({draw.randrange(30)})"


def _lead(paragraph: str) -> str:
    """A paragraph as far as its last sentence within a lead."""
    cut = max(paragraph.rfind(mark, 0, _LONGEST_LEAD) for mark in (". ", "。", "! ", "? "))
    return paragraph[: cut + 1] if cut > 0 else paragraph[:_LONGEST_LEAD]


def _blank_lines(*parts: Sequence[str]) -> str:
    """Blank lines between."""
    return "\n\n".join(line for part in parts for line in part) + "\n"


def _no_blank_lines(*parts: Sequence[str]) -> str:
    """No blank lines."""
    return "\n".join(line for part in parts for line in part)


def _windows(*parts: Sequence[str]) -> str:
    """Windows line ends and no-break spaces."""
    return "\r\n \r\n".join(line.replace(" ", "\xa0", 1) for part in parts for line in part)


def _wrapped(*parts: Sequence[str]) -> str:
    """Wrapped at 80 columns."""
    return "\n\n".join("\n".join(wrap(line, _COLUMNS)) for part in parts for line in part)


def _one_line_body(above: Sequence[str], body: Sequence[str], below: Sequence[str]) -> str:
    """The body on one line."""
    return "\n".join([*above, " ".join(body), *below])


_SPACINGS: Final[tuple[Callable[[Sequence[str], Sequence[str], Sequence[str]], str], ...]] = (
    _blank_lines, _blank_lines, _no_blank_lines, _no_blank_lines, _windows, _wrapped, _one_line_body
)  # fmt: skip
