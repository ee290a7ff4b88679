"""Where the text of a plain-text page may stand: runs of lines with much text and few others."""

import re
from collections.abc import Sequence
from heapq import nlargest
from typing import Final, NamedTuple

from services.enrich.read.captions import caption
from services.enrich.read.furniture import date_line, is_consent, label
from services.enrich.read.plain.shapes import Shape, shape
from services.enrich.read.plain.teasers import is_doubled, offers_at

_MOST: Final = 1_000
"""Code points of a paragraph that count: a whole text on one line outweighs the leads of five teasers."""
_SENTENCE: Final = 20
_OTHER: Final = -40
"""What a line that is no text costs: a heading, a button, a title of another article."""
_RUNS: Final = 4
"""Texts of one page that are looked at: comments, teasers and legal notices may be longer than an article."""
_LEAST: Final = 300
"""Weight of a text beside another one: more than the lead of a teaser."""
_SMALL: Final = 0.15
"""Share of the weight of the longest text that another one has at least."""
_DIVIDER: Final = re.compile(r"\s[|•·›»>/]\s")
_DIVIDERS: Final = 4
"""Dividers of a line from which on it is a menu."""
_START: Final = 400
"""Code points among which they stand."""


class TextRun(NamedTuple):
    """Lines from the first paragraph of a text to its last, and how much text they are."""

    lines: range
    weight: int


def text_runs(lines: Sequence[str]) -> list[TextRun]:
    """The texts of a page that may be its article, the one with the greatest sum of weights first.

    The method is the maximum subsequence of Pasternack and Roth (WWW 2009), on lines instead of tokens; where
    the sum falls to nothing, a text ends. A run holds no line that stands twice, as titles do; titles with
    one lead each may be part of it.
    """
    found: list[TextRun] = []
    best, total, start, doubled = TextRun(range(0), 0), 0, 0, False
    for at, line in enumerate(lines):
        twice = is_doubled(lines, at)
        if twice or doubled or total <= 0:
            found.append(best)
            best, total, start = TextRun(range(0), 0), 0, at
        total += _OTHER if twice or doubled else _weight(line)
        doubled = twice
        if total > best.weight:
            best = TextRun(range(start, at + 1), total)
    heaviest = nlargest(_RUNS, (run for run in (*found, best) if run.weight), key=lambda run: run.weight)
    runs = sorted((_without_offers(lines, run) for run in heaviest), key=lambda run: -run.weight)
    least = max(_LEAST, runs[0].weight * _SMALL) if runs else 0
    return [run for run in runs if run is runs[0] or run.weight >= least]


def _without_offers(lines: Sequence[str], run: TextRun) -> TextRun:
    end = offers_at(lines, run.lines)
    weight = run.weight - sum(map(_weight, lines[end : run.lines.stop]))
    return TextRun(range(run.lines.start, end), max(1, weight))


def _weight(line: str) -> int:
    looks = shape(line)
    if looks is Shape.PARAGRAPH:
        other = caption(line) or is_consent(line) or _is_whole_menu(line)
        return _OTHER if other else min(len(line), _MOST)
    if looks is Shape.SENTENCE and label(line) is None and date_line(line) is None:
        return _SENTENCE
    return _OTHER


def _is_whole_menu(line: str) -> bool:
    """Whether a line is a menu on one line."""
    return sum(1 for _ in _DIVIDER.finditer(line, 0, _START)) >= _DIVIDERS
