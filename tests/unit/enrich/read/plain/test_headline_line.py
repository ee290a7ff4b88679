"""Where the headline of a plain-text page stands."""

import pytest

from services.enrich.read.plain.headline_line import headline_line

HEADLINE = "Ferry to run all night through summer"
TEXT = "The ferry between the island and the mainland will run all night from June, its captain said."
DATE = "12 March 2026, 18:30"
MENU = [
    line for day in range(10) for line in (f"Kite makers meet again, {day}", "Sport", f"Weather of day {day}")
]


def headline_at(lines: list[str], run: range, *known: int) -> int | None:
    """The line of the headline."""
    found = headline_line(lines, run, known)
    return found.at if found else None


def above(*lines: str) -> str | None:
    """The headline of a page that has lines between its menu and its text."""
    page = [*MENU, *lines, TEXT, TEXT]
    at = headline_at(page, range(len(page) - 2, len(page)))
    return None if at is None else page[at]


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
    """It has words of the text, stands twice or beside a date; a path or a button is none."""
    page = [*lines, TEXT]
    found = headline_at(page, range(len(lines) - 1, len(lines) + 1))
    assert (None if found is None else page[found]) == (None if expected is None else page[expected])


def test_long_headline() -> None:
    """A headline as long as a paragraph is one if it does not end like a text."""
    long = "Aid of 500 million for the island. Will the council agree on the night ferry before the summer?"
    assert headline_at([DATE, long, TEXT], range(1, 3)) == 1
    assert headline_at([DATE, TEXT, TEXT], range(1, 3)) is None


def test_known() -> None:
    """The headline that is known is found wherever it stands above the text, doubled or not."""
    menu = ["The island in winter"] * 90
    assert headline_at([HEADLINE, *menu, TEXT, HEADLINE], range(91, 92), 0, 92) == 0
    assert headline_at([*menu, HEADLINE, HEADLINE, TEXT], range(92, 93), 90, 91) == 90
    assert headline_at([*menu, HEADLINE, "Save", HEADLINE, TEXT], range(93, 94), 90, 92) == 92


def test_below_menu() -> None:
    """Below a menu it is what has the words of the text; a lead below it may have more of them."""
    assert above(HEADLINE, "Sport", "Log in") == HEADLINE
    assert (
        above("Ferry runs all night", "The island in June, and prices on the quay") == "Ferry runs all night"
    )
    assert above("* Ferry and captain", HEADLINE) == HEADLINE
    assert above("Skip to main content") is None


def test_title_of_the_page() -> None:
    """Where scrapers print the title of the whole page first, it begins with the headline."""
    page = [
        "Kite day on the island | The Post",
        *MENU,
        "Kite day on the island",
        "The captains sing in June",
        TEXT,
        TEXT,
    ]
    assert headline_at(page, range(len(page) - 2, len(page))) == len(page) - 4


def test_below_a_notice() -> None:
    """A notice may stand above the headline like a first paragraph, if another line says which it is."""
    notice = "Some of our links lead to shops that pay us for it, which changes nothing of what we write."
    page = [f"{HEADLINE} | The Post", *MENU, notice, HEADLINE, TEXT, TEXT]
    assert headline_at(page, range(31, 35)) == 32
    page[0] = "The Post"
    assert headline_at(page, range(31, 35)) != 32


def test_cut() -> None:
    """A title that is cut short is no headline beside the whole one; one may end so where there is none."""
    cut = "Ferry to run all night thr..."
    assert above(HEADLINE, "Sport", cut, DATE) == HEADLINE
    assert above(cut, "Sport", DATE) == cut
