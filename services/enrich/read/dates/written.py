"""Dates as pages write them: ISO, RFC 2822, numbers, and month names of every CLDR language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from unicodedata import decimal
from urllib.parse import urlsplit

from schemas.enriched_article import NewsDate, Precision
from services.enrich.read.dates.day_order import month_first
from services.enrich.read.dates.months import is_month, month_number
from services.enrich.read.dates.relative import find_ago, time_ago
from services.enrich.read.page import DateClue

_LONGEST: Final = 200
"""Code points of a clue that are looked at."""
_AHEAD: Final = timedelta(days=1)
"""A page may be this far ahead of the clock that read it: the zones of the world span 26 hours."""
_EPOCH: Final = date(1970, 1, 1)
"""What a broken clock says; nobody published on it (109 such dates in 3,050 archived articles)."""
_YEARS: Final = range(1900, 2200)
"""Earlier ones are other calendars (1404 in Iran), later ones (2568 in Thailand) too."""
_NOON: Final = 12
_HOURS: Final = 2
"""Digits of an offset without minutes: `GMT+10`."""
_CENTURY: Final = "20"
"""Of years with two digits; 0001 is what some systems write for no date at all."""

_SOME_YEAR: Final = re.compile(r"\d{4}|\d\.\d\d\.\d\d")
_STAMP: Final = re.compile(r"\s*(1\d{9})(?:\d{3})?\s*")
"""Seconds or milliseconds since 1970, from 2001 on."""
_YEAR: Final = r"(?P<year>\d{4})(?!\d)"
_MONTH: Final = r"(?P<month>0?[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NAME: Final = r"(?P<name>[^\W\d_][^\W\d_\u2019']{1,20})"
_DATES: Final = tuple(
    re.compile(r"(?<!\w)" + pattern)
    for pattern in (
        # 2025-12-06, 2025/12/06, 2025-12
        r"(?P<year>\d{4})(?P<mark>[-/])" + _MONTH + r"(?:(?P=mark)" + _DAY + r")?(?![\d/-])",
        # 2025.12.06, 2025. 12. 6., 2025年12月6日, 2025년 12월 6일
        r"(?P<year>\d{4})(?:\.\s?|\s?[年년]\s?)" + _MONTH + r"(?:\.\s?|\s?[月월]\s?)" + _DAY + r"(?!\d)",
        r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        # 06.12.2025, 6. 12. 2025, 06/12/2025, 06-12-2025; where that is none, 12/25/2025
        _DAY + r"(?P<mark>[./-])\s?" + _MONTH + r"(?P=mark)\s?" + _YEAR,
        _MONTH + r"/" + _DAY + r"/" + _YEAR,
        # 06.12.25
        r"(?<![.\d])(?P<day>0[1-9]|[12]\d|3[01])\.(?P<month>0[1-9]|1[0-2])\.(?P<year>[0-3]\d)(?![\d.])",
        # 6 tháng 12, 2025
        _DAY + r"\stháng\s" + _MONTH + r",?\s(?:năm\s)?" + _YEAR,
        # 6 декември 2025, 6. Dezember 2025, 1er mai 2025, 3-ти март 2025, 6 de diciembre de 2025
        _DAY + r"(?:\.|º|°|-?[^\W\d_]{1,3}\b\.?)?\s{0,2}(?:de |di |of |d['\u2019])?" + _NAME
        + r"\.?,?\s{1,2}(?:de |del |of )?" + _YEAR,
        # December 6, 2025
        _NAME + r"\.?\s{1,2}" + _DAY + r"(?:st|nd|rd|th)?,?\s{1,2}" + _YEAR,
        # 2025. december 6., 2025 m. gruodžio 6 d.
        r"(?P<year>\d{4})\.?(?:\sm\.)?\s{1,2}" + _NAME + r"\s{1,2}" + _DAY + r"(?!\d)",
        # 2025. gada 6. decembris
        r"(?P<year>\d{4})\.?(?:\sgada)?\s{1,2}" + _DAY + r"\.\s{1,2}" + _NAME,
    )
)  # fmt: skip
_TIME: Final = re.compile(
    r"(?<![\d.])(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]?\d)(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[aApP])\.?[mM]\b\.?)?"
    r"(?:\s?(?P<zone>Z|UTC|GMT|CES?T|EES?T|MSK|МСК|мск)\b)?"
    r"(?:\s?(?P<offset>[+-]\d{2}:?\d{2}|(?:(?<=UTC)|(?<=GMT))[+-]\d{1,2}(?::\d{2})?)(?!\d))?(?!\d)"
)
_EITHER: Final = re.compile(r"(?:0?[1-9]|1[0-2])([/-])\s?(?:0?[1-9]|1[0-2])\1\s?\d{4}")
"""03/04/2025 is in March to some readers and in April to others; with full stops the day is first."""
_ZONE_HOURS: Final = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3}
_COPIED: Final = re.compile(r"/https?:/+[^/]*")
"""An archive's own part of an address ends here; the date in it is that of the copy."""
_URL: Final = (
    re.compile(r"(?<!\d)(?:19|20)\d{2}([/_-])\d{1,2}\1\d{1,2}(?!\d)"),
    # 20251206, and where a number begins with the day and the minute: 20251206143012345
    re.compile(
        r"(?<!\d)20[012]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=(?:(?:[01]\d|2[0-3])[0-5]\d\d*)?(?!\d))"
    ),
    # 06-12-2025-title, 06/12/2025/title; further behind, it may be the day of what the title tells
    re.compile(r"(?<=/)(?:0[1-9]|[12]\d|3[01])([/._-])(?:0[1-9]|1[0-2])\1(?:19|20)\d{2}(?!\d)"),
    re.compile(r"(?<=/)(?:19|20)\d{2}/\d{2}(?=/)"),
)


@dataclass(frozen=True)
class Written:
    """A date in a short text, and the time of day beside it."""

    text: str
    date: re.Match[str]
    time: re.Match[str] | None

    @property
    def rest(self) -> str:
        """What else the text says."""
        spans = [found.span() for found in (self.date, self.time) if found]
        return "".join(
            " " if any(start <= index < end for start, end in spans) else character
            for index, character in enumerate(self.text)
        )


class Reader(NamedTuple):
    """For whom and when a page was written, as far as it is known."""

    language: str | None
    """BCP 47, without a region."""
    fetched_at: datetime
    """When the page was read: its dates are not later."""
    territory: str | None = None
    """ISO 3166-1: whose order day and month have in numbers."""


def find_date(text: str) -> Written | None:
    """The first date in a short text, in any language, with its time of day."""
    if _SOME_YEAR.search(text, 0, _LONGEST) is None:
        return None
    text = "".join(
        str(decimal(character)) if character.isdecimal() else character for character in text[:_LONGEST]
    )
    for pattern in _DATES:
        for match in pattern.finditer(text):
            name = match.groupdict().get("name")
            if name is None or is_month(name) or month_number(name, None):
                return Written(text, match, _time_beside(text, match))
    return None


def _time_beside(text: str, day: re.Match[str]) -> re.Match[str] | None:
    after = text[day.end() :]
    return _TIME.search(
        text[: day.start()] + " " * len(day[0]) + (" " + after[1:] if after[:1] == "T" else after)
    )


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
    ago = find_ago(text, reader.language)
    return [time_ago(ago, reader.fetched_at)] if ago else []


def _value(day: date, written: Written) -> tuple[date | datetime, Precision]:
    """A day with its time of day, if the zone of that is known."""
    moment = _moment(day, written.time) if written.time else None
    if moment is None or written.time is None:
        return day, "day" if written.date.groupdict().get("day") else "month"
    return moment, "second" if written.time["second"] else "minute"


def url_clue(url: str | None) -> DateClue | None:
    """The date in the path of an address, if it has one; of a copy, in that of the address copied."""
    path = _COPIED.split(urlsplit(url).path)[-1] if url else ""
    found = next((match for pattern in _URL if (match := pattern.search(path))), None)
    return DateClue(found[0].replace("_", "-"), "url") if found else None


def _days(written: re.Match[str], reader: Reader) -> list[date]:
    """The days that a match may mean, none that there cannot be."""
    fields = written.groupdict()
    name, month, day = fields.get("name"), fields.get("month"), fields.get("day")
    number = month_number(name, reader.language) if name else int(month or 0)
    orders = [(number or 0, int(day or 1))]
    if month and day and _EITHER.fullmatch(written[0]) and int(day) != int(month):
        swapped = (int(day), int(month))
        first = month_first(reader.language, reader.territory)
        orders = [swapped] if first else [*orders, swapped] if first is None else orders
    return [day for order in orders if (day := _day(fields["year"] or "", *order))]


def _day(year: str, month: int, day: int) -> date | None:
    try:
        found = date(int(year if len(year) > len(_CENTURY) else _CENTURY + year), month, day)
    except ValueError:
        return None
    return found if found.year in _YEARS and found != _EPOCH else None


def _moment(day: date, written: re.Match[str]) -> datetime | None:
    """The time of day in UTC; None where its zone is not known."""
    zone, offset = (written["zone"] or "").upper(), written["offset"]
    if not zone and not offset:
        return None
    ahead = timedelta(hours=_ZONE_HOURS.get(zone, 0))
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > _HOURS else (digits, "0")
        ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if offset[0] == "-" else 1)
    hour = int(written["hour"])
    if written["half"]:
        hour = hour % _NOON + _NOON * (written["half"] in "pP")
    try:
        local = datetime.combine(day, time(hour, int(written["minute"]), int(written["second"] or 0)), UTC)
        return local - ahead
    except (ValueError, OverflowError):
        return None
