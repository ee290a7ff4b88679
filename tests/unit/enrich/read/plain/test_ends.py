"""Where an article goes on behind a label, and where it has ended."""

import pytest

from services.enrich.read.plain.ends import goes_on

READ = ("Ferry to run all night through summer", "The ferry to the island will run all night from June.")
FIRST = "The ferry between the island and the mainland will run all night from June, its captain said."
SECOND = "Four more sailings of the ferry are planned, and the last will wait for the train from the city."
OTHER = "A garden of tulips opens in the old barracks, where gardeners speak of soil, seeds and patience."

LONG = " ".join((FIRST, SECOND) * 2)
KITES = "Kite makers meet on the mainland"
HEADED = (FIRST, SECOND, "What the captain says of it", FIRST, "Who is to pay", SECOND)
LIST = ("Island", KITES, "by Rowan") * 3


def end(line: str, *below: str) -> int | None:
    """Where the article goes on behind a line."""
    return goes_on(line, below, READ)


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (("Share", FIRST, SECOND), 0),
        (("Share", "Save Story", FIRST, SECOND), 1),
        (("Read also: Kite day on the island", FIRST), 0),
        (("Read also", "Kite day on the island", FIRST, SECOND), 1),
        (("Comments", "Log in", FIRST, SECOND, FIRST), 1),
        (("Share", *["Save Story"] * 8, FIRST, SECOND, FIRST), 8),
        (("Read also", OTHER, *HEADED), 0),
        (("Read also", KITES, *HEADED), 1),
        (("Most read", *LIST, LONG, "Most read", *LIST, LONG), 9),
    ],
)
def test_goes_on(lines: tuple[str, ...], at: int) -> None:
    """Behind buttons, an offer, many buttons or a list that stands there several times the text follows."""
    assert end(*lines) == at


@pytest.mark.parametrize(
    "lines",
    [
        ("Share",),
        ("Share", "Kite day on the island", "Kite day on the island", OTHER),
        ("Read also", "Who pays for the garden?", OTHER, "Kite makers meet on the island", OTHER),
        ("Most read", *LIST, LONG),
        ("Read also", "The garden opens.", OTHER, KITES, OTHER, "Captain sails for the last time", OTHER),
        ("Comments", FIRST, SECOND),
        ("Comments", "Rowan", FIRST, "Isla", SECOND, "Kerr", FIRST, "Rowan", SECOND),
        ("Comments", OTHER, OTHER, OTHER),
        ("Share", *["Save Story"] * 20, FIRST, SECOND, FIRST),
    ],
)
def test_ends(lines: tuple[str, ...]) -> None:
    """Teasers, what readers wrote, a text on something else, and one far below are not the article."""
    assert end(*lines) is None


def test_short_text_below() -> None:
    """What is less than was read is a notice or a comment."""
    assert goes_on("Comments", [FIRST, SECOND, FIRST], (*READ, *[FIRST] * 5)) is None
