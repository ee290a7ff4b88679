"""Parts of a page that are not its article."""

import pytest

from services.enrich.read.blocks import consent_banners, related_blocks
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
    ],
)
def test_related(block: str) -> None:
    """A block is found by its class, its id or its heading, once."""
    page = tree(f"<main><h1>Ferry</h1>{TEXT}{block}</main>")
    assert [len(list(found.iter("a"))) for found in related_blocks(page)] == [2]


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
    assert related_blocks(tree(f"<main>{block}</main>")) == []


def test_consent() -> None:
    """A banner is known by its class or id; a wrapper of the whole article is none."""
    page = tree(
        "<div id='cookie-banner'><p>We use cookies</p></div>"
        f"<div class='has-consent cookies'><h1>F</h1>{TEXT}</div>"
        f"<div class='cookiecutter'>x</div><div class='gdpr'>{TEXT * 3}</div>"
    )
    assert [banner.get("id") for banner in consent_banners(page)] == ["cookie-banner"]
