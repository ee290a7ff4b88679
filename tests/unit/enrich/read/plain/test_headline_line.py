"""Where the headline of a plain-text page stands."""

import pytest

from services.enrich.read.plain.headline_line import headline_at

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
    assert headline_at([*lines, TEXT], range(len(lines) - 1, len(lines) + 1), None) == expected


def test_long_headline() -> None:
    """A headline as long as a paragraph is one if it does not end like a text."""
    long = "Aid of 500 million for the island. Will the council agree on the night ferry before the summer?"
    assert headline_at([DATE, long, TEXT], range(1, 3), None) == 1
    assert headline_at([DATE, TEXT, TEXT], range(1, 3), None) is None


def test_hint() -> None:
    """The headline that the scraper knows is found wherever it stands above the text, doubled or not."""
    menu = ["The island in winter"] * 40
    assert headline_at([*menu, HEADLINE, TEXT], range(41, 42), HEADLINE.upper()) == 40
    assert headline_at([*menu, HEADLINE, HEADLINE, TEXT], range(42, 43), HEADLINE) == 40
    assert headline_at([*menu, HEADLINE, "Save", HEADLINE, TEXT], range(43, 44), HEADLINE) == 42


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([HEADLINE, "The quay of the island in the evening", TEXT], 0),
        (
            ["The mainland in June: run of all captains", "Island from June on", "Island from June on", TEXT],
            1,
        ),
    ],
)
def test_below_menu(lines: list[str], expected: int) -> None:
    """Below a menu the headline is what stands twice, else the first line whose words the text has."""
    menu = ["Kite makers meet again", "Sport", "Weather for sailors today"] * 10
    page = [*menu, *lines]
    assert headline_at(page, range(len(page) - 1, len(page)), None) == len(menu) + expected


def test_title_of_the_page() -> None:
    """Where scrapers print the title of the whole page first, its headline is the line that it holds."""
    menu = ["Kite makers meet again", "Sport", "Weather for sailors today"] * 10
    page = ["Kite day | The Post", *menu, "Kite day", "Four songs for it", "The captains sing in June", TEXT]
    assert headline_at(page, range(len(page) - 1, len(page)), None) == len(page) - 2
    page[0] = "Four songs for it | The Post"
    assert headline_at(page, range(len(page) - 1, len(page)), None) == len(page) - 3
