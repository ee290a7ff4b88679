"""Days of the calendars in which pages count years."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from services.enrich.read.dates.calendars import day_of, full_year, is_year, solar_day, year_of_era

DAYS = st.dates(date(1901, 1, 1), date(2100, 12, 31)).filter(lambda day: day != date(1970, 1, 1))


@given(DAYS)
def test_buddhist_day(day: date) -> None:
    """The Buddhist era is 543 years ahead, with our months and days."""
    assert day_of(day.year + 543, day.month, day.day) == day


@given(DAYS)
def test_solar_day(day: date) -> None:
    """A day of the solar Hijri calendar is one of ours."""
    solar = JalaliDate(day)  # type: ignore[no-untyped-call]
    assert solar_day(solar.year, solar.month, solar.day) == day


def test_no_day() -> None:
    """A day that the calendar has not is none, and neither is what broken clocks say."""
    assert [day_of(2025, 2, 29), day_of(1970, 1, 1), solar_day(1403, 13, 1), solar_day(2025, 1, 1)] == [
        None
    ] * 4


def test_years() -> None:
    """Eras count from their first year; two digits are of this century, in Thailand of its own."""
    assert [year_of_era("令和", "元"), year_of_era("民國", "114")] == [2019, 2025]
    assert [full_year("25", buddhist=False), full_year("68", buddhist=True)] == [2025, 2568]
    assert full_year("0001", buddhist=False) == 1
    years = [year for year in (1, 1200, 1404, 1800, 2025, 2568, 3000) if is_year(year)]
    assert years == [1404, 2025, 2568]
