"""Plain text as scrapers deliver it."""

import sys
from types import FrameType

import pytest

from schemas.enriched_article import Image
from services.enrich.read.page import DateClue, Link, Page
from services.enrich.read.plain.plain_text import read_plain_text

HEADLINE = "Ferry to run all night through summer"
FIRST = "The ferry between the island and the mainland will run all night from June, its captain said."
SECOND = "Four more sailings a day are planned, and the last one will wait for the train from the city."
THIRD = "Tickets stay as they are until the autumn, when the council is going to speak about the price."


def page(*lines: str, hint: str | None = None) -> Page:
    """What is read of some lines."""
    return read_plain_text("\n".join(lines), hint)


@pytest.mark.parametrize(
    "above",
    [
        [],
        ["12 March 2026"],
        ["Home > News > Island", "12 March 2026"],
        ["Share", "Comments (3)"],
        ["News"],
        [HEADLINE],
    ],
)
def test_headline(above: list[str]) -> None:
    """The headline is found once, below whatever a site puts on top of it."""
    found = page(*above, HEADLINE, FIRST, SECOND)
    assert (found.headline, found.paragraphs) == (HEADLINE, (FIRST, SECOND))


def test_no_headline() -> None:
    """A text that begins with its body has no headline; one line alone is a body."""
    assert page(FIRST, SECOND) == Page(paragraphs=(FIRST, SECOND))
    assert page(HEADLINE) == Page(paragraphs=(HEADLINE,))


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        (FIRST.replace(".", "?"), True),
        (
            "Minister on his daughter's wedding, tests and a ban on singing. Does he mind the band?",
            True,
        ),
        (FIRST, False),
        ("One. Two. Three. " + FIRST.replace(".", "!"), False),
    ],
)
def test_long_headline(line: str, headline: bool) -> None:  # noqa: FBT001 - the expected value
    """A long line may be a headline, unless it ends like a sentence of a text, or is several."""
    assert page(line, SECOND).headline == (line if headline else None)


def test_hint() -> None:
    """The headline that the scraper knows is found among the first lines."""
    found = page("News of the island", "A kicker of four words", HEADLINE, FIRST, hint=HEADLINE.upper())
    assert (found.headline, found.paragraphs) == (HEADLINE, (FIRST,))


def test_dates() -> None:
    """A date above the headline is the clock; below it, or with a label, it is that of publication."""
    found = page(
        "12 March 2026", HEADLINE, "11 March 2026, 18:30 | Isla Fenwick", FIRST, "On 3 March 2025 it sank."
    )
    assert found.clock == DateClue("12 March 2026", "text")
    assert found.published == (DateClue("11 March 2026, 18:30 | Isla Fenwick", "text"),)
    labelled = page("Published: 11 March 2026", HEADLINE, "Updated: 12 March 2026", FIRST)
    assert (labelled.clock, labelled.published) == (None, (DateClue("Published: 11 March 2026", "text"),))


@pytest.mark.parametrize("written", ["11/03/2026", "11.03.2026 18:30", "11 March 2026", "2026-03-11"])
def test_numeric_date(written: str) -> None:
    """A date below the headline is that of publication, though its figures alone would be a counter."""
    assert page(HEADLINE, written, FIRST, SECOND).published == (DateClue(written, "text"),)


def test_date_below_a_menu() -> None:
    """Below a menu a date right above the headline is its own; a clock names the day of the week."""
    menu = ["12 March 2026", *(f"Section {word} of the site" for word in "abcdefghijklmnopqrstuvwxyz")]
    found = page(*menu, "11 March 2026", HEADLINE, FIRST, SECOND)
    assert (found.published, found.clock) == (
        (DateClue("11 March 2026", "text"),),
        DateClue("12 March 2026", "text"),
    )
    assert page(*menu[1:], "Thursday, 12 March 2026", HEADLINE, FIRST).published == ()
    timed = "Wednesday, 11 March 2026, 18:30"
    assert page(*menu, timed, HEADLINE, FIRST).published == (DateClue(timed, "text"),)
    timed = "11.03.2026, 18:30"
    assert page(*menu, timed, "*", "Island", HEADLINE, FIRST).published == (DateClue(timed, "text"),)
    assert page(*menu, "11.03.2026", "*", "Island", HEADLINE, FIRST).published == ()


def test_date_within_the_text() -> None:
    """Below the first paragraphs a date with a time or a name is the article's; a bare day is a heading."""
    for line in ("11 March 2026, 18:30", "By Isla Fenwick, 11 March 2026", "Published 11 March 2026"):
        found = page(HEADLINE, FIRST, line, SECOND, THIRD)
        assert (found.published, found.paragraphs) == ((DateClue(line, "text"),), (FIRST, SECOND, THIRD))
    assert page(HEADLINE, FIRST, "3 March 1994", SECOND, THIRD).published == ()
    later = page(HEADLINE, FIRST, SECOND, THIRD, FIRST, SECOND, "11 March 2026, 18:30", THIRD)
    assert later.published == ()


@pytest.mark.parametrize("line", ["Updated 5 minutes ago", "Last updated 12 March 2026, 18:30"])
def test_change_within_the_text(line: str) -> None:
    """When it was last changed is no text: else each look at a page would be another version."""
    found = page(HEADLINE, FIRST, SECOND, THIRD, FIRST, SECOND, THIRD, line)
    assert (found.published, found.paragraphs) == ((), (FIRST, SECOND, THIRD) * 2)
    assert found.changed == (DateClue(line.replace("Updated 5", "5"), "text"),)
    assert page(HEADLINE, FIRST, line, SECOND).paragraphs == (FIRST, SECOND)


def test_change_near_the_headline() -> None:
    """When it was last changed stands below the headline or just above it, not above a menu."""
    change = "Last updated 12 March 2026, 18:30"
    both = page(HEADLINE, "11 March 2026", change, FIRST, SECOND)
    assert (both.published, both.changed) == (
        (DateClue("11 March 2026", "text"),),
        (DateClue(change, "text"),),
    )
    assert page(change, HEADLINE, FIRST, SECOND).changed == (DateClue(change, "text"),)
    menu = [f"Section {word} of the site" for word in "abcdefghijklmnopqrstuvwxyz"]
    assert page(change, *menu, HEADLINE, FIRST, SECOND).changed == ()


def test_some_time_ago() -> None:
    """How long ago it was is a date too, behind one with a year; `Today` may be a heading."""
    for line in ("3 hours ago", "By Isla Fenwick, 3 hours ago", "3 hours ago | Sport", "Posted: 3 hours ago"):
        found = page(HEADLINE, line, FIRST, SECOND)
        assert (found.published, found.paragraphs) == ((DateClue("3 hours ago", "text"),), (FIRST, SECOND))
    assert page(HEADLINE, "By Isla Fenwick, 3 hours ago", FIRST).authors == ("Isla Fenwick",)
    both = page(HEADLINE, "3 hours ago", "11 March 2026", FIRST)
    assert both.published == (DateClue("11 March 2026", "text"), DateClue("3 hours ago", "text"))
    assert page(HEADLINE, "Updated 3 hours ago", FIRST).published == ()
    assert page(HEADLINE, FIRST, "3 hours ago", SECOND).published == (DateClue("3 hours ago", "text"),)
    assert page(HEADLINE, FIRST, "Today", SECOND).published == ()


@pytest.mark.parametrize(
    "line",
    [
        "By Isla Fenwick and Rowan Kerr - Tern Island Associated Press - Wednesday, March 11, 2026",
        "By TIN, in News, Island, Transport, Ferries · 11 Mar 2026, 20:02 · 0 Comments",
        "Published on 11 March 2026 by Isla Fenwick in News of the Island",
    ],
)
def test_long_byline(line: str) -> None:
    """A date among many words is a byline that begins with `By` or a label; a sentence is text."""
    found = page(HEADLINE, FIRST, line, SECOND, THIRD)
    assert (found.published, found.paragraphs) == ((DateClue(line, "text"),), (FIRST, SECOND, THIRD))
    sentence = "By 11 March 2026 the ferry is going to have a new engine"
    assert page(HEADLINE, FIRST, sentence, SECOND).paragraphs == (FIRST, sentence, SECOND)


def test_lone_day() -> None:
    """The only day of a text, beside a name, is its date; one of several, or a clock, is not."""
    day = "11 March 2026"
    assert page(HEADLINE, FIRST, "Isla Fenwick", day, SECOND, THIRD).published == (DateClue(day, "text"),)
    for lines in (["12 March 2026", FIRST, "Rowan", day], ["Rowan", f"Wednesday, {day}"]):
        assert page(HEADLINE, FIRST, *lines, SECOND, THIRD).published == ()


def test_date_below_the_headline_elsewhere() -> None:
    """Where a list of news has the headline again, with a date below, that is its date."""
    news = ["Latest news", "Island school opens a station", "9 March 2026", HEADLINE, "11 March 2026"]
    found = page(HEADLINE, FIRST, SECOND, THIRD, "Share", *news)
    assert found.published == (DateClue("11 March 2026", "text"),)
    assert page(HEADLINE, FIRST, SECOND, THIRD, "Share", *news[:3]).published == ()


def test_timed_date_right_below_the_text() -> None:
    """A date with a time right below the text is its own; below a name it is that of a comment."""
    timed, text = "11 March 2026, 18:30", (FIRST, SECOND, THIRD, FIRST, SECOND)
    offer = ["Rowers want a new pier", "Rowers want a new pier"]
    assert page(HEADLINE, *text, timed, *offer).published == (DateClue(timed, "text"),)
    for below in (["Rowan Kerr", timed, "Good news"], ["Comments (1)", timed], ["11 March 2026"]):
        assert page(HEADLINE, *text, *below, *offer).published == ()


def test_date_below_the_text() -> None:
    """A label below the text tells its date, unless there are several: those are of other articles."""
    label = "Published: 11 March 2026"
    assert page(HEADLINE, FIRST, SECOND, "Share", label).published == (DateClue(label, "text"),)
    others = ["Island school opens a station", label, "Rowers want a new pier", "Published: 9 March 2026"]
    assert page(HEADLINE, FIRST, SECOND, "Share", *others).published == ()


def test_byline() -> None:
    """A labelled author and a caption are taken out of the text, wherever they stand."""
    found = page(
        HEADLINE, "Author: Isla Fenwick", "The quay, Photo: Rowan Kerr", FIRST, "Photo: Tern Post", SECOND
    )
    assert found.authors == ("Isla Fenwick",)
    assert found.images == (Image(caption="The quay", credit="Rowan Kerr"), Image(credit="Tern Post"))
    assert found.paragraphs == (FIRST, SECOND)


@pytest.mark.parametrize(
    "end", ["Share:", "Comments (0)", "Related articles", "Tags: ferry", "Share on Facebook"]
)
def test_end(end: str) -> None:
    """Buttons, comments, tags and related articles end the body."""
    found = page(HEADLINE, FIRST, SECOND, end, "Island school opens a station")
    assert found.paragraphs == (FIRST, SECOND)
    assert found.links == (Link("teaser", "Island school opens a station"),)


def test_buttons_in_the_midst() -> None:
    """A button or a read-also line with paragraphs below it does not end the body; comments do."""
    found = page(
        HEADLINE, FIRST, "Share:", SECOND, THIRD, "Read also: Island school opens a station", FIRST, SECOND
    )
    assert found.paragraphs == (FIRST, SECOND, THIRD, FIRST, SECOND)
    assert found.links == (Link("teaser", "Island school opens a station"),)
    assert page(HEADLINE, FIRST, "Read also: Island school opens", SECOND).paragraphs == (FIRST, SECOND)
    assert page(HEADLINE, FIRST, "Comments (2)", SECOND, THIRD).paragraphs == (FIRST,)


def test_buttons_below_the_lead() -> None:
    """An article goes on below its lead and some buttons, but not below what readers wrote."""
    lead = f"{FIRST} Tickets will cost the same."
    rest = (SECOND, THIRD, SECOND)
    found = page(HEADLINE, lead, "Comments", "Got a story?", "Listen", *rest, "Comments (3)", "Rowan", FIRST)
    assert found.paragraphs == (lead, *rest)
    talk = [
        "Comments (3)",
        *(line for name in ("Rowan", "Isla", "Kerr") for line in (name, "4 May 2026", SECOND)),
    ]
    assert page(HEADLINE, lead, *talk).paragraphs == (lead,)


def test_longer_texts_of_others() -> None:
    """The text of the article is the one with a headline; comments and notices may be longer."""
    menu = ["Sport", "Weather", "Log in", "Subscribe"] * 8
    notice = "The rights to all that is published here are held by the company, which answers for none of it."
    found = page(*menu, HEADLINE, FIRST, SECOND, THIRD, *menu, *[notice] * 5)
    assert (found.headline, found.paragraphs) == (HEADLINE, (FIRST, SECOND, THIRD))


def test_offer_in_the_midst() -> None:
    """Below `Read also` stands a title, however it ends; a long line, or two, are text again."""
    title, long = "Is the island school to open a station?", f"{FIRST} {SECOND} {THIRD} {FIRST}"
    for text in ((long,), (SECOND, THIRD), ("It said so to the council, and added:", SECOND)):
        found = page(HEADLINE, FIRST, "Read also", title, *text)
        assert found.paragraphs == (FIRST, *text)


def test_repeated_heading() -> None:
    """A heading in no list, or a title, that stands below the text too, offers another article."""
    title = "Island school opens a station"
    below = ["Share", "From the harbour", "Kite makers meet on the mainland", title]
    for offer in ([f"From the harbour: {title}"], ["From the harbour", title], [title]):
        found = page(HEADLINE, FIRST, *offer, SECOND, THIRD, *below)
        assert found.paragraphs == (FIRST, SECOND, THIRD)
        assert found.links[0] == Link("teaser", title)
    kept = page(HEADLINE, FIRST, "From the harbour", SECOND, THIRD, "Share", title)
    assert kept.paragraphs == (FIRST, "From the harbour", SECOND, THIRD)


def test_foreign_title() -> None:
    """A title in the midst whose words the text does not have is another article's; a heading has them."""
    title = "Kite makers meet over tea and cake"
    for offer in ([title], ["On our pages", title], [f"On our pages: {title}"]):
        found = page(HEADLINE, FIRST, *offer, SECOND, THIRD)
        assert (found.paragraphs, found.links) == ((FIRST, SECOND, THIRD), (Link("teaser", title),))
    assert page(HEADLINE, FIRST, "More sailings a day", SECOND).paragraphs == (
        FIRST,
        "More sailings a day",
        SECOND,
    )


def test_names_below_the_headline() -> None:
    """Bare names below the headline are its authors, buttons and sections are nothing, a lead is text."""
    lead = "Island council wants four more sailings a day"
    found = page("12 March 2026", HEADLINE, "Isla Fenwick", "Sport", "SAVE IT", lead, FIRST, SECOND)
    assert (found.authors, found.paragraphs) == (("Isla Fenwick",), (lead, FIRST, SECOND))


def test_unlabelled_end() -> None:
    """A title that stands twice, or three titles with a lead each, end the text without any label."""
    titles = [
        "Island school opens a station",
        "Kite makers meet on the mainland",
        "Captain sails for the last time",
    ]
    twice = page(HEADLINE, FIRST, SECOND, titles[0], titles[0], "Lessons begin.", titles[1], titles[1])
    assert (twice.paragraphs, [link.title for link in twice.links]) == ((FIRST, SECOND), titles[:2])
    once = page(HEADLINE, FIRST, SECOND, *(line for title in titles for line in (title, THIRD)))
    assert (once.paragraphs, [link.title for link in once.links]) == ((FIRST, SECOND), titles)
    only = page(HEADLINE, FIRST, SECOND, *titles)
    assert (only.paragraphs, [link.title for link in only.links]) == ((FIRST, SECOND), titles)
    button = page(HEADLINE, FIRST, SECOND, "Harbour", *(line for title in titles for line in (title, THIRD)))
    assert button.paragraphs == (FIRST, SECOND)
    word = page(
        HEADLINE, FIRST, SECOND, "So be it.", "Amen.", *(line for title in titles for line in (title, THIRD))
    )
    assert word.paragraphs == (FIRST, SECOND, "So be it.", "Amen.")


def test_titles_below_a_short_text() -> None:
    """Titles and leads below the text count for those within it; a title may be of two sentences, or ask."""
    titles = [
        "The island keeps its lighthouse. Its keeper is said to be glad of it and wants to stay",
        "Does the harbour need a second pier, or will it lose the ferry to the old town for good?",
        "Captain sails for the last time",
        "Kite makers meet on the mainland",
    ]
    long = (
        "The mayor is asked about the old lighthouse of the island: «We shall keep it here. Nobody else does"
    )
    only = page(HEADLINE, FIRST, SECOND, f"{long} that for us, here or on the mainland»", *titles)
    assert only.paragraphs == (FIRST, SECOND)
    for lead in (THIRD, "4 March 2026", "Tern"):
        offers = [line for title in titles for line in (title, lead)]
        found = page(HEADLINE, FIRST, SECOND, *offers)
        assert (found.paragraphs, [link.title for link in found.links]) == ((FIRST, SECOND), titles)


def test_interview() -> None:
    """Questions with a short answer each are text, up to the end."""
    asked = [
        "Why does the ferry run all night?",
        "Who is going to pay for the four more sailings a day?",
        "And what does the captain say to that, after thirty years?",
    ]
    talk = tuple(line for question in asked for line in (question, SECOND))
    assert page(HEADLINE, FIRST, *talk).paragraphs == (FIRST, *talk)


def test_title_above_the_text() -> None:
    """A title between headline and text that stands below the text once more is no lead."""
    title = "Island school opens a station for kites"
    assert page(HEADLINE, title, FIRST, SECOND, "Share", title).paragraphs == (FIRST, SECOND)
    assert page(HEADLINE, title, FIRST, SECOND).paragraphs == (title, FIRST, SECOND)


def test_headings_between_paragraphs() -> None:
    """Short headings with a paragraph each, up to the end, are text."""
    headings = ["How it began", "What the captain says", "Who is going to pay"]
    found = page(HEADLINE, FIRST, *(line for heading in headings for line in (heading, SECOND)))
    assert found.paragraphs == (FIRST, headings[0], SECOND, headings[1], SECOND, headings[2], SECOND)


def _calls(text: str) -> int:
    """Calls of functions that reading a text costs: the same on every machine."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        read_plain_text(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "lines",
    [
        [FIRST],
        ["Comments (2)"],
        ["Share", FIRST, SECOND],
        ["Read also: Island school opens a station", FIRST],
        ["Island school opens a station", "Island school opens a station"],
        ["Island school opens a station", THIRD],
        ["Isla", "12 March 2026"],
        ["goes on without any end, and", "Isla Fenwick"],
        [FIRST[:79]],
    ],
    ids=lambda lines: lines[0],
)
def test_work_grows_with_the_text(lines: list[str]) -> None:
    """Twice the lines cost twice the calls at most, whatever the lines are."""
    once, twice = (_calls("\n".join([HEADLINE, FIRST, *lines * count])) for count in (1_000, 2_000))
    assert twice <= 2.1 * once


def test_day_without_a_year() -> None:
    """A day with a time or a day of the week is a date near the headline, the clock of the site above it."""
    line = "Isla Fenwick, 11 March, 18:30"
    found = page("Home", HEADLINE, line, FIRST, SECOND)
    assert (found.published, found.authors) == ((DateClue(line, "text"),), ("Isla Fenwick",))
    assert page("Thursday, 12 March", HEADLINE, FIRST, SECOND).published == ()
    assert page(HEADLINE, FIRST, "11 March, 18:30", SECOND).paragraphs == (FIRST, "11 March, 18:30", SECOND)
