"""Authors near a headline."""

from services.enrich.read.html.bylines import shown_authors
from tests.unit.enrich.read.trees import tree


def test_authors() -> None:
    """A name marked as the author's is one, without label, once, the inner mark first."""
    page = tree(
        "<b class='author'>Somebody Else</b><h1>Ferry to run</h1>"
        "<div class='author'>By <a rel='author' href='/i'>Isla Fenwick</a></div>"
        "<span class='author-name'>Isla Fenwick</span><p class='author'>Author: Rowan Kerr</p>"
    )
    assert shown_authors(next(page.iter("h1"))) == ["Isla Fenwick", "Rowan Kerr"]
