"""Dates as pages write them: ISO, RFC 2822, numbers, and month names of every CLDR language."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from schemas.enriched_article import NewsDate, Precision
from services.enrich.read.characters import blanked, plain_digits
from services.enrich.read.dates.calendars import YEARS, day_of, full_year, is_year, solar_day, year_of_era
from services.enrich.read.dates.clock import moment, time_beside
from services.enrich.read.dates.day_order import month_first
from services.enrich.read.dates.forms import DATES, SOME_YEAR
from services.enrich.read.dates.months import is_month, month_number, solar_month
from services.enrich.read.dates.relative import find_ago, time_ago
from services.enrich.read.dates.yearless import find_yearless, yearless_day
from services.enrich.read.page import DateClue
from services.enrich.read.words import words

_LONGEST: Final = 200
"""Code points of a clue that are looked at."""
_AHEAD: Final = timedelta(days=1)
"""A page may be this far ahead of the clock that read it: the zones of the world span 26 hours."""
_STAMP: Final = re.compile(r"\s*(1\d{9})(?:\d{3})?\s*")
"""Seconds or milliseconds since 1970, from 2001 on."""
_EITHER: Final = re.compile(r"(?:0?[1-9]|1[0-2])([/-])\s?(?:0?[1-9]|1[0-2])\1\s?\d{4}")
"""03/04/2025 is in March to some readers and in April to others; with full stops the day is first."""


@dataclass(frozen=True)
class Written:
    """A date in a short text, and the time of day beside it."""

    text: str
    date: re.Match[str]
    time: re.Match[str] | None

    @property
    def rest(self) -> str:
        """What else the text says."""
        return blanked(self.text, [found.span() for found in (self.date, self.time) if found])


class Reader(NamedTuple):
    """For whom and when a page was written, as far as it is known."""

    language: str | None
    """BCP 47, without a region."""
    fetched_at: datetime
    """When the page was read: its dates are not later."""
    territory: str | None = None
    """ISO 3166-1: whose order day and month have in numbers."""


def find_date(text: str) -> Written | None:
    """The first date in a short text, in any language, with its time of day.

    A year of another calendar counts if there is none of ours: `15/09/1445 - 25/03/2024`.
    """
    if SOME_YEAR.search(text, 0, _LONGEST) is None:
        return None
    text = plain_digits(text[:_LONGEST])
    other: re.Match[str] | None = None
    for found in _found(text):
        if _year(found) in YEARS:
            return Written(text, found, time_beside(text, found))
        other = other or found
    return Written(text, other, time_beside(text, other)) if other else None


def _found(text: str) -> Iterator[re.Match[str]]:
    """What may be days of years of news."""
    for pattern in DATES:
        for match in pattern.finditer(text):
            name = match.groupdict().get("name")
            named = name is None or is_month(name) or solar_month(name) or month_number(name, None)
            if named and is_year(_year(match)):
                yield match


def _year(written: re.Match[str]) -> int:
    fields = written.groupdict()
    if era := fields.get("era"):
        return year_of_era(era, fields["year"] or "")
    return full_year(fields["year"] or "", buddhist=_is_thai(fields.get("name")))


def readings(clue: DateClue, reader: Reader) -> list[NewsDate]:
    """What a clue may say: nothing, one date, or two where it is not known which number is the day.

    A UTC time where the zone is known, else the day (of a month its first). None is to come: of two
    readings the one that is not counts.
    """
    last = reader.fetched_at + _AHEAD
    return [
        NewsDate(value=value, precision=precision, origin=clue.origin, raw=clue.raw.strip())
        for value, precision in _values(clue.raw, reader)
        if (value <= last if isinstance(value, datetime) else value <= last.astimezone(UTC).date())
    ]


def _values(text: str, reader: Reader) -> Iterable[tuple[date | datetime, Precision]]:
    if stamp := _STAMP.fullmatch(text):
        return [(datetime.fromtimestamp(int(stamp[1]), UTC), "second")]
    if written := find_date(text):
        return [_value(day, written) for day in _days(written.date, reader)]
    if ago := find_ago(text, reader.language):
        return [time_ago(ago, reader.fetched_at)]
    day = find_yearless(text)
    found = yearless_day(day, reader.language, reader.fetched_at) if day else None
    return [(found, "day")] if found else []


def _value(day: date, written: Written) -> tuple[date | datetime, Precision]:
    """A day with its time of day, if the zone of that is known."""
    at = moment(day, written.time) if written.time else None
    if at is None or written.time is None:
        return day, "day" if written.date.groupdict().get("day") else "month"
    return at, "second" if written.time["second"] else "minute"


def _is_thai(name: str | None) -> bool:
    return name is not None and "\u0e00" < name[0] < "\u0e80"


def _days(written: re.Match[str], reader: Reader) -> list[date]:
    """The days that a match may mean, none that there cannot be."""
    fields, year = written.groupdict(), _year(written)
    name, month, day = fields.get("name"), int(fields.get("month") or 0), int(fields.get("day") or 1)
    if name and (solar := solar_month(name)):
        found = [solar_day(year, solar, day)]
    elif name:
        found = [day_of(year, month_number(name, reader.language) or 0, day)]
    elif words(reader.language or "").solar_months and (solar_found := solar_day(year, month, day)):
        found = [solar_found]
    else:
        found = [day_of(year, *order) for order in _orders(written, month, day, reader)]
    return [one for one in found if one]


def _orders(written: re.Match[str], month: int, day: int, reader: Reader) -> list[tuple[int, int]]:
    """Month and day of a date in numbers, as readers of the page may take them."""
    if month == day or not _EITHER.fullmatch(written[0]):
        return [(month, day)]
    first = month_first(reader.language, reader.territory)
    return [(day, month)] if first else [(month, day), (day, month)] if first is None else [(month, day)]
