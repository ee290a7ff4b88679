"""Which box of a page holds its article."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from services.enrich.read.html.layout import Box, Layout
from services.enrich.read.html.marks import Mark, mark_of
from services.enrich.read.html.prose import letters, stems

_LONGEST_TITLE: Final = 300
_ALIKE: Final = 0.5
"""Share of its words that a line has in common with the title, from which on it may be the headline."""
_WITHIN: Final = 0.9
"""The same for a line that is a part of the title, which has the name of the site behind it."""
_HEADINGS: Final = {"h1": 0.5, "h2": 0.2, "h3": 0.1}
"""How much rather a heading is the headline than another line with the same words."""
_MOST_ASIDE: Final = 0.4
"""Share of a page's prose that an element beside the article may hold; one with more wraps the article."""
_MOST_COMMENTS: Final = 0.5
_ARTICLE: Final = 400
"""Letters of prose that show that comments, however many, are not all that a page has."""
_HALVED: Final = 3_000
"""Letters without prose behind the headline after which further prose counts half: footers come last."""
_BEFORE: Final = 0.7
"""What prose before the headline counts."""
_OFF_SUBJECT: Final = 0.5
"""What prose counts that shares no word with the title; with all of them it counts three times as much."""
_NAMED: Final = 1.5
"""What prose counts in a box that says that it is the body."""
_GAIN: Final = 0.1
"""Share of prose that a box around the best one must add."""
_PURE: Final = 0.6
"""Share of prose in what it adds."""


@dataclass(frozen=True, slots=True)
class Container:
    """The box of the article, and what is known of the segments of its page, each by its place."""

    box: Box
    headline: int | None
    """The segment that shows the title."""
    prose: Sequence[int]
    """Letters of prose in each segment; 0 in what is beside the article."""
    beside: Collection[int]
    """Segments in a box that says that it is no part of the article, and is believed."""


def find_container(page: Layout, title: str, offers: Collection[Box] = ()) -> Container | None:
    """Find the box with the most prose on the subject of the title, close behind the headline.

    Prose counts for the box that it is in and for the one around that, since paragraphs are boxes. From
    the best box the choice climbs to one around it as long as that adds mostly prose. `offers` hold other
    articles. None for a page without text.
    """
    if not page.segments:
        return None
    subject = stems(title)
    headline = _headline(page, title, subject)
    found = [segment.prose for segment in page.segments]
    beside = {place for box in (*offers, *_beside(page, found, headline)) for place in box.span}
    for place in beside if headline is None else beside | {headline}:
        found[place] = 0
    best = _most_prose(page, found, headline, subject)
    return Container(_climb(best, page, found), headline, found, beside)


def _headline(page: Layout, title: str, subject: Collection[str]) -> int | None:
    """The segment that shows the title of the page, best a heading."""
    whole = title.casefold()
    best, found = 0.0, None
    for place, segment in enumerate(page.segments):
        text = segment.text
        if len(text) > min(_LONGEST_TITLE, 2 * len(title)) or segment.is_linked:
            continue
        words = stems(text)
        alike = 2 * len(words.intersection(subject)) / (len(words) + len(subject)) if words else 0
        if len(words) * 2 >= len(subject) and text.casefold() in whole:
            alike = max(alike, _WITHIN)
        score = alike + _HEADINGS.get(str(segment.box.element.tag), 0)
        if alike >= _ALIKE and score > best:
            best, found = score, place
    return found


def _beside(page: Layout, found: Sequence[int], headline: int | None) -> list[Box]:
    """The outermost boxes that say that they are no part of the article, without those that wrap it."""
    wrapping = {around for box in page.boxes if box.element.tag == "h1" for around in box.up()}
    if headline is not None:
        wrapping.update(page.segments[headline].box.up())
    sums = [0, *accumulate(found)]
    beside: list[Box] = []
    for box in page.boxes:
        if beside and box.end <= beside[-1].end:  # within it
            continue
        mark = mark_of(box.element)
        if mark in {Mark.ASIDE, Mark.COMMENTS} and box not in wrapping:
            held = sums[box.end] - sums[box.start]
            comments = mark is Mark.COMMENTS
            if held <= sums[-1] * (_MOST_COMMENTS if comments else _MOST_ASIDE) or (
                comments and sums[-1] - held >= _ARTICLE
            ):
                beside.append(box)
    return beside


def _most_prose(page: Layout, found: Sequence[int], headline: int | None, subject: Collection[str]) -> Box:
    sums: dict[Box, float] = defaultdict(float)
    shared: dict[Box, set[str]] = defaultdict(set)
    passed = 0
    for place, segment in enumerate(page.segments):
        if not found[place]:
            passed += letters(segment.text)
            continue
        counts = 2 ** -(passed / _HALVED)
        if headline is not None and place <= headline:
            counts, passed = _BEFORE, 0
        common = stems(segment.text).intersection(subject)
        for box in (segment.box, segment.box.parent):
            if box is not None:
                sums[box] += found[place] * counts
                shared[box] |= common
    for box in sums:
        sums[box] *= _OFF_SUBJECT + len(shared[box]) / max(1, len(subject))
        if mark_of(box.element) is Mark.BODY:
            sums[box] *= _NAMED
    return max(sums, key=sums.__getitem__, default=page.boxes[0])


def _climb(best: Box, page: Layout, found: Sequence[int]) -> Box:
    proses = [0, *accumulate(found)]
    sizes = [0, *accumulate(letters(segment.text) for segment in page.segments)]
    for box in best.up():
        held = proses[best.end] - proses[best.start]
        more = proses[box.end] - proses[box.start] - held
        size = sizes[box.end] - sizes[box.start] - (sizes[best.end] - sizes[best.start])
        if more >= held * _GAIN and more >= size * _PURE:
            best = box
    return best
