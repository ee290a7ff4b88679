"""Days of the calendars in which pages count years: Gregorian, Buddhist, Japanese, of Taiwan, solar Hijri."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from persiantools.jdatetime import JalaliDate

YEARS: Final = range(1900, 2200)
"""Gregorian years of news."""
_SOLAR_YEARS: Final = range(1279, 1500)
"""The same in Iran and Afghanistan."""
_BUDDHIST: Final = 543
"""Years from the Buddhist era, as Thailand counts it, to ours."""
_ERAS: Final[Mapping[str, int]] = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before the first of an era."""
_CENTURY: Final = 2000
_BUDDHIST_CENTURY: Final = 2500
_SHORT: Final = 2
"""Digits of a year without its century."""
_EPOCH: Final = date(1970, 1, 1)
"""What a broken clock says; nobody published on it (109 such dates in 3,050 archived articles)."""


def is_year(year: int) -> bool:
    """Whether a number is a year of news in one of the calendars."""
    return year in YEARS or year in _SOLAR_YEARS or year - _BUDDHIST in YEARS


def day_of(year: int, month: int, day: int) -> date | None:
    """The Gregorian day, its year counted as here or in the Buddhist era; None where there is no such day."""
    try:
        found = date(year - _BUDDHIST if year - _BUDDHIST in YEARS else year, month, day)
    except ValueError:
        return None
    return found if found.year in YEARS and found != _EPOCH else None


def year_of_era(era: str, digits: str) -> int:
    """Our year of one of an era of Japan or Taiwan: `令和`, `7`; the first is `元`."""
    return _ERAS[era] + (1 if digits == "元" else int(digits))


def solar_day(year: int, month: int, day: int) -> date | None:
    """The day of the solar Hijri calendar."""
    if year not in _SOLAR_YEARS:
        return None
    try:
        found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return found


def full_year(digits: str, *, buddhist: bool) -> int:
    """The year that two or four digits name; 0001, which some systems write for no date, stays 1."""
    year = int(digits)
    if len(digits) > _SHORT:
        return year
    return year + (_BUDDHIST_CENTURY if buddhist else _CENTURY)
