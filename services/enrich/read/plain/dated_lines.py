"""The lines of a plain-text page that hold a date: that of publication, or the site's clock."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from schemas.identity import fold
from schemas.letters import WORD
from services.enrich.read.authors import by_words, signed
from services.enrich.read.dates.lines import date_labels, last_label
from services.enrich.read.dates.months import is_weekday
from services.enrich.read.dates.relative import AgoPart, part_ago
from services.enrich.read.dates.written import find_date
from services.enrich.read.dates.yearless import find_yearless
from services.enrich.read.furniture import Kind, date_line, label
from services.enrich.read.plain.shapes import TEXT, shape
from services.enrich.read.sentences import is_ended

MENU: Final = 20
"""Lines above a headline, or a text, from which on some of them are a menu."""
_FEW_WORDS: Final = 4
_BYLINE_WORDS: Final = 10
"""Words beside the date of a line that begins with `By` or `Published on`: names, sections, a counter."""
_NEAR: Final = 3
"""Lines above a headline below a menu, or below it, among which its date may stand."""
_LONGEST_AGO: Final = 60
"""Code points of a label with a time: `Updated 3 hours ago`."""
_WORD: Final = re.compile(WORD)
_PARTED: Final = re.compile(r"\s[|•·–—-]\s")
_MARKS: Final = 8
"""Code points by which two spellings of a headline may differ in length: quotes and spaces."""


def is_dated(line: str) -> bool:
    """Whether a line is a date with a few words beside it: a name, a section, a label."""
    words: Sequence[str] | None = date_line(line)
    if words is None and (ago := ago_in(line)):
        words = _WORD.findall(ago.rest)
    if words is None and (yearless := find_yearless(line)):
        words = _WORD.findall(yearless.rest)
    return _are_few(words)


def is_bare_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    ago, yearless = part_ago(line), find_yearless(line)
    return (
        date_line(line) == []
        or (ago is not None and not ago.rest)
        or (yearless is not None and not _WORD.search(yearless.rest))
    )


def ago_in(line: str) -> AgoPart | None:
    """The part of a line that says how long ago it was, behind a label or beside a name."""
    found = part_ago(line)
    if found or len(line) > _LONGEST_AGO or not any(map(str.isdecimal, line)):
        return found
    label_ = date_labels().match(line)
    return part_ago(line[label_.end() :].lstrip(" :")) if label_ else None


def date_in(line: str) -> str:
    """What of a line is its date: the line, or the part that says how long ago it was."""
    ago = None if find_date(line) else ago_in(line)
    return ago.text if ago else line


def is_byline(line: str) -> bool:
    """Whether a line among paragraphs says when they were published or changed: by label, time or name.

    A bare day, `12 March` or `Today`, may be a heading of what the story tells.
    """
    if not is_dated(line):
        return _is_long_byline(line)
    ago = ago_in(line)
    if (ago is not None and any(map(str.isdecimal, ago.text))) or _is_timed(line):
        return True
    return is_published(line) or is_change(line) or bool(signed(line, near=False))


def is_published(line: str) -> bool:
    """Whether a label calls the date of a line that of publication: `Published: 11 March`."""
    marked = label(line)
    if marked is not None:
        return marked.kind is Kind.PUBLISHED and find_date(line) is not None
    return _are_few(date_line(line)) and last_label(line) == "published"


def is_change(line: str) -> bool:
    """Whether a label calls the date of a line that of the last change."""
    return last_label(line) == "updated"


def changes_near(above: Sequence[str], below: Sequence[str]) -> Sequence[str]:
    """The lines near above a headline, and the one right below its text, with the date of the last change."""
    return [line for line in (*above[-_NEAR:], *below[:1]) if is_dated(line) and is_change(line)]


def date_and_clock(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Of the lines above a headline, the one with its date and the one with the site's clock.

    Below a menu a date right above the headline is its own, unless it looks like a clock, which names the
    day of the week and has no time of day. With a time it may stand two lines further up.
    """
    last = lines[-_NEAR:] if len(lines) > MENU else ()
    own = [line for line in last if is_dated(line) and not (is_clock(line) or is_change(line))]
    date = next((line for line in reversed(own) if line is last[-1] or _is_timed(line)), None)
    return date, next((line for line in lines if line != date and date_line(line) == []), None)


def date_near(headline: str, lines: Sequence[str]) -> str | None:
    """The date below one of the places where a page repeats its headline, as in a list of the latest news."""
    folded = fold(headline)
    for at, line in enumerate(lines):
        if abs(len(line) - len(headline)) <= _MARKS and fold(line) == folded:
            for below in takewhile(lambda line: shape(line) not in TEXT, lines[at + 1 : at + _NEAR]):
                if is_dated(below) and find_date(below) and not (is_clock(below) or is_change(below)):
                    return below
    return None


def date_below(lines: Sequence[str]) -> str | None:
    """The date with a time of day right below a text; further below it may be that of a comment."""
    return next(
        (line for line in lines[:1] if is_dated(line) and _is_timed(line) and not is_change(line)), None
    )


def _are_few(words: Sequence[str] | None) -> bool:
    """Whether there are words beside a date, if any, that are no sentence."""
    return words is not None and len(words) <= _FEW_WORDS


def _is_long_byline(line: str) -> bool:
    """Whether a line of many words begins with `By`, its date parted from them, or with a label of dates."""
    words = date_line(line)
    if words is None or len(words) > _BYLINE_WORDS or is_ended(line):
        return False
    label_ = date_labels().match(line)
    if label_ is not None:
        return True
    written = find_date(line)
    return (
        written is not None
        and by_words().match(line) is not None
        and _PARTED.search(written.rest) is not None
    )


def is_clock(line: str) -> bool:
    """Whether a line looks like the clock of a site: with the day of the week, without a time of day."""
    return not _is_timed(line) and any(map(is_weekday, _WORD.findall(line)))


def _is_timed(line: str) -> bool:
    written = find_date(line)
    return written is not None and written.time is not None
