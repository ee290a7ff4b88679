"""Days without a year."""

from datetime import UTC, date, datetime

import pytest

from services.enrich.read.dates.yearless import find_yearless, yearless_day

FETCHED_AT = datetime(2026, 1, 9, 12, tzinfo=UTC)
DAY = date(2026, 1, 8)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("8 января, 17:46", "ru", DAY),
        ("8 января, четверг", "ru", DAY),
        ("8. Januar, 17:46 Uhr", "de", DAY),
        ("quinta-feira, 8 de janeiro", "pt", DAY),
        ("Thursday, Jan. 8", "en", DAY),
        ("Jan 8th, 5:46 PM", "en", DAY),
        ("1月8日（木）", "ja", DAY),
        ("1月8日 7時5分", "ja", DAY),
        ("1월 8일 17:46", "ko", DAY),
        ("1월 8일 오후 5시 46분", "ko", DAY),
        ("8 בינואר, 17:46", "he", DAY),
        ("८ जनवरी, १७:४६", "hi", DAY),
        ("събота, 6 декември", "bg", date(2025, 12, 6)),
        ("8 января, пятница", "ru", None),
        ("May 4, 10:00", "en", None),
        ("Jan 12, 10:00", "en", None),
        ("31 February, 10:00", "en", None),
    ],
)
def test_day(text: str, language: str, expected: date | None) -> None:
    """The day of the week tells the year; with a time of day it is the last such day if that was lately."""
    found = find_yearless(text)
    assert found
    assert yearless_day(found, language, FETCHED_AT) == expected


@pytest.mark.parametrize(
    "text",
    [
        "8 January",
        "8 January 2026, 17:46",
        "Top 5, 17:46",
        "8 goals, 17:46",
        "Thursday",
        "8 January 17:46 " * 8,
        "",
    ],
)
def test_no_day(text: str) -> None:
    """A day without anything beside it may be any; a long text, or one with a year, is something else."""
    assert find_yearless(text) is None


def test_rest() -> None:
    """What else the text says is left over."""
    found = find_yearless("By Isla Fenwick, Thu 8 January, 17:46")
    assert found
    assert (found.month, found.day, found.weekdays) == ("January", 8, ("Thu",))
    assert found.rest.split() == ["By", "Isla", "Fenwick,", ","]
