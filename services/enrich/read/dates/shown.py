"""Dates that an HTML page shows to readers: near its headline, marked or alone; and its clock."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from services.enrich.read.dates.lines import DateLine, date_labels, date_lines, is_marked
from services.enrich.read.dates.relative import part_ago
from services.enrich.read.page import DateClue

_TEXT: Final = 140
"""Code points of a paragraph with which the text begins and the lines below a headline end."""
_ABOVE: Final = 15
_ABOVE_IN_ARTICLE: Final = 60
_BELOW: Final = 150
"""Elements between the headline and a date that belongs to it."""
_MOST: Final = 3
_VAGUE: Final = 60
"""Code points of a date without a year."""


class ShownDates(NamedTuple):
    """Possible dates of publication, best first, and the page's clock."""

    published: Sequence[DateClue]
    clock: DateClue | None
    changed: Sequence[DateClue]
    """When the page says that it was last changed."""


def shown_dates(tree: HtmlElement, heading: HtmlElement | None) -> ShownDates:
    """The dates around the headline, else the marked ones, else the only one of the page.

    A bare date above the article is the clock of the site.
    """
    elements = list(tree.iter())
    dated = [line for line in date_lines(elements) if not line.in_comments]
    lines = [line for line in dated if not line.is_change]
    if heading is None:
        published = _clues(_elsewhere(lines, below=len(elements)))
        return ShownDates(published, None, _changes(dated, ()))
    at = elements.index(heading)
    before_lead, before_text = _before_text(elements[at + 1 : at + _BELOW])
    above = [line for line in dated if line.at < at]
    own = _own(above, heading, at)
    clock = next((line for line in above if line.bare and not line.is_change and line not in own), None)
    below = [line for line in dated if at <= line.at <= at + len(before_text)]
    under_title = [line for line in below if line.at <= at + len(before_lead)]
    under_lead = [line for line in below if line not in under_title and line.marked and not line.in_frame]
    near = [*under_title, *own, *under_lead]
    rest = [line for line in lines if clock is None or line.clue != clock.clue]
    published = _clues(line for line in near if not line.is_change)
    return ShownDates(
        published or [*_vague(before_lead, label="published"), *_clues(_elsewhere(rest, below=at))],
        clock.clue if clock else None,
        _changes(dated, near) or _vague(before_lead, label="updated"),
    )


def _own(above: Sequence[DateLine], heading: HtmlElement, at: int) -> Sequence[DateLine]:
    """The dates above a headline that belong to it, the nearest first.

    They are in the same article, or just above and marked, or have a time of day, or another one, the
    clock, is further up. Where pages are laid out as a table, the cell is the article; a header that
    holds the headline is not that of the site.
    """
    article = next(heading.iterancestors("article", "main", "td"), None)
    header = next(heading.iterancestors("header"), None)
    bare = [line for line in above if line.bare]
    return [
        line
        for line in reversed(above)
        if (article is not None and article in line.around and line.at >= at - _ABOVE_IN_ARTICLE)
        or (
            line.at >= at - _ABOVE
            and (not line.in_frame or (header is not None and header in line.around))
            and (line.marked or line.timed or any(other.at < line.at for other in bare))
        )
    ]


def _changes(dated: Sequence[DateLine], near: Iterable[DateLine]) -> Sequence[DateClue]:
    """The dates of the last change near the headline, else the only date of the page."""
    changes = [line for line in near if line.is_change]
    lone = (line for line in dated if line.is_change and not line.in_frame and len(dated) == 1)
    return _clues(changes or list(lone))


def _clues(lines: Iterable[DateLine]) -> Sequence[DateClue]:
    return list(dict.fromkeys(line.clue for line in lines))


def _before_text(elements: Sequence[HtmlElement]) -> tuple[Sequence[HtmlElement], Sequence[HtmlElement]]:
    """The elements before the first paragraph that is long, and before the second, if the first is a lead."""
    long = (
        at
        for at, element in enumerate(elements)
        if element.tag == "p" and len("".join(element.itertext())) >= _TEXT
    )
    first = next(long, len(elements))
    return elements[:first], elements[: next(long, first)]


def _elsewhere(lines: Sequence[DateLine], *, below: int) -> Sequence[DateLine]:
    """The first marked dates, else one behind the text or with a section, else one in a script.

    Behind the text it is timed or the only one, with a section the only one. Any other may be a date of
    the story; those in lists are of other articles.
    """
    own = [line for line in lines if not line.in_frame]
    marked = list(islice((line for line in own if line.marked), _MOST))
    single = [line for line in own if not line.in_list]
    is_lone = len({line.clue.raw for line in single}) == 1
    apart = (
        line
        for line in single
        if (line.bare and line.at > below and (line.timed or is_lone)) or (line.with_section and is_lone)
    )
    written = (line for line in own if line.element.tag == "script")
    return marked or [*islice(apart, 1), *islice(written, 1)]


def _vague(elements: Sequence[HtmlElement], *, label: str) -> Sequence[DateClue]:
    """What is marked as a date and has no year, without its label: it may be one by the reader's clock.

    Without a label it is a date of publication.
    """
    found = []
    for element in elements:
        text = " ".join((element.text or "").split())
        if text and len(text) <= _VAGUE and is_marked(element):
            labelled = next(date_labels().finditer(text), None)
            words = text[labelled.end() if labelled else 0 :].strip(" :")
            if words and label == (labelled.lastgroup if labelled else "published"):
                ago = part_ago(words)
                found.append(DateClue(ago.text if ago else words, "text"))
    return found[:_MOST]
