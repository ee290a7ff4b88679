"""The top of a plain-text page: where its headline stands."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from schemas.identity import fold
from services.enrich.read.captions import caption
from services.enrich.read.furniture import date_line, is_breadcrumb, is_consent, label
from services.enrich.read.plain.shapes import Shape, inner_ends, shape
from services.enrich.read.plain.stems import stems
from services.enrich.read.plain.teasers import is_doubled

_HEAD: Final = 20
"""Lines above the text among which the headline is looked for."""
_MENU: Final = 60
"""The same on a page with a menu: share buttons, names and captions stand between headline and text."""
_FIRST: Final = 3
"""Lines among which the title of the whole page stands."""
_LONGEST_HEADLINE: Final = 250
_LONG: Final = 80
"""Code points from which on a headline is told from a paragraph by its end."""
_BYLINE_WORDS: Final = 4
_COOKIES: Final = "cookie"
_ITEM: Final = re.compile(r"[*•·▪►] ")
_TEXT: Final = 4_000
"""Code points of the text that are searched for the words of a headline."""
_FEW_WORDS: Final = 2
"""Words that a headline shares with its text."""
_NEARLY: Final = 0.5
"""Share of the most shared words that the first headline has; captions below it may have a few more."""


def headline_at(lines: Sequence[str], run: range, hint: str | None) -> int | None:
    """Where the headline stands, of a repeated one the first; None where the page begins with its text.

    `run` are the lines of the text; its first line may be the headline. In order: the line that is the
    `hint`; one that stands twice above the text, perhaps within the title or the path of the page; below
    a menu the first whose words the text has; one beside a date; the first that looks like a title.
    """
    top = lines[: run.start + 1]
    known = [at for at, line in enumerate(top) if hint and fold(line) == fold(hint)]
    if known:
        return known[-1] - (len(known) > 1 and known[-2] == known[-1] - 1)
    below_menu = run.start > _HEAD
    head = range(max(0, run.start - (_MENU if below_menu else _HEAD)), min(len(top), len(lines) - 1))
    plain = [at for at in head if _may_be_headline(lines[at])]
    above = [at for at in plain if at < run.start]
    titles = [at for at in above if shape(lines[at]) is not Shape.WORDS and _COOKIES not in fold(lines[at])]
    doubled = next((at for at in above if is_doubled(lines, at)), None)
    if doubled is not None and not below_menu:
        return doubled
    text = stems(" ".join(islice((lines[at] for at in run), 20))[:_TEXT])
    shared = {at: len(stems(lines[at]) & text) for at in titles}
    found = None
    if below_menu:
        found = _named(lines, titles)
        found = _repeated([lines[at] for at in head], shared, lines) if found is None else found
        found = _most_shared(shared) if found is None else found
    if found is None:
        found = _beside_date(lines, [at for at in titles if shared[at]] or titles or above or plain)
    return found


def _named(lines: Sequence[str], titles: Sequence[int]) -> int | None:
    """The longest line that the title of the whole page has, which scrapers print first."""
    first = [fold(line[: 2 * _LONGEST_HEADLINE]) for line in lines[:_FIRST]]
    named = [at for at in titles if any((own := fold(lines[at])) in line and own != line for line in first)]
    return max(named, key=lambda at: len(lines[at]), default=None)


def _repeated(top: Iterable[str], shared: Mapping[int, int], lines: Sequence[str]) -> int | None:
    """Of the lines that another one has too, the one that shares the most words with the text."""
    whole = "\n".join(fold(line[:_LONGEST_HEADLINE]) for line in top)
    repeated = (at for at, words in shared.items() if words and whole.count(fold(lines[at])) > 1)
    return max(repeated, key=shared.__getitem__, default=None)


def _most_shared(shared: Mapping[int, int]) -> int | None:
    """The first line that shares nearly as many words with the text as any; None where none shares some."""
    enough = max(_FEW_WORDS, max(shared.values(), default=0) * _NEARLY)
    return next((at for at, words in shared.items() if words >= enough), None)


def _beside_date(lines: Sequence[str], titles: Iterable[int]) -> int | None:
    """The first of some lines that stands above a date, else below one, else at all."""
    titles = list(titles)
    above = (at for at in titles if _is_dated(lines[at + 1]))
    below = (at for at in titles if at > 0 and _is_dated(lines[at - 1]))
    return next((at for at in (*above, *below, *titles)), None)


def _is_dated(line: str) -> bool:
    words = date_line(line)
    return words is not None and len(words) <= _BYLINE_WORDS


def _may_be_headline(line: str) -> bool:
    """Whether a line can be a headline: a long one ends in no full stop and is a sentence or two."""
    if len(line) < _LONG:
        titled = _ITEM.match(line) is None
    else:
        titled = len(line) <= _LONGEST_HEADLINE and not line.endswith(".") and inner_ends(line) <= 1
    return titled and not (
        date_line(line) == [] or label(line) or is_breadcrumb(line) or is_consent(line) or caption(line)
    )
