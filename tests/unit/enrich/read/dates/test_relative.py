"""Dates by the clock of the reader."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.enrich.read.characters import plain_digits
from services.enrich.read.dates.relative import Ago, AgoPart, find_ago, part_ago, time_ago

FETCHED_AT = datetime(2026, 3, 12, 0, 30, 15, tzinfo=UTC)
SPELLED = tomllib.loads(Path(__file__).with_name("relative.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("unit", "language", "phrases"),
    [
        pytest.param(unit, language, phrases, id=f"{unit} {language}")
        for unit, languages in SPELLED.items()
        for language, phrases in languages.items()
    ],
)
def test_as_news_say_it(unit: str, language: str, phrases: list[str]) -> None:
    """A line of a page that says two hours ago, or today, is read in its language."""
    parts = [part_ago(plain_digits(phrase)) for phrase in phrases]
    found = [find_ago(part.text, language) if part else None for part in parts]
    assert [ago and ago.unit for ago in found] == [unit] * len(phrases)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("преди 2 часа", "bg", Ago(2, "hour")),
        ("Вчера, 14:30 ч.", "bg", Ago(1, "day")),
        ("2 hours ago", "en", Ago(2, "hour")),
        ("Today at 9:15", "en", Ago(0, "day")),
        ("vor 5 Minuten", "de", Ago(5, "minute")),
        ("il y a 2\xa0h", "fr", Ago(2, "hour")),
        ("há 3 dias", "pt", Ago(3, "day")),
        ("3 дня назад", "ru", Ago(3, "day")),
        ("قبل ساعتين", "ar", Ago(2, "hour")),
        ("2小时前", "zh", Ago(2, "hour")),
        ("2 órája", "hu", Ago(2, "hour")),
        ("3w ago", "bg", Ago(3, "week")),
        ("1 year ago", "und", Ago(1, "year")),
        ("an hour ago", "bg", Ago(1, "hour")),
        ("5 mins ago", "en", Ago(5, "minute")),
        ("3 ч. назад", "ru", Ago(3, "hour")),
        ("преди час", "bg", Ago(1, "hour")),
        ("3 horas atrás", "pt", Ago(3, "hour")),
        ("πριν 3 ώρες", "el", Ago(3, "hour")),
        ("منذ ٣ ساعات", "ar", Ago(3, "hour")),
        ("৩ ঘণ্টা আগে", "bn", Ago(3, "hour")),
        ("3 ชั่วโมงที่แล้ว", "th", Ago(3, "hour")),
        ("3 小時前", "zh", Ago(3, "hour")),
        ("3 घंटे पहले", "hi", Ago(3, "hour")),
        ("USA Today", "en", None),
        ("the last 2 hours", "en", None),
        ("преди 2 часа", "en", None),
        ("in 2 hours", "en", None),
        ("2 hours ago " * 9, "en", None),
        ("", None, None),
    ],
)
def test_find(text: str, language: str, expected: Ago | None) -> None:
    """What says how long ago it was, and nothing else, is understood in its language and in English."""
    assert find_ago(text, language) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("3 days ago", AgoPart("3 days ago", "")),
        ("By Isla Fenwick, 3 days ago", AgoPart("3 days ago", "By Isla Fenwick,")),
        ("преди 2 часа | Спорт", AgoPart("преди 2 часа", "| Спорт")),
        ("Вчера, 14:30", AgoPart("Вчера, 14:30", "")),
        ("2小时前", AgoPart("2小时前", "")),
        ("an hour ago", AgoPart("an hour ago", "")),
        ("An hour ago, the ferry sank", None),
        ("Updated 3 days ago", None),
        ("3 days ago the ferry sank", None),
        ("Today, we ride again", None),
        ("Sport", None),
        ("Top 5", None),
        (f"3 days ago, {'and so on ' * 12}", None),
    ],
)
def test_part(line: str, expected: AgoPart | None) -> None:
    """In a line of any language the part between marks counts that says nothing else."""
    assert part_ago(line) == expected


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (Ago(40, "minute"), (datetime(2026, 3, 11, 23, 50, tzinfo=UTC), "minute")),
        (Ago(1, "hour"), (date(2026, 3, 11), "day")),
        (Ago(0, "day"), (date(2026, 3, 12), "day")),
        (Ago(2, "week"), (date(2026, 2, 1), "month")),
        (Ago(13, "month"), (date(2025, 2, 1), "month")),
        (Ago(2, "year"), (date(2024, 1, 1), "year")),
    ],
)
def test_time(ago: Ago, expected: tuple[date, str]) -> None:
    """The date is as precise as what was said: hours tell the day, weeks the month."""
    assert time_ago(ago, FETCHED_AT) == expected
