"""Where the headline of a plain-text page stands."""

import pytest

from services.enrich.read.headline_line import headline_at

HEADLINE = "Ferry to run all night through summer"
TEXT = "The ferry between the island and the mainland will run all night from June, its captain said."
DATE = "12 March 2026, 18:30"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([HEADLINE, TEXT], 0),
        (["News", HEADLINE, TEXT], 1),
        (["News » Island", HEADLINE, TEXT], 1),
        (["Turn autoplay off", DATE, HEADLINE, HEADLINE, TEXT], 2),
        (["Night ferries", DATE, TEXT], 0),
        (["Accept", HEADLINE, DATE, "The Post in Viber", "The Post in Telegram", TEXT], 1),
        (["Learn about cookies", HEADLINE, TEXT], 1),
        ([DATE, "Home > News > " + HEADLINE + " and beyond", HEADLINE, TEXT], 2),
        (["Share", "Photo: Rowan Kerr", TEXT], None),
    ],
)
def test_headline_at(lines: list[str], expected: int | None) -> None:
    """A line that stands twice comes first, then one beside a date, then the first of several words."""
    assert headline_at([*lines, TEXT], len(lines) - 1, None) == expected


def test_long_headline() -> None:
    """A headline as long as a paragraph is one if it does not end like a text."""
    long = "Aid of 500 million for the island. Will the council agree on the night ferry before the summer?"
    assert headline_at([DATE, long, TEXT], 1, None) == 1
    assert headline_at([DATE, TEXT, TEXT], 1, None) is None


def test_hint() -> None:
    """The headline that the scraper knows is found wherever it stands above the text, doubled or not."""
    menu = ["The island in winter"] * 40
    assert headline_at([*menu, HEADLINE, TEXT], 41, HEADLINE.upper()) == 40
    assert headline_at([*menu, HEADLINE, HEADLINE, TEXT], 42, HEADLINE) == 40
    assert headline_at([*menu, HEADLINE, "Save", HEADLINE, TEXT], 43, HEADLINE) == 42
