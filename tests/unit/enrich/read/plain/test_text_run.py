"""Where the text of a page may stand."""

from services.enrich.read.plain.text_run import TextRun, text_runs

FIRST = "The ferry between the island and the mainland will run all night from June, its captain said."
SECOND = "Four more sailings a day are planned, and the last one will wait for the train from the city."
TITLE = "Island school opens a station"


def longest(lines: list[str]) -> range:
    """The lines of the longest text."""
    return text_runs(lines)[0].lines


def test_menu_and_footer() -> None:
    """Menus and footers are outside; headings, buttons and short sentences between paragraphs are inside."""
    menu, footer = ["News", "Sport", "Weather"] * 9, ["About us", "Contact", TITLE]
    text = [FIRST, "What changes", SECOND, "Save Story", "Nobody knows yet.", FIRST]
    assert longest([*menu, *text, *footer]) == range(27, 33)


def test_lonely_paragraph() -> None:
    """A paragraph apart from the others, such as a request for consent, is not the text."""
    assert longest(["We value your privacy. " * 4, *["Home"] * 6, FIRST, SECOND]) == range(7, 9)


def test_doubled_title() -> None:
    """No run reaches across a line that stands twice, however long the leads below such lines are."""
    teaser = [TITLE, TITLE, SECOND]
    assert longest([FIRST, SECOND, FIRST, *teaser * 5]) == range(3)


def test_captions_and_dates() -> None:
    """A credited picture and a date are no text, though they may end like it."""
    caption = "The quay of the island on the first evening of June, seen from the ferry. Photo: Rowan Kerr"
    assert longest([caption, "четвъртък, 18 юни 2026 г.", FIRST]) == range(2, 3)


def test_menu_on_one_line() -> None:
    """A long line of sections is no text, though there is a comma in it."""
    menu = " | ".join(["News", "Sport", "Weather, wind and waves", *["Another section of the site"] * 9])
    assert longest([menu, "Subscribe", FIRST, SECOND]) == range(2, 4)


def test_several_texts() -> None:
    """Texts apart from each other, the longest first; a short one beside a long one is a lead or a notice."""
    gap = ["Share", "Comments", "Subscribe", "Weather", "Sport", "Log in"] * 2
    page = [*[FIRST, SECOND] * 3, *gap * 2, FIRST, SECOND, *gap, FIRST, SECOND, FIRST, SECOND]
    assert [run.lines for run in text_runs(page)] == [range(6), range(44, 48)]
    assert text_runs([FIRST]) == [TextRun(range(1), len(FIRST))]


def test_offers() -> None:
    """A list of other articles, title and lead each, is no part of a text."""
    titles = [
        "Kite makers meet on the beach again",
        "School opens a weather station",
        "Rowers want a new pier",
    ]
    offers = [line for title in titles for line in (title, "Four songs and a late dinner for all who came.")]
    assert longest([FIRST, SECOND, FIRST, *offers]) == range(3)


def test_no_text() -> None:
    """A page of titles has no text."""
    assert text_runs([TITLE, "News"]) == []
    assert text_runs([]) == []
