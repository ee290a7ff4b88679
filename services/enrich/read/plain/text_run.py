"""Where the text of a plain-text page stands: the run of lines with the most text and the fewest others."""

from collections.abc import Sequence
from typing import Final

from services.enrich.read.captions import caption
from services.enrich.read.furniture import date_line, is_consent, label
from services.enrich.read.plain.shapes import Shape, shape
from services.enrich.read.plain.teasers import is_doubled

_MOST: Final = 1_000
"""Code points of a paragraph that count: a whole text on one line outweighs the leads of five teasers."""
_SENTENCE: Final = 20
_OTHER: Final = -40
"""What a line that is no text costs: a heading, a button, a title of another article."""


def text_run(lines: Sequence[str]) -> range:
    """The lines from the first paragraph of the text to the last, by the greatest sum of weights.

    The method is the maximum subsequence of Pasternack and Roth (WWW 2009), on lines instead of tokens.
    The run holds no line that stands twice, as titles do; titles with one lead each may be part of it.
    A page without text gives an empty range at its end.
    """
    best = range(len(lines), len(lines))
    most, total, start, doubled = 0, 0, 0, False
    for at, line in enumerate(lines):
        twice = is_doubled(lines, at)
        if twice or doubled or total <= 0:
            total, start = 0, at
        total += _OTHER if twice or doubled else _weight(line)
        doubled = twice
        if total > most:
            most, best = total, range(start, at + 1)
    return best


def _weight(line: str) -> int:
    looks = shape(line)
    if looks is Shape.PARAGRAPH:
        return _OTHER if caption(line) or is_consent(line) else min(len(line), _MOST)
    if looks is Shape.SENTENCE and label(line) is None and date_line(line) is None:
        return _SENTENCE
    return _OTHER
