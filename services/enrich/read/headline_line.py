"""The top of a plain-text page: where its headline stands."""

from collections.abc import Sequence
from typing import Final

from schemas.identity import fold
from services.enrich.read.captions import caption
from services.enrich.read.furniture import date_line, is_breadcrumb, is_consent, label
from services.enrich.read.shapes import Shape, inner_ends, shape
from services.enrich.read.teasers import is_doubled

_HEAD: Final = 20
"""Lines above the text among which the headline is looked for."""
_LONGEST_HEADLINE: Final = 250
_LONG: Final = 80
"""Code points from which on a headline is told from a paragraph by its end."""
_BYLINE_WORDS: Final = 4
_COOKIES: Final = "cookie"


def headline_at(lines: Sequence[str], text_at: int, hint: str | None) -> int | None:
    """Where the headline stands, of a doubled one the first; None where the page begins with its text.

    `text_at` is where the text begins, unless its first line is the headline. In order: the line that is
    the `hint`, a line that stands twice, one beside a date, the first that looks like a title.
    """
    known = [at for at, line in enumerate(lines[: text_at + 1]) if hint and fold(line) == fold(hint)]
    if known:
        return known[-1] - (len(known) > 1 and known[-2] == known[-1] - 1)
    head = range(max(0, text_at - _HEAD), min(text_at + 1, len(lines) - 1))
    doubled = (at for at in head if at < text_at and is_doubled(lines, at) and label(lines[at]) is None)
    plain = [at for at in head if _may_be_headline(lines[at])]
    above = [at for at in plain if at < text_at]
    titles = [at for at in above if shape(lines[at]) is not Shape.WORDS and _COOKIES not in fold(lines[at])]
    found = next(doubled, None)
    return found if found is not None else _beside_date(lines, titles or above or plain)


def _beside_date(lines: Sequence[str], titles: Sequence[int]) -> int | None:
    """The first of some lines that stands above a date, else below one, else at all."""
    above = (at for at in titles if _is_dated(lines[at + 1]))
    below = (at for at in titles if at > 0 and _is_dated(lines[at - 1]))
    return next((at for at in (*above, *below, *titles)), None)


def _is_dated(line: str) -> bool:
    words = date_line(line)
    return words is not None and len(words) <= _BYLINE_WORDS


def _may_be_headline(line: str) -> bool:
    """Whether a line can be a headline: a long one ends in no full stop and is a sentence or two."""
    if date_line(line) == [] or label(line) or is_breadcrumb(line) or is_consent(line) or caption(line):
        return False
    if len(line) < _LONG:
        return True
    return len(line) <= _LONGEST_HEADLINE and not line.endswith(".") and inner_ends(line) <= 1
