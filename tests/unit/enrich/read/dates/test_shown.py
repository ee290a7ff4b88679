"""Dates that a page shows to readers."""

import pytest

from services.enrich.read.dates.shown import ShownDates, shown_dates
from services.enrich.read.page import DateClue
from tests.unit.enrich.read.trees import tree

TEXT = "<p>" + "The ferry between the island and the mainland will run all night from June. " * 3 + "</p>"
DAY = DateClue("11 March 2026", "text")


def shown(above: str, below: str, behind: str = "") -> ShownDates:
    """What is read of the page of an article."""
    page = tree(
        f"{above}<article><h1>Ferry to run</h1>{below}{TEXT}<p>It left on 1 March 2026 at the latest.</p>"
        f"{behind}</article>"
    )
    return shown_dates(page, next(page.iter("h1")))


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("<div class='x'>11 March 2026</div>", DAY),
        ("<div><b>11</b> <b>March</b> <b>2026</b></div>", DAY),
        ("<div>Updated: 12 March 2026</div><div>11 March 2026</div>", DAY),
        ("<div class='updated'>12 March 2026</div><div>11 March 2026</div>", DAY),
        ("<div>Updated <time datetime='2026-03-12'>x</time></div><div>11 March 2026</div>", DAY),
        ("<time datetime='2026-03-11'>12 March 2026</time>", DateClue("2026-03-11", "meta")),
        ("<abbr class='published' title='2026-03-11'>Wed</abbr>", DateClue("2026-03-11", "meta")),
        (
            "<div><a href='/i'>Isla</a> | 11 March 2026 | Updated: 12 March 2026</div>",
            DateClue("Isla | 11 March 2026 | Updated: 12 March 2026", "text"),
        ),
        (f"<div><img> 11 March 2026 <br>{TEXT}</div>", DAY),
        (
            "<div>By <a>Isla Kerr</a> / <a>Tern Island News</a> / <b>11 March 2026 IST</b> Share this</div>",
            DateClue("11 March 2026 IST", "text"),
        ),
        (f"{TEXT}<div class='date'>11 March 2026</div>", DAY),
        ("<script>showDate('2026-03-11')</script>", DateClue("showDate('2026-03-11')", "text")),
        ("<span class='date'>Published: 2 hours ago</span>", DateClue("2 hours ago", "text")),
    ],
)
def test_below(below: str, expected: DateClue) -> None:
    """A date below the headline may be that of publication; one of a change, or in the text, is not."""
    page = shown("", below)
    assert (page.published, page.clock) == ([expected], None)


def test_above() -> None:
    """A bare date above the article is the clock; a date among other words is not."""
    above = "<span>Fair of 9 March 2026</span><span>Thursday, 12 March 2026</span>"
    assert shown(above, "") == ShownDates([], DateClue("Thursday, 12 March 2026", "text"), [])


@pytest.mark.parametrize(
    "above",
    [
        "<h2 class='date-header'>11 March 2026</h2>",
        "<div>11 March 2026</div>".replace("March 2026", "March 2026, 14:30"),
        "<div>12 March 2026</div><div>11 March 2026</div>",
    ],
)
def test_just_above(above: str) -> None:
    """Just above the headline a date belongs to it if marked or timed, or if the clock is further up."""
    assert [clue.raw[:13] for clue in shown(above, "").published] == ["11 March 2026"]
    framed = shown(f"<header>{above}</header>", "")
    assert framed.published == []
    assert framed.clock is not None


def test_change() -> None:
    """A date near the headline is that of a change if a label, even among many words, or a class says so."""
    day = DateClue("12 March 2026 IST", "text")
    long = f"<div>By Isla Kerr of the Tern Island News Agency | Updated: <b>{day.raw}</b></div>"
    assert shown("", long) == ShownDates([], None, [day])
    assert shown("", f"<div class='updated'>{day.raw}</div>") == ShownDates([], None, [day])
    marked = f"<i class='lastUpdate'>{day.raw}</i>"
    assert shown("", marked, f"<div>{marked}</div>") == ShownDates([], None, [day])
    vague = "<span class='date'>Updated: 2 hours ago</span>"
    assert shown("", vague) == ShownDates([], None, [DateClue("2 hours ago", "text")])


def test_change_elsewhere() -> None:
    """Far from the headline the date of a change counts if the page has no other and it is not the site's."""
    far = "<p>(last edited 12 March 2026 by Isla)</p>"
    only = [DateClue("(last edited 12 March 2026 by Isla)", "text")]
    assert shown("", "", TEXT + far).changed == only
    assert shown("", "", f"{TEXT}{far}<p>11 March 2026</p>").changed == []
    assert shown("", "", f"{TEXT}<aside>{far}</aside>").changed == []
    assert shown_dates(tree(TEXT + far), None) == ShownDates([], None, only)


def test_below_the_lead() -> None:
    """Below a long lead only a marked date belongs to the headline, behind those above it."""
    above = f"<div>12 March 2026, 08:00</div><article><h1>x</h1>{TEXT}"
    page = tree(f"{above}<div class='date'>11 March 2026</div><div>9 March 2026</div>{TEXT}</article>")
    assert [clue.raw for clue in shown_dates(page, next(page.iter("h1"))).published] == [
        "12 March 2026, 08:00",
        "11 March 2026",
    ]


def test_header_and_footer_of_the_article() -> None:
    """A header or footer in the article, or a header around the headline, is not that of the site."""
    day = DateClue("2026-03-11", "meta")
    footer = "<footer><time datetime='2026-03-11'>x</time></footer>"
    assert shown("", "", footer).published == [day]
    page = tree(f"<header><time datetime='2026-03-11'>x</time><h1>Ferry to run</h1></header>{TEXT}")
    assert shown_dates(page, next(page.iter("h1"))).published == [day]
    page = tree(f"<article><h1>Ferry to run</h1>{TEXT}</article>{footer}")
    assert shown_dates(page, next(page.iter("h1"))).published == []


def test_in_the_cell_of_the_headline() -> None:
    """A date in the same cell of a table as the headline belongs to it; in another, it is the clock."""
    box = "<div><div>11 March 2026</div>" + "<a href=/x>x</a>" * 20 + "</div>"
    for cells, expected in (
        (f"<td>{box}<h3>Ferry to run</h3>", ShownDates([DAY], None, [])),
        (f"<td>{box}<td><h3>Ferry to run</h3>", ShownDates([], DAY, [])),
    ):
        page = tree(f"<table><tr>{cells}</table>")
        assert shown_dates(page, next(page.iter("h3"))) == expected


def test_with_section() -> None:
    """A date beside its section counts, if it is the only one that is not in a list."""
    line = "<div>11 March 2026 | Letters</div>"
    listed = "<ul><li>10 March 2026<li>9 March 2026</ul>" + "<a href=/x>x</a>" * 20
    other = "<div>Fair of 9 March 2026</div>" + "<a href=/x>x</a>" * 20
    assert shown(line + listed, "").published == [DateClue("11 March 2026 | Letters", "text")]
    assert shown(line + other, "").published == []


def test_behind() -> None:
    """With none around the headline, a marked, labelled, timed or lone date behind the text counts."""
    for behind in (
        "<div class='post-date'>11 March 2026</div>",
        "<i class=x>Posted on 11 March 2026</i>",
        "<div>14:30 11 March 2026</div>",
        "<div>11 March 2026</div>",
    ):
        assert [clue.raw[-13:] for clue in shown("", "", behind).published] == ["11 March 2026"]
    listed = "<div>11 March 2026</div><ul><li>9 March 2026<li>8 March 2026</ul>"
    assert shown("", "", listed) == ShownDates([DAY], None, [])
    for other in (
        "<div>9 March 2026</div><div>11 March 2026</div>",
        "<ul><li>14:30 11 March 2026</li></ul>",
        "<i>00:00 11 March 2026</i><i>00:00 9 March 2026</i>",
    ):
        assert shown("", "", other) == ShownDates([], None, [])


def test_elsewhere() -> None:
    """Without a headline the marked dates count, except in the frame of the site and in comments."""
    page = tree(
        "<header><time datetime='2026-03-12'>x</time></header><div class='post-date'>11 March 2026</div>"
        "<div>9 March 2026</div><div class='outdated'>8 March 2026</div><time datetime='2026-03-10'>x</time>"
        "<ul class='comments'><li><time datetime='2026-03-13'>x</time></li></ul>"
    )
    assert shown_dates(page, None) == ShownDates([DAY, DateClue("2026-03-10", "meta")], None, [])
    assert shown_dates(tree("<div>11 March 2026</div>"), None) == ShownDates([], None, [])


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["<i>11 March 2026</i>", "<time datetime='2026-03-11'>", "20 <br>"])
def test_many(piece: str) -> None:
    """A page of nothing but dates costs no more than a second."""
    page = tree("<h1>Ferry to run</h1>" + piece * 50_000)
    assert len(shown_dates(page, next(page.iter("h1"))).published) <= 300
