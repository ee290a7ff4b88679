"""Blocks of a page that offer other articles."""

import pytest

from services.enrich.read.html.blocks import related_blocks
from services.enrich.read.html.layout import read_layout
from tests.unit.enrich.read.trees import tree

TEXT = "<p>" + "The ferry between the island and the mainland will run all night from June. " * 12 + "</p>"
LIST = (
    "<ul><li><a href='/a'>Island school opens a station</a></li>"
    "<li><a href='/b'>Kite makers meet again</a></li></ul>"
)


@pytest.mark.parametrize(
    "block",
    [
        f"<aside class='c-related x'>{LIST}</aside>",
        f"<div id='read-also'>{LIST}</div>",
        f"<div class='more'><h3>Lesen Sie auch</h3>{LIST}</div>",
        f"<section><header><h2>Още по темата</h2></header><div>{LIST}</div></section>",
        f"<div><strong>Read also:</strong>{LIST}</div>",
        f"<h3>Read also</h3>{LIST}{TEXT}",
    ],
)
def test_related(block: str) -> None:
    """A block is found by its class, its id or its heading, once."""
    page = read_layout(tree(f"<main><h1>Ferry</h1>{TEXT}{block}</main>"))
    assert [len(list(found.element.iter("a"))) for found in related_blocks(page)] == [2]


@pytest.mark.parametrize(
    "block",
    [
        f"<div class='related'>{TEXT}{LIST}</div>",
        f"<div class='story'><h3>Read also</h3><a href='/a'>x</a>{TEXT}</div>",
        f"<div class='related'><h1>Ferry</h1>{LIST}</div>",
        f"<div class='relatedness'>{LIST}</div>",
        "<div class='related'>No links here</div>",
        f"<h3>Read also</h3>{LIST}".replace("ul>", "menu>").replace("li>", "b>"),
        f"<div><h3>Read also</h3><p>x</p></div><div><div><div><div>{LIST}</div></div></div></div>",
    ],
)
def test_not_related(block: str) -> None:
    """What holds the article, the headline or no link is no block of links, whatever it is called."""
    assert related_blocks(read_layout(tree(f"<main>{block}</main>"))) == []
