"""The text of an HTML page."""

from collections.abc import Callable

import pytest
import trafilatura
from lxml.html import HtmlElement

from services.enrich.read.main_text import main_text
from tests.unit.enrich.read.trees import tree

LINE = "The ferry between the island and the mainland will run all night from June, its captain said. "


def test_lines() -> None:
    """Headings and paragraphs come one a line with single spaces, menus and footers do not."""
    page = tree(
        f"<nav><a href='/'>Home</a></nav><article><h1>Ferry</h1><p>{LINE * 5}</p>"
        f"<p>{LINE}\n {LINE * 5}</p></article><footer>Imprint</footer>"
    )
    assert main_text(page) == ["Ferry", (LINE * 5).strip(), (LINE * 6).strip()]


def test_unmarked() -> None:
    """A page that marks no paragraphs still gives its text."""
    found = " ".join(main_text(tree(f"<div><h1>Ferry</h1><div id='story'>{LINE * 20}</div></div>")))
    assert LINE * 19 in found


def test_nothing() -> None:
    """A page without text gives none."""
    assert main_text(tree("<script>x</script>")) == []


@pytest.mark.parametrize(
    ("body", "modes"),
    [
        (f"<article><p>{LINE * 12}</p><p>{LINE * 12}</p></article>", [True]),
        (f"<article><p>{LINE}</p></article>", [True, False]),
        (f"<div><h1>Ferry</h1><div id='story'>{LINE * 20}</div></div>", [True, False]),
    ],
)
def test_modes(body: str, modes: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow mode is for pages that give little text, or mark no paragraphs."""
    fast: list[bool] = []
    extract: Callable[..., object] = trafilatura.bare_extraction

    def recorded(tree: HtmlElement, **options: bool) -> object:
        fast.append(options["fast"])
        return extract(tree, **options)

    monkeypatch.setattr(trafilatura, "bare_extraction", recorded)
    main_text(tree(body))
    assert fast == modes
