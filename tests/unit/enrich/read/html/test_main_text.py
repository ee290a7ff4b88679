"""The text of an HTML page."""

import pytest

from services.enrich.read.html.blocks import related_blocks
from services.enrich.read.html.layout import read_layout
from services.enrich.read.html.main_text import main_text
from tests.unit.enrich.read.trees import tree

LINE = "The ferry between the island and the mainland will run all night from June, its captain said."
LEAD = "Whoever works late can go home by water from the first of June, for the price of a bus."
MENU = "<ul>" + "<li><a href='/'>News of the islands</a></li>" * 9 + "</ul>"
TEXT = f"<p>{LINE} One.</p><p>{LINE} Two.</p>"
LINES = [f"{LINE} One.", f"{LINE} Two."]


def read(body: str) -> list[str]:
    """The lines of a page under the title `The night ferry`."""
    page = read_layout(tree(body))
    return main_text(page, "The night ferry", related_blocks(page))


def test_lines() -> None:
    """Headings and paragraphs come one a line with single spaces, menus, footers and the headline do not."""
    assert read(
        f"<nav><a href='/'>Home</a></nav><article><h1>The night ferry</h1><p>{LINE}\n One.</p>"
        f"<h2>Price</h2><p>{LINE}  Two.</p></article><footer>Imprint</footer>"
    ) == [LINES[0], "Price", LINES[1]]


def test_unmarked() -> None:
    """A page that marks no paragraphs still gives its text."""
    assert read(f"<h1>The night ferry</h1><div>{LINES[0]}<br>{LINES[1]}</div>") == LINES


def test_lead() -> None:
    """A lead between the headline and the text belongs to it, a date there and what stands before do not."""
    assert read(
        f"<div><p>Before.</p><h1>The night ferry</h1><p>{LEAD}</p><p>1 June</p>{MENU}"
        f"<div id='text'>{TEXT * 2}</div></div>"
    ) == [LEAD, *LINES]


def test_heading_as_lead() -> None:
    """A heading below the headline that says more of the story is a lead; a short one or a link is not."""
    deck = "Whoever works late can go home by water in summer"
    assert read(
        f"<div><h1>The night ferry</h1><h2>{deck}</h2><h3>Islands</h3><h3><a href='/a'>{deck[:-6]}</a></h3>"
        f"{MENU}<div id='text'>{TEXT * 2}</div></div>"
    ) == [deck, *LINES]


@pytest.mark.parametrize(
    "furniture",
    [
        "<p><a href='/a'>Kite makers meet again on Sunday</a></p>",
        "<p>https://tern-island.example/night-ferry</p>",
        "<p>© Tern Island Post</p>",
        "<p>Share</p>",
        f"<p>{LINE} One.</p>",
        f"<div class='promo'>{LEAD}</div>",
        "<ul>" + f"<li><a href='/a'>Kite makers meet again</a><p>{LEAD}</p></li>" * 3 + "</ul>",
        f"<h3>Comments (2)</h3><p>{LEAD}</p>",
    ],
)
def test_furniture(furniture: str) -> None:
    """Links, addresses, notices, buttons, repetitions, lists of other articles and comments are left out."""
    assert read(f"<article><h1>The night ferry</h1>{TEXT}{furniture}</article>") == LINES


def test_items() -> None:
    """A list of the article stays, also with links in it; two items are no list of other articles."""
    items = f"<ul><li>{LEAD} <a href='/a'>Kite makers meet</a></li><li>{LEAD} Mind the gap.</li></ul>"
    teasers = f"<section><a href='/a'>Kite makers meet again</a><p>{LEAD} A.</p></section>" * 2
    found = read(f"<article><h1>The night ferry</h1>{TEXT}{items}{teasers}</article>")
    assert found == [*LINES, f"{LEAD} Kite makers meet", f"{LEAD} Mind the gap.", f"{LEAD} A."]


def test_nothing() -> None:
    """A page without text gives none."""
    assert read("<script>x</script>") == []
