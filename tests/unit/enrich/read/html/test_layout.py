"""An HTML page as segments in boxes."""

from services.enrich.read.html.layout import read_layout
from tests.unit.enrich.read.trees import tree


def test_segments() -> None:
    """Boxes and line breaks end a segment, elements within a line do not; links are counted."""
    page = read_layout(
        tree(
            "<div>The <b>ferry</b>\n runs<br>all <a href='/a'>night \n long</a>."
            "<p>Its <i>captain</i> said</p>so</div>"
        )
    )
    assert [(segment.text, segment.linked, segment.box.element.tag) for segment in page.segments] == [
        ("The ferry runs", 0, "div"),
        ("all night long.", 10, "div"),
        ("Its captain said", 0, "p"),
        ("so", 0, "div"),
    ]


def test_unread() -> None:
    """Scripts and fields of forms hold no text, what stands behind them does."""
    page = read_layout(tree("<p>one<script>x</script> two<select><option>x</select> three</p>"))
    assert [segment.text for segment in page.segments] == ["one two three"]


def test_boxes() -> None:
    """Boxes with text come parents first, each with its segments; empty ones are left out."""
    page = read_layout(tree("<div><p>one</p><p></p><aside><p>two</p>three</aside></div>"))
    assert [(box.element.tag, list(box.span)) for box in page.boxes] == [
        ("body", [0, 1, 2]),
        ("div", [0, 1, 2]),
        ("p", [0]),
        ("aside", [1, 2]),
        ("p", [1]),
    ]
    assert [segment.text for segment in page.of(page.boxes[3])] == ["two", "three"]
    assert [box.element.tag for box in page.segments[1].box.up()] == ["p", "aside", "div", "body"]
