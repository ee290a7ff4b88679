"""Which box of a page holds its article."""

import pytest

from services.enrich.read.html.container import find_container
from services.enrich.read.html.layout import read_layout
from tests.unit.enrich.read.trees import tree

TITLE = "The ferry will run all night"
LINE = "The boat between the island and the mainland will run from June on, its captain said. "
H1 = f"<h1>{TITLE}</h1>"
MENU = "<ul>" + "<li><a href='/'>News of the islands</a></li>" * 60 + "</ul>"
OTHER = f"{MENU}<p>Whoever writes to us agrees that what they say may be shown on any page of this paper.</p>"


@pytest.mark.parametrize(
    "body",
    [
        f"{H1}<div id='x'><p>{LINE * 2}</p><p>{LINE * 2}</p></div><div>{OTHER * 3}</div>",
        f"{H1}<div id='x'>{LINE}<br>{LINE}</div><div>{MENU * 5}{OTHER * 5}</div>",
        f"<div>{OTHER * 3}</div><h1>{TITLE}</h1><div id='x'><p>{LINE}</p><p>{LINE * 2}</p></div>",
        f"<div id='x'><p>Ferry at night.</p><p>{LINE}</p><p>{LINE} It will.</p></div><div>{OTHER * 2}</div>",
        f"{H1}<div id='x'><div><p>{LINE * 4}</p></div><div><p>{LINE}</p></div></div>",
        f"{H1}<div id='x'><p>{LINE * 3}</p><p>{LINE}</p></div><div class='comments'>{OTHER * 9}</div>",
        f"{H1}<div id='x' class='post-body'><p>{LINE * 2}</p></div>{MENU}<div><p>{LINE * 2}</p></div>",
    ],
)
def test_box(body: str) -> None:
    """It has the most prose, close behind the headline, on its subject, under its name; no comments."""
    container = find_container(read_layout(tree(f"<main>{body}</main>")), TITLE)
    assert container is not None
    assert container.box.element.get("id") == "x"


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='social'><h1>{TITLE}</h1><p>{LINE}</p></div>{OTHER * 4}",
        f"<div class='social'><p>{LINE * 9}</p></div>{OTHER}",
        f"<div class='comments'><p>{LINE * 9}</p></div>{OTHER}",
    ],
)
def test_wrapper(body: str) -> None:
    """A box that holds the headline or most of the prose is not beside the article, whatever it says."""
    container = find_container(read_layout(tree(f"<main>{body}</main>")), TITLE)
    assert container is not None
    assert container.beside == set()


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        (f"<a>{TITLE}</a><p>{TITLE}</p><h1>{TITLE}</h1>", 2),
        ("<p>Tern Post</p><div>The ferry will run all night now</div>", 1),
        ("<p>The ferry will run all</p>", 0),
        ("<h1>Kite makers meet again</h1>", None),
    ],
)
def test_headline(body: str, headline: int | None) -> None:
    """The line that has the words of the title, or is a part of it, best a heading, is the headline."""
    container = find_container(read_layout(tree(body)), f"{TITLE} | Tern Post")
    assert container is not None
    assert container.headline == headline


def test_offers() -> None:
    """What offers other articles counts for nothing."""
    page = read_layout(tree(f"<main><p>{LINE}</p></main><div id='o'><p>{LINE * 9}</p></div>"))
    offer = next(box for box in page.boxes if box.element.get("id") == "o")
    container = find_container(page, TITLE, [offer])
    assert container is not None
    assert (container.prose, container.beside) == ([len(LINE) - 1, 0], {1})


def test_nothing() -> None:
    """A page without text has no article."""
    assert find_container(read_layout(tree("<script>x</script>")), TITLE) is None
