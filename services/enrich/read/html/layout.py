"""An HTML page as the runs of text that a reader sees apart, and the boxes that they are in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from services.enrich.read.html.prose import prose

_UNREAD: Final = frozenset(
    (
        "audio", "canvas", "datalist", "embed", "head", "iframe", "input", "map", "math", "noscript",
        "object", "rp", "script", "select", "style", "svg", "template", "textarea", "title", "video",
    )
)  # fmt: skip
"""Elements whose text is never shown, or is no text of the page."""
_INLINE: Final = frozenset(
    (
        "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
        "i", "img", "ins", "kbd", "label", "mark", "nobr", "noindex", "q", "rb", "rt", "ruby", "s", "samp",
        "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    )
)  # fmt: skip
"""Elements that stand within a line, as `a` does; any other begins a box of its own, an unknown one too."""


@dataclass(eq=False, slots=True)
class Box:
    """An element that stands apart from what is before and behind it; CSS has the name."""

    element: HtmlElement
    parent: "Box | None"
    start: int
    """The first of its segments."""
    end: int = 0
    """One past its last segment."""

    def up(self) -> "Iterator[Box]":
        """This box and those around it, from the inside out."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent

    @property
    def span(self) -> range:
        """Its segments, by their place on the page."""
        return range(self.start, self.end)


@dataclass(eq=False, slots=True)
class Segment:
    """A run of text with single spaces, between two edges of boxes or line breaks."""

    text: str
    linked: int
    """Code points of it that are in links."""
    prose: int
    """Letters of prose in it."""
    box: Box

    @property
    def is_linked(self) -> bool:
        """Whether it is more link than text."""
        return self.linked * 2 >= len(self.text)


@dataclass(eq=False, slots=True)
class Layout:
    """The segments of a page, and the boxes that hold any, both in its order (so parents come first)."""

    segments: list[Segment] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def of(self, box: Box) -> list[Segment]:
        """The segments of a box."""
        return self.segments[box.start : box.end]


def read_layout(tree: HtmlElement) -> Layout:
    """Lay a page out: one walk over its body."""
    body = tree.find("body")
    root = tree if body is None else body
    walk = etree.iterwalk(root, events=("start", "end"))
    builder = _Builder(Box(root, None, 0))
    for event, element in walk:
        if event == "start":
            if element.tag in _UNREAD:
                walk.skip_subtree()
            else:
                builder.start(element)
        else:
            builder.end(element, inside=element is not root)
    return builder.layout


class _Builder:
    """Where the walk is: the innermost box, the text since the last edge, the links around it."""

    def __init__(self, root: Box) -> None:
        self.layout = Layout(boxes=[root])
        self._box = root
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0

    def start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "a":
            self._links += 1
        elif tag not in _INLINE and element is not self._box.element:
            self._edge()
            self._box = Box(element, self._box, len(self.layout.segments))
            self.layout.boxes.append(self._box)
        if text := element.text:
            self._add(text)

    def end(self, element: HtmlElement, *, inside: bool) -> None:
        tag = element.tag
        if tag == "a":
            self._links -= 1
        elif tag not in _INLINE and tag not in _UNREAD:
            self._edge()
            self._box.end = len(self.layout.segments)
            if self._box.start == self._box.end and inside:
                self.layout.boxes.pop()
            self._box = self._box.parent or self._box
        if inside and (text := element.tail):
            self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._links:
            self._linked += len(" ".join(text.split()))

    def _edge(self) -> None:
        if self._parts:
            text = " ".join("".join(self._parts).split())
            if text:
                linked = min(self._linked, len(text))
                self.layout.segments.append(Segment(text, linked, prose(text, linked), self._box))
            self._parts.clear()
            self._linked = 0
