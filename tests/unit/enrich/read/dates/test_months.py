"""Names of months and weekdays."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.enrich.read.characters import clean
from services.enrich.read.dates.months import is_month, is_weekday, month_number, weekday_number
from services.enrich.read.dates.written import Reader, readings
from services.enrich.read.page import DateClue

SPELLED = tomllib.loads(Path(__file__).with_name("months.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("language", "names"),
    [pytest.param(language, line, id=language) for language, lines in SPELLED.items() for line in lines],
)
def test_as_news_spell_them(language: str, names: str) -> None:
    """Each spelling of a month makes a date in its language."""
    reader = Reader(language, datetime(2026, 11, 29, tzinfo=UTC))
    read = [readings(DateClue(clean(f"5 {name} 2024"), "text"), reader) for name in names.split()]
    assert [[str(date.value)[:10] for date in dates] for dates in read] == [
        [f"2024-{number:02}-05"] for number in range(1, 13)
    ]


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("Декември", "bg", 12),
        ("ноем.", "bg", 11),
        ("decembra", "sr-Latn", 12),
        ("decembrom", "sr-Latn", 12),
        ("März", "de", 3),
        ("Jänner", "de", 1),
        ("January", "bg", 1),
        ("abril", "ca", 4),
        ("Ιουνίου", None, 6),
        ("lipnja", None, 6),
        ("mai", None, 5),
        ("listopad", None, None),
        ("xx", "bg", None),
        ("декември", "no-such", 12),
    ],
)
def test_month_number(word: str, language: str | None, number: int | None) -> None:
    """A form of a month's name is its number: in its language, in English, or where it can mean only one."""
    assert month_number(word, language) == number


def test_any_language() -> None:
    """Whether a word is a month or a weekday is known without its language."""
    assert [is_month(word) for word in ("Грудня", "marzec", "събота", "Мост")] == [True, True, False, False]
    assert [is_weekday(word) for word in ("събота", "Cumartesi", "Thursday", "Мост")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("събота", "bg", 5),
        ("Thu", "en", 3),
        ("segunda", "pt", 0),
        ("feira", "pt", None),
        ("שני", "he", 0),
        ("土", "ja", 5),
        ("Thu", "bg", None),
        ("Monday", None, None),
        ("Monday", "no-such", None),
    ],
)
def test_weekday_number(word: str, language: str | None, number: int | None) -> None:
    """A name of a day of the week, or a part that only one has, is its number in its language."""
    assert weekday_number(word, language) == number
