"""The lines of a plain text."""

import textwrap

from services.enrich.read.plain.lines import split_lines

PARAGRAPHS = [
    (
        "The council of the island met on Monday to speak about the ferry, which has not sailed at night "
        "since the winter before last, and about the price of a ticket for those who live there all year."
    ),
    (
        "Nobody was surprised that the meeting went on until the last boat had left, so that the members who "
        "came from the mainland had to stay in the school, where the teacher had already made up the beds."
    ),
]


def test_lines() -> None:
    """Every line that says something is one, with single spaces."""
    assert split_lines(" a  b\n\n\u00a0\nc\td\n") == ["a b", "c d"]


def test_wrapped() -> None:
    """Lines that were broken at one width are joined to their paragraphs; the headline stays alone."""
    text = "Ferry to run\n\n" + "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in PARAGRAPHS)
    assert split_lines(text) == ["Ferry to run", *PARAGRAPHS]


def test_not_wrapped() -> None:
    """Lines of any length are paragraphs of their own, with blank lines between them or without."""
    text = "Ferry to run\n" + "\n".join(PARAGRAPHS) + "\nShare:\nComments (0)"
    assert split_lines(text) == ["Ferry to run", *PARAGRAPHS, "Share:", "Comments (0)"]


def test_sentences_of_one_width() -> None:
    """Lines that happen to be equally long but end like sentences stay apart."""
    lines = [f"Boat {number} left the island in the morning with all its guests." for number in range(6)]
    assert split_lines("\n".join(lines)) == lines


def test_cut_sentences() -> None:
    """A sentence that is cut where a link begins and ends is whole again; titles, dates and buttons stay."""
    parts = [
        "The council of the island met on Monday, and its chairwoman said that the ferry of",
        "Isla Fenwick",
        "will sail again at night",
        ", perhaps as soon as in June, when",
        "the school",
        "closes.",
        "Nobody was surprised.",
        "island school",
        "Ferry to run all night through the summer and in the autumn too",
        "понеделник, 12 март 2026",
        "facebook",
        "Save",
    ]
    whole = (
        "The council of the island met on Monday, and its chairwoman said that the ferry of Isla Fenwick "
        "will sail again at night, perhaps as soon as in June, when the school closes."
    )
    assert split_lines("\n".join(parts)) == [whole, *parts[6:]]
