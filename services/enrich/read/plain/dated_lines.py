"""The lines of a plain-text page that hold a date: that of publication, or the site's clock."""

import re
from collections.abc import Sequence
from typing import Final

from schemas.letters import WORD
from services.enrich.read.authors import signed
from services.enrich.read.dates.lines import date_labels, last_label
from services.enrich.read.dates.months import is_weekday
from services.enrich.read.dates.relative import AgoPart, part_ago
from services.enrich.read.dates.written import find_date
from services.enrich.read.furniture import Kind, date_line, label

MENU: Final = 20
"""Lines above a headline, or a text, from which on some of them are a menu."""
_FEW_WORDS: Final = 4
_LONGEST_AGO: Final = 60
"""Code points of a label with a time: `Updated 3 hours ago`."""
_WORD: Final = re.compile(WORD)


def is_dated(line: str) -> bool:
    """Whether a line is a date with a few words beside it: a name, a section, a label."""
    words = date_line(line)
    if words is None and (ago := ago_in(line)):
        words = _WORD.findall(ago.rest)
    return _are_few(words)


def is_bare_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    ago = part_ago(line)
    return date_line(line) == [] or (ago is not None and not ago.rest)


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
        return False
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


def date_and_clock(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Of the lines above a headline, the one with its date and the one with the site's clock.

    Below a menu a date right above the headline is its own, unless it looks like a clock, which names the
    day of the week and has no time of day.
    """
    last = lines[-1] if len(lines) > MENU else ""
    date = last if is_dated(last) and not (_is_clock(last) or is_change(last)) else None
    return date, next((line for line in lines if line != date and date_line(line) == []), None)


def _are_few(words: Sequence[str] | None) -> bool:
    """Whether there are words beside a date, if any, that are no sentence."""
    return words is not None and len(words) <= _FEW_WORDS


def _is_clock(line: str) -> bool:
    return not _is_timed(line) and any(map(is_weekday, _WORD.findall(line)))


def _is_timed(line: str) -> bool:
    written = find_date(line)
    return written is not None and written.time is not None
