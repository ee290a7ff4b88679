"""What a plain-text page offers below its article."""

from services.enrich.read.page import Link
from services.enrich.read.plain.teasers import offers_at, read_teasers

FERRY, SCHOOL = "Ferry to run all night", "Island school opens a station"
LEAD = "Four more sailings a day."


def test_title_twice() -> None:
    """A doubled title is a teaser, the line below it its lead, whatever its length and end."""
    lines = [FERRY, FERRY, "Four more sailings", SCHOOL, SCHOOL]
    assert read_teasers(lines) == [
        Link("teaser", FERRY, description="Four more sailings"),
        Link("teaser", SCHOOL),
    ]


def test_title_once() -> None:
    """A title has no full stop, its lead has one; a title without a lead stands alone."""
    assert read_teasers(["Share:", "Comments (1)", FERRY, LEAD, SCHOOL]) == [
        Link("teaser", FERRY, description=LEAD),
        Link("teaser", SCHOOL),
    ]


def test_talk() -> None:
    """What readers wrote is no teaser, until a heading says that other articles follow."""
    talk = [
        "Comments (2)",
        "Rowan",
        "12 March 2026, 10:15",
        "I have always said so",
        "Isla",
        "So have I and more",
    ]
    assert read_teasers(talk) == []
    assert read_teasers([*talk, "Read also", FERRY]) == [Link("teaser", FERRY)]


def test_menu() -> None:
    """Names of sections, dates, breadcrumbs, footers and tags are no teasers."""
    lines = [
        "Tags: ferry, island",
        "News",
        "Home > News",
        "11 March 2026",
        "© 2026 Tern Island Post",
        "All rights reserved",
    ]
    assert read_teasers(lines) == []


def test_label_before_title() -> None:
    """A title may stand behind the words that announce it, and may be cut short."""
    assert read_teasers([f"Read also: {FERRY}", "Island school opens a…"]) == [
        Link("teaser", FERRY),
        Link("teaser", "Island school opens a…"),
    ]


def test_unspaced() -> None:
    """A title in a script without spaces is one by its length."""
    assert read_teasers(["苏州老桥修缮工程完工", "体育"]) == [Link("teaser", "苏州老桥修缮工程完工")]


def test_cut_with_points() -> None:
    """A title may be cut short with three points; its lead may be one word with a full stop."""
    assert read_teasers(["Island school opens a...", "London.", SCHOOL]) == [
        Link("teaser", "Island school opens a...", description="London."),
        Link("teaser", SCHOOL),
    ]


def test_offers_below_a_text() -> None:
    """Titles with a lead each are offers, whatever stands among them; a heading of the text above is none."""
    text = ["The ferry will run all night. " * 3, "What the harbour says", "It is content.", "It said so."]
    offers = [
        FERRY,
        LEAD,
        SCHOOL,
        "12 March 2026",
        "Tern Island keeps its lighthouse.",
        "Its keeper is glad.",
    ]
    lines = [*text, *offers, "Mayor opens the third bridge", LEAD]
    assert offers_at(lines, range(len(lines))) == len(text)


def test_list_at_the_end() -> None:
    """Items of a list are text, however much they look like titles."""
    lines = [
        "The ferry will run all night. " * 3,
        *(f"- {title}, as was said" for title in (FERRY, SCHOOL) * 2),
    ]
    assert offers_at([*lines, "So be it."], range(6)) == 6


def test_offers_below_one_line() -> None:
    """Below a text on one line the first line that is none begins the offers, whatever follows it."""
    text = "The ferry between the island and the mainland will run all night from June. " * 40
    lead = "The council of the island decided so on Monday evening, after a debate of three hours."
    offers = ["Tern tonight", FERRY, lead, SCHOOL, lead]
    assert offers_at([lead, text, lead, *offers], range(8)) == 3
    assert offers_at([text, "Read also: " + FERRY, lead], range(3)) == 3
    assert offers_at([text, lead], range(2)) == 2
    assert offers_at([text[:500], *offers], range(6)) == 6


def test_questions_in_a_text() -> None:
    """Paragraphs that end in a question, and the masked names of who wrote them, are no offers."""
    asked = (
        "The captain asks whether the island can pay for four more sailings a day, and who else is going to?"
    )
    lines = ["The ferry runs all night.", *("– Is** Fe****", asked) * 3]
    assert offers_at(lines, range(len(lines))) == len(lines)
    titles = [
        "Island school opens a station",
        "Is the harbour too small for kites?",
        "Captain sails once more",
    ]
    lines += [line for title in titles for line in (title, LEAD)]
    assert offers_at(lines, range(len(lines))) == 7
