"""The top of a plain-text page: where its headline stands."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, islice
from math import log1p
from typing import Final, NamedTuple

from schemas.identity import fold
from schemas.letters import is_small
from services.enrich.read.captions import caption
from services.enrich.read.furniture import is_breadcrumb, is_consent, label
from services.enrich.read.plain.dated_lines import MENU, is_bare_date, is_dated
from services.enrich.read.plain.shapes import Shape, is_unspaced, letters, shape
from services.enrich.read.plain.stems import count_words, stems
from services.enrich.read.plain.teasers import is_title
from services.enrich.read.sentences import inner_ends

_ABOVE: Final = 80
"""Lines above the text among which the headline is looked for: menus and buttons stand between them."""
_WITHIN: Final = 4
"""Lines of the text among which it is looked for: a notice may stand above the headline."""
_FIRST: Final = 3
"""Lines among which the title of the whole page stands."""
_LONGEST_HEADLINE: Final = 250
_LONG: Final = 80
"""Letters from which on a headline is told from a paragraph by its end."""
_LEAD: Final = 140
"""Letters from which on a line is rather the lead than the headline."""
_SHORT: Final = 20
"""Code points of the longest button or section."""
_TOLD_APART: Final = 10
"""Code points from which on a line that stands twice is no button."""
_SITE: Final = 3
"""How many times as long as its headline the title of a page is at most, by the name of the site."""
_CUT: Final = ("...", "…")
_COOKIES: Final = "cookie"
_ITEM: Final = re.compile(r"[-*+o•·▪►] |\d{1,2}\. .{,30}$")
"""A line of a list, as programs print menus."""
_TEXT: Final = 4_000
_LINES: Final = 20
"""Code points and lines of the text that are searched for the words of a headline."""
_MANY: Final = 4
"""Words shared with the text from which on more say no more."""
_BELOW: Final = 4
"""Lines below a headline among which a date and a button may be expected."""
_NEAR: Final = 3
_HEAD: Final = 6
"""Lines above a lead among which its headline stands."""
_FEW: Final = 4
"""Twice the words shared with the text that tell a headline from a name."""
_BARE: Final = 1.0
"""Points of a title with nothing else to speak for it; below a menu it is part of that."""
_KNOWN: Final = 10.0
"""Points of the headline as the scraper knows it."""


class Headline(NamedTuple):
    """A line of a page, and how much speaks for it."""

    at: int
    points: float


def headline_line(lines: Sequence[str], run: range, known: Sequence[int] = ()) -> Headline | None:
    """The headline of the text in `run`; None where no line can be one, and the page begins with its text.

    The last line above the text of those `known` to be the headline, of a doubled one the first; else
    the line with the most points.
    """
    if above := [at for at in known if at <= run.start]:
        return Headline(above[-1] - (above[-2:-1] == [above[-1] - 1]), _KNOWN)
    top = _Top(lines, run)
    found = (Headline(at, top.points(at)) for at in top.candidates)
    best = max(found, key=lambda headline: headline.points, default=None)
    return None if best and best.points <= _BARE and run.start > MENU else best


class _Top:
    """What stands above a text, and its first lines.

    The points were found by a logistic regression of the choice among the lines of each page, on the half
    of the printed and rendered pages of `tests.quality` that was looked at, and rounded.
    """

    def __init__(self, lines: Sequence[str], run: range) -> None:
        self._lines, self._run = lines, run
        self._start = start = max(0, run.start - _ABOVE)
        end = min(run.start + _WITHIN, len(lines) - 1)
        self._menu = list(accumulate(map(_is_menu, lines[start : run.start]), initial=0))
        places = [*range(min(_FIRST, start)), *range(start, end)]
        self._folded = {at: fold(lines[at][: 2 * _LONGEST_HEADLINE]) for at in places}
        self._whole = "\n".join(self._folded.values())
        may = [at for at in places if _may_be_headline(lines[at]) and _COOKIES not in self._folded[at]]
        may = [at for at in may if not self._is_cut(at, may)]
        text = stems(" ".join(islice((lines[at] for at in run), _LINES))[:_TEXT])
        self._shared = {at: count_words(lines[at], stems(lines[at]) & text) for at in may}
        self._titles = [at for at in may if shape(lines[at]) is not Shape.WORDS]
        self.candidates = [at for at in may if at < run.start or self._is_first(at)]

    def _is_cut(self, at: int, others: Iterable[int]) -> bool:
        """Whether another line has the whole of a title that is cut short: `Ferry runs all night unt...`."""
        line, start = self._lines[at], self._folded[at]
        whole = (self._folded[other] for other in others if len(self._lines[other]) > len(line))
        return line.endswith(_CUT) and len(line) > _SHORT and any(other.startswith(start) for other in whole)

    def _is_first(self, at: int) -> bool:
        """Whether a line of the text may be its headline: what stands above it is a notice, or nothing."""
        short = letters(self._lines[at]) <= _LEAD and at < self._run.stop - 1
        return short and (at == self._run.start or self._is_repeated(at))

    def points(self, at: int) -> float:
        """How much speaks for a line."""
        about = self._about(at) + self._elsewhere(at) + self._dates(at)
        return about + _looks(self._lines[at]) + self._place(at) - self._is_lead(at)

    def _about(self, at: int) -> float:
        """The words of the text that it has."""
        shared, words = self._shared[at], count_words(self._lines[at], stems(self._lines[at]))
        return 0.75 * min(shared, _MANY) + 1.5 * shared / max(1, words)

    def _elsewhere(self, at: int) -> float:
        """Whether it stands above the text twice, as in a path, and begins the title of the whole page."""
        line = self._folded[at]
        if not self._is_repeated(at):
            return 0
        titles = (self._folded[first] for first in range(min(_FIRST, at)))
        named = any(
            f"{title} ".startswith(f"{line} ") and len(title) <= len(line) * _SITE for title in titles
        )
        return 2 + 1.5 * named

    def _is_repeated(self, at: int) -> bool:
        line = self._folded[at]
        told_apart = len(line) >= _TOLD_APART or is_unspaced(self._lines[at])
        return told_apart and self._whole.count(line) > 1

    def _dates(self, at: int) -> float:
        """The dates around it."""
        below = [is_dated(line) for line in self._lines[at + 1 : at + 1 + _BELOW]]
        return any(below[:1]) + any(below[1:]) + 1.5 * (at > 0 and is_dated(self._lines[at - 1]))

    def _place(self, at: int) -> float:
        """Buttons below it; the menu that ends above it; being the first title of all; the text above it."""
        buttons = any(map(label, self._lines[at + 1 : at + _BELOW]))
        between = self._menu[-1] - self._menu[min(max(0, at + 1 - self._start), len(self._menu) - 1)]
        within = at >= self._run.start
        return 0.5 * buttons - 0.5 * log1p(between) + 0.5 * (at in self._titles[:1]) - 2 * within

    def _is_lead(self, at: int) -> float:
        """How much it looks like the lead of a headline above: near to one, like one, or below its date."""
        head = [up for up in self._titles if 0 < at - up <= _HEAD and self._folded[up] != self._folded[at]]
        about = [up for up in head if self._shared[up]]
        signs = (
            any(at - up <= _NEAR for up in about),
            any(at - up < _NEAR and not is_dated(self._lines[up + 1]) for up in about),
            any(self._shared[up] * 2 >= max(_FEW, self._shared[at]) for up in about),
        )
        dated = is_dated(self._lines[at - 1]) and any(1 < at - up <= _NEAR for up in head)
        return 0.5 * sum(signs) + dated


def _looks(line: str) -> float:
    titled = is_title(line) and shape(line) is not Shape.WORDS
    short = len(line) < _SHORT and not is_unspaced(line)
    numbers = sum(map(str.isdecimal, line)) * 4 > len(line)
    return titled - 1.5 * short - (letters(line) > _LEAD) - 0.5 * numbers - 0.5 * is_small(line[:1])


def _is_menu(line: str) -> bool:
    return _ITEM.match(line) is not None or (shape(line) is Shape.WORDS and label(line) is None)


def _may_be_headline(line: str) -> bool:
    """Whether a line can be a headline: a long one ends in no full stop and is a sentence or two."""
    length = letters(line)
    if length >= _LONG and (length > _LONGEST_HEADLINE or line.endswith(".") or inner_ends(line) > 1):
        return False
    return _ITEM.match(line) is None and not (
        is_bare_date(line) or label(line) or is_breadcrumb(line) or is_consent(line) or caption(line)
    )
