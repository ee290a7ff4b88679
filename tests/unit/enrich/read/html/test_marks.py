"""What an element says that it is."""

import pytest

from services.enrich.read.html.marks import Mark, mark_of
from tests.unit.enrich.read.trees import tree


@pytest.mark.parametrize(
    ("element", "mark"),
    [
        ("<nav>x</nav>", Mark.ASIDE),
        ("<div class='Related-Links'>x</div>", Mark.ASIDE),
        ("<div id='top-ad'>x</div>", Mark.ASIDE),
        ("<div hidden>x</div>", Mark.ASIDE),
        ("<div style='Display: none'>x</div>", Mark.ASIDE),
        ("<div class='comment-list' id='sidebar'>x</div>", Mark.COMMENTS),
        ("<div class='share' id='story-body'>x</div>", Mark.ASIDE),
        ("<div itemprop='articleBody'>x</div>", Mark.BODY),
        ("<div class='post_content'>x</div>", Mark.BODY),
        ("<div class='roadmap header'>x</div>", None),
        (f"<div class='{'mt-4 ' * 40}share'>x</div>", None),
        ("<div>x</div>", None),
    ],
)
def test_mark(element: str, mark: Mark | None) -> None:
    """Tag, class and id tell, comments before all else; the end of a very long class does not."""
    found = tree(f"<main>{element}</main>").find(".//main/*")
    assert found is not None
    assert mark_of(found) is mark
