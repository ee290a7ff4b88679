"""Links of a page to other articles."""

from services.enrich.read.html.anchors import body_links, in_order, merged, teasers
from services.enrich.read.html.layout import read_layout
from services.enrich.read.html.metadata import Metadata
from services.enrich.read.page import Link
from tests.unit.enrich.read.trees import BASE, metadata, tree

SITE = "https://tern-island.example"


def test_teasers() -> None:
    """An item is its title, its address and its lead; pictures, buttons and sections are none."""
    page = metadata(
        "<aside><div><a href='/a'><img></a><a href='/a'><h3>Island school opens</h3></a>"
        "<p>Pupils read the wind.</p></div><div><a href='/b'>Kite makers meet again</a></div>"
        "<div><a href='/news'>News</a>"
        "<a href='/share'>Share this story</a><a href='mailto:x@y.example'>Write to us all</a></div></aside>"
    )
    assert [link for _, link in teasers(page, page.tree.iter("aside"))] == [
        Link("teaser", "Island school opens", f"{SITE}/a", "Pupils read the wind."),
        Link("teaser", "Kite makers meet again", f"{SITE}/b"),
    ]


def test_body() -> None:
    """Links count in paragraphs that were kept; a read-also line is a teaser wherever it stands."""
    page = metadata(
        "<p>It sank <a href='/a'>in January</a> again<a href='/i'><img></a><a>.</a></p>"
        "<p>Not kept <a href='/b'>at all</a></p>"
        "<p>Read also: <a href='/c'>Kite makers meet again</a></p>"
    )
    assert [link for _, link in body_links(page, read_layout(page.tree), {"It sank in January again."})] == [
        Link("body", "in January", f"{SITE}/a"),
        Link("teaser", "Kite makers meet again", f"{SITE}/c"),
    ]


def test_unknown_site() -> None:
    """On a page whose address nobody knows, links within its site are titles, each once."""
    page = Metadata(
        tree(
            "<aside><a href='/a'>Island school opens</a><a href='b.html'>Kite makers meet again</a>"
            "<a href='/c'>Kite makers meet again</a><a href='https://pier.example/d'>Rowers want a pier</a>"
            "<a href='#top'>Back to the top</a><a href='tel:5'>Call the news desk</a></aside>"
            "<p>Read also: <a href='/e'>Ferry to run all night</a></p><p>It <a href='/f'>sank</a>.</p>"
        ),
        None,
    )
    links = [*teasers(page, page.tree.iter("aside")), *body_links(page, read_layout(page.tree), {"It sank."})]
    assert merged(links, in_order(page.tree), {None}) == [
        Link("teaser", "Island school opens"),
        Link("teaser", "Kite makers meet again"),
        Link("teaser", "Rowers want a pier", "https://pier.example/d"),
        Link("teaser", "Ferry to run all night"),
    ]


def test_merged() -> None:
    """Links stand in the order of the page, one for each address, rather the teaser; none to itself."""
    page = metadata("<a href='/a'></a><a href='/b'></a><a href='/a'></a><a></a>")
    first, second, third, fourth = page.tree.iter("a")
    links = [
        (third, Link("teaser", "A title", f"{SITE}/a")),
        (first, Link("body", "words", f"{SITE}/a")),
        (second, Link("body", "other", f"{SITE}/b")),
        (fourth, Link("body", "here", BASE)),
    ]
    assert merged(links, in_order(page.tree), {BASE, None}) == [links[2][1], links[0][1]]
