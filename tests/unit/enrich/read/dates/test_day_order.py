"""Which of two numbers is the day."""

import pytest

from services.enrich.read.dates.day_order import month_first


@pytest.mark.parametrize(
    ("language", "territory", "expected"),
    [
        ("en", "US", True),
        ("en", "PH", True),
        ("en", "CA", True),
        ("en", "GB", False),
        ("en", "IN", False),
        ("en", "ZA", False),
        ("es", "PR", True),
        ("es", None, False),
        ("bg", None, False),
        ("sv", None, False),
        ("sr-Latn", "RS", False),
        ("no-such", None, False),
        ("en", None, None),
        ("en", "XX", None),
        ("und", None, None),
        (None, None, None),
    ],
)
def test_month_first(language: str | None, territory: str | None, expected: bool | None) -> None:  # noqa: FBT001 - a value of the table
    """It is known of each region by CLDR; English without a region may mean either."""
    assert month_first(language, territory) == expected
