"""Where the text of a page stands."""

from services.enrich.read.plain.text_run import text_run

FIRST = "The ferry between the island and the mainland will run all night from June, its captain said."
SECOND = "Four more sailings a day are planned, and the last one will wait for the train from the city."
TITLE = "Island school opens a station"


def test_menu_and_footer() -> None:
    """Menus and footers are outside; headings, buttons and short sentences between paragraphs are inside."""
    menu, footer = ["News", "Sport", "Weather"] * 9, ["About us", "Contact", TITLE]
    text = [FIRST, "What changes", SECOND, "Save Story", "Nobody knows yet.", FIRST]
    assert text_run([*menu, *text, *footer]) == range(27, 33)


def test_lonely_paragraph() -> None:
    """A paragraph apart from the others, such as a request for consent, is not the text."""
    assert text_run(["We value your privacy. " * 4, *["Home"] * 6, FIRST, SECOND]) == range(7, 9)


def test_doubled_title() -> None:
    """No run reaches across a line that stands twice, however long the leads below such lines are."""
    teaser = [TITLE, TITLE, SECOND]
    assert text_run([FIRST, SECOND, FIRST, *teaser * 5]) == range(3)


def test_captions_and_dates() -> None:
    """A credited picture and a date are no text, though they may end like it."""
    caption = "The quay of the island on the first evening of June, seen from the ferry. Photo: Rowan Kerr"
    assert text_run([caption, "четвъртък, 18 юни 2026 г.", FIRST]) == range(2, 3)


def test_no_text() -> None:
    """A page of titles has no text."""
    assert text_run([TITLE, "News"]) == range(2, 2)
    assert text_run([]) == range(0)
