"""What stands around a headline."""

from services.enrich.read.bylines import Byline, marked_dates, read_byline
from services.enrich.read.page import DateClue
from tests.unit.enrich.read.trees import tree

TEXT = "<p>" + "The ferry between the island and the mainland will run all night from June. " * 3 + "</p>"


def byline(above: str, below: str) -> Byline:
    """What is read around the headline of an article."""
    page = tree(f"{above}<article><h1>Ferry to run</h1>{below}{TEXT}<p>On 1 March 2026</p></article>")
    return read_byline(next(page.iter("h1")))


def test_below() -> None:
    """A date below the headline may be that of publication; one of a change, or in the text, is not."""
    below = (
        "<div>Updated: 12 March 2026</div><div class='date'>11 March 2026</div>"
        "<time datetime='2026-03-10'>x</time>"
    )
    assert byline("", below) == Byline(
        [DateClue("11 March 2026", "text"), DateClue("2026-03-10", "meta")], None, []
    )


def test_above() -> None:
    """A bare date above the article is the clock; a date among other words is not."""
    above = "<span>Fair of 9 March 2026</span><span>Thursday, 12 March 2026</span>"
    assert byline(above, "") == Byline([], DateClue("Thursday, 12 March 2026", "text"), [])


def test_authors() -> None:
    """A name marked as the author's is one, without label, once, the inner mark first."""
    below = (
        "<div class='author'>By <a rel='author' href='/i'>Isla Fenwick</a></div>"
        "<span class='author-name'>Isla Fenwick</span><p class='author'>Author: Rowan Kerr</p>"
    )
    assert byline("", below).authors == ["Isla Fenwick", "Rowan Kerr"]


def test_marked() -> None:
    """A marked date anywhere in the page counts, except in the frame of the site."""
    page = tree(
        "<header><time datetime='2026-03-12'>x</time></header><div class='post-date'>11 March 2026</div>"
        "<div>9 March 2026</div><div class='outdated'>8 March 2026</div><time datetime='2026-03-10'>x</time>"
    )
    assert marked_dates(page) == [DateClue("11 March 2026", "text"), DateClue("2026-03-10", "meta")]
