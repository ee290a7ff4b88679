"""Days without a year, as pages write those of their own time: `8 January, 17:46`, `Monday, May 4`."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from schemas.letters import WORD
from services.enrich.read.characters import blanked, plain_digits
from services.enrich.read.dates.clock import time_beside
from services.enrich.read.dates.forms import DAYS
from services.enrich.read.dates.months import is_month, is_weekday, month_number, weekday_number

_LONGEST: Final = 120
_RECENT: Final = timedelta(days=45)
"""So long ago a day with a time and no day of the week may be; a page kept for years shows such days too."""
_REMEMBERED: Final = 2_048
"""Lines of which it is remembered: each is asked for several times."""
_AHEAD: Final = timedelta(days=1)
_WORD: Final = re.compile(WORD)
_DIGIT: Final = re.compile(r"\d")
_YEAR: Final = re.compile(r"\d{4}")


class Yearless(NamedTuple):
    """A day of some year in a short text; it has a time of day or a day of the week beside it."""

    month: str
    """A name or a number."""
    day: int
    weekdays: tuple[str, ...]
    """Words that may name the day of the week."""
    rest: str
    """What else the text says."""


def find_yearless(text: str) -> Yearless | None:
    """The day without a year in a short text that has no year."""
    if len(text) > _LONGEST or _DIGIT.search(text) is None:
        return None
    return _find(text)


@lru_cache(maxsize=_REMEMBERED)
def _find(text: str) -> Yearless | None:
    if not (
        "月" in text
        or "월" in text
        or any(is_month(word) or is_month(word[1:]) for word in _WORD.findall(text))
    ):
        return None
    text = plain_digits(text)
    if _YEAR.search(text):
        return None
    for pattern in DAYS:
        for found in pattern.finditer(text):
            month = found["month"]
            if not (month.isdecimal() or is_month(month)):
                continue
            time = time_beside(text, found)
            rest = blanked(text, [span.span() for span in (found, time) if span])
            weekdays = [word for word in _WORD.finditer(rest) if is_weekday(word[0])]
            rest = blanked(rest, [word.span() for word in weekdays])
            if time or weekdays:
                return Yearless(month, int(found["day"]), tuple(word[0] for word in weekdays), rest)
    return None


def yearless_day(found: Yearless, language: str | None, fetched_at: datetime) -> date | None:
    """The last such day when the page was read, if its day of the week says so, or it was lately."""
    month = int(found.month) if found.month.isdecimal() else month_number(found.month, language)
    named = [number for word in found.weekdays if (number := weekday_number(word, language)) is not None]
    last = (fetched_at + _AHEAD).date()
    for year in (last.year, last.year - 1):
        try:
            day = date(year, month or 0, found.day)
        except ValueError:
            continue
        if day <= last:
            told = day.weekday() in named if named else last - day <= _RECENT
            return day if told else None
    return None
