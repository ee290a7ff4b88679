"""Titles of other articles in the midst of a text, under headings that no list of words knows."""

from collections.abc import Container, Sequence
from functools import cached_property
from typing import Final

from schemas.identity import fold
from services.enrich.read.captions import caption
from services.enrich.read.furniture import label
from services.enrich.read.plain.shapes import TEXT, Shape, is_unspaced, shape
from services.enrich.read.plain.stems import stems
from services.enrich.read.plain.teasers import is_title

_LONGEST_HEADING: Final = 40
_FEW: Final = 3
"""Longer words of a title from which on it is foreign to a text that has none of them."""
_COMMAS: Final = 2
"""Commas of a title; a line with more lists things."""


class TextWords:
    """The words of the paragraphs of a text and of its headline."""

    def __init__(self, lines: Sequence[str], headline: str | None) -> None:
        self._lines = lines
        self._headline = headline

    @cached_property
    def _stems(self) -> frozenset[str]:
        text = (line for line in self._lines if shape(line) in TEXT)
        return stems(" ".join((self._headline or "", *text)))

    def has_half(self, line: str) -> bool:
        """Whether the text has more than half of the longer words of a line."""
        shared, count = self._shared(line)
        return shared * 2 > count

    def is_foreign(self, title: str, *, marked: bool = False) -> bool:
        """Whether the text has none of the longer words of a title; of a `marked` one half at most."""
        shared, count = self._shared(title)
        if count < _FEW or title.count(",") > _COMMAS:
            return False
        return not self.has_half(title) if marked else not shared

    def _shared(self, line: str) -> tuple[int, int]:
        """How many longer words of a line the text has, and how many there are."""
        found = stems(line)
        return len(found & self._stems), len(found)


def repeated_title(lines: Sequence[str], below: Container[str]) -> str | None:
    """The title of another article in a line, or the next, where the page repeats the line `below` its text.

    A site has one heading above other articles, and offers the same ones again; a text has neither.
    """
    line, *after = lines
    before, colon, rest = line.partition(":")
    if shape(line) in TEXT or not (fold(line) in below or (colon and fold(before) in below)):
        return None
    if colon and rest.strip():
        return rest.strip()
    return next((title for title in after if is_title(title) and shape(title) not in TEXT), line)


def foreign_title(around: Sequence[str], words: TextWords) -> str | None:
    """The title of another article between two paragraphs; the words of a heading stand in them too.

    `around` is the line above, the line, and those below it. Behind a short label and a colon, or below a
    short line of its own, a title is foreign that has half of its words from the text.
    """
    above, line, *below = around
    if not below or shape(line) in TEXT or shape(above) is not Shape.PARAGRAPH:
        return None
    if is_unspaced(line) or caption(line):
        return None
    title, after = below[0], below[1] if len(below) > 1 else ""
    before, colon, rest = line.partition(":")
    if _is_title(line) and shape(title) is Shape.PARAGRAPH:
        if colon and len(before) <= _LONGEST_HEADING and is_title(rest.strip()):
            return rest.strip() if words.is_foreign(rest, marked=True) else None
        return line if words.is_foreign(line) else None
    if len(line) > _LONGEST_HEADING or words.has_half(line):
        return None
    is_pair = _is_title(title) and shape(after) is Shape.PARAGRAPH
    return title if is_pair and words.is_foreign(title, marked=True) else None


def _is_title(line: str) -> bool:
    return shape(line) is Shape.TITLE and is_title(line) and label(line) is None and caption(line) is None
