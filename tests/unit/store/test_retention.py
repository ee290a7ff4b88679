"""How far back things are kept."""

from datetime import date

import pytest

from services.store.retention import Policy, months_before


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        (date(2024, 7, 15), 0, date(2024, 7, 1)),
        (date(2024, 7, 31), 7, date(2023, 12, 1)),
        (date(2024, 1, 1), 1, date(2023, 12, 1)),
        (date(2024, 12, 31), 24, date(2022, 12, 1)),
    ],
)
def test_months_are_counted_back(today: date, months: int, first: date) -> None:
    """So many months before a day is the first of a month, over the ends of years."""
    assert months_before(today, months) == first


def test_policy_without_numbers_lets_nothing_go() -> None:
    """What has no number is kept for ever; what has one has a first day or month that stays."""
    today, kept = date(2024, 7, 15), Policy()
    assert (kept.first_month(today), kept.first_day_with_body(today), kept.first_day_of_letters(today)) == (
        *(None, None, None),
    )
    some = Policy(history_months=12, body_months=1, letter_days=30)
    assert (some.first_month(today), some.first_day_with_body(today), some.first_day_of_letters(today)) == (
        *("article_versions_2023_07", date(2024, 6, 1), date(2024, 6, 15)),
    )
