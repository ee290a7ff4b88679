"""The text of an HTML page."""

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
