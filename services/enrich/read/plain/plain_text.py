"""Plain text as scrapers deliver it: clock, headline (often twice), captions, body, buttons, teasers."""

from collections.abc import Iterable, Sequence
from math import log
from typing import Final

from schemas.identity import fold
from services.enrich.read.dates.written import find_date
from services.enrich.read.furniture import date_line
from services.enrich.read.page import DateClue, Page
from services.enrich.read.plain.body import Body
from services.enrich.read.plain.dated_lines import (
    changes_near,
    date_and_clock,
    date_below,
    date_in,
    date_near,
    is_published,
)
from services.enrich.read.plain.headline_line import headline_line
from services.enrich.read.plain.lines import split_lines
from services.enrich.read.plain.teasers import read_teasers
from services.enrich.read.plain.text_run import TextRun, text_runs

_POINT: Final = 0.2
"""What a point of a headline is worth beside the logarithm of the weight of its text."""
_MOST_LINKS: Final = 100
"""Other articles that one page offers; longer lists are archives."""


def read_plain_text(text: str, hint: str | None = None) -> Page:
    """Read a page without markup. `text` is clean; `hint` is the headline as the scraper knows it."""
    lines = split_lines(text)
    run, at = _article(lines, hint)
    headline = None if at is None else lines[at]
    first = run.start * bool(run) if at is None else at + 1
    above = lines[: first if at is None else at]
    body = Body(headline)
    rest = body.take(lines, first, run or range(first, len(lines)))
    date, clock = date_and_clock(above)
    clock = clock or next((line for line in body.clocks if date_line(line) == []), None)
    below = list(filter(is_published, rest))
    dates = (*filter(is_published, above), *body.dates, date, *below[: len(below) == 1])
    if not any(dates):
        dates = (date_near(headline, lines) if headline else None, date_below(rest))
    return Page(
        headline=headline,
        paragraphs=tuple(body.paragraphs),
        authors=tuple(body.authors),
        images=tuple(body.images),
        links=(*body.links, *read_teasers(rest))[:_MOST_LINKS],
        published=_clues(dates),
        changed=_clues((*changes_near(above, rest), *body.changes)),
        clock=DateClue(clock, "text") if clock else None,
    )


def _clues(lines: Iterable[str | None]) -> tuple[DateClue, ...]:
    """The dates of lines, whole ones before those by the reader's clock."""
    found = (date_in(line) for line in lines if line)
    return tuple(DateClue(raw, "text") for raw in sorted(found, key=lambda raw: find_date(raw) is None))


def _article(lines: Sequence[str], hint: str | None) -> tuple[range, int | None]:
    """The lines of the text, and where its headline stands: the longest text, or one with a better headline.

    A text without a headline is comments, leads or a legal notice; five points of a headline outweigh a
    text that is e times as long.
    """
    runs = text_runs(lines) or [TextRun(range(len(lines), len(lines)), 1)]
    hinted = fold(hint or "")
    known = [at for at, line in enumerate(lines) if hinted and fold(line) == hinted]
    found = [(run, headline_line(lines, run.lines, known)) for run in runs]
    run, headline = max(found, key=lambda one: log(one[0].weight) + _POINT * (one[1].points if one[1] else 0))
    return run.lines, headline.at if headline else None
