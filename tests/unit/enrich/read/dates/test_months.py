"""Names of months and weekdays."""

import pytest

from services.enrich.read.dates.months import is_month, is_weekday, month_number


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
