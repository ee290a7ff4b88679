"""Titles of other articles in the midst of a text."""

import pytest

from services.enrich.read.plain.midst import TextWords, foreign_title, repeated_title

ABOVE = "The island council wants four more sailings a day, because the ferry was full on ninety summer days."
BELOW = (
    "Captain Isla Fenwick said that the harbour has room for one more ship if the old pier is mended by then."
)
FOREIGN = "Recipe books sell better than novels"
OWN = "Harbour has room for more sailings"
WORDS = TextWords([ABOVE, OWN, FOREIGN, BELOW], "Ferry was full on ninety days")


def test_own_heading() -> None:
    """A heading between paragraphs has words of the text, and stays in it, with a colon or without."""
    for heading in (OWN, f"Fenwick: {OWN}", "Room for more", "A ship too far"):
        assert foreign_title([ABOVE, heading, BELOW], WORDS) is None


def test_foreign_title() -> None:
    """A title between paragraphs none of whose words the text has is another article's."""
    assert foreign_title([ABOVE, FOREIGN, BELOW], WORDS) == FOREIGN


def test_below_heading() -> None:
    """Below a heading, or behind one and a colon, half of its words are enough."""
    title = "Recipe books sell better on the ferry"
    assert foreign_title([ABOVE, title, BELOW], WORDS) is None
    assert foreign_title([ABOVE, f"On our pages: {title}", BELOW], WORDS) == title
    assert foreign_title([ABOVE, "On our pages", title, BELOW], WORDS) == title
    assert foreign_title([ABOVE, "The ferry", title, BELOW], WORDS) is None


@pytest.mark.parametrize(
    "around",
    [
        [ABOVE, FOREIGN],
        [ABOVE, FOREIGN, FOREIGN],
        [OWN, FOREIGN, BELOW],
        [ABOVE, f"{FOREIGN}.", BELOW],
        [ABOVE, "Prices: flour, butter, sugar, cinnamon, vanilla", BELOW],
        [ABOVE, "On our pages", "flour, butter, sugar, cinnamon", BELOW],
        [ABOVE, "The bakery, Photo: Tern Post", BELOW],
        [ABOVE, "食谱书比小说卖得更好了", BELOW],
    ],
)
def test_kept(around: list[str]) -> None:
    """What does not stand between paragraphs, sentences, lists, captions and titles without spaces stay."""
    assert foreign_title(around, WORDS) is None


def test_repeated_title() -> None:
    """A line that stands below the text too is another article's, or the heading above one."""
    below = {"from the harbour", "kite makers meet on the mainland"}
    assert (
        repeated_title(["Kite makers meet on the mainland", BELOW], below)
        == "Kite makers meet on the mainland"
    )
    assert repeated_title(["From the harbour", FOREIGN], below) == FOREIGN
    assert repeated_title([f"From the harbour: {FOREIGN}"], below) == FOREIGN
    assert repeated_title([FOREIGN, BELOW], below) is None
