"""Plain text as scrapers deliver it: clock, headline (often twice), captions, body, buttons, teasers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from schemas.enriched_article import Image
from schemas.identity import fold
from services.enrich.read.captions import caption
from services.enrich.read.furniture import Kind, Label, date_line, is_breadcrumb, is_consent, label
from services.enrich.read.page import DateClue, Link, Page
from services.enrich.read.plain.authors import signed
from services.enrich.read.plain.headline_line import headline_at
from services.enrich.read.plain.lines import split_lines
from services.enrich.read.plain.midst import TEXT, TextWords, foreign_title, repeated_title
from services.enrich.read.plain.shapes import Shape, is_long, shape
from services.enrich.read.plain.teasers import is_doubled, is_title, offers_at, read_teasers
from services.enrich.read.plain.text_run import text_run

_AHEAD: Final = 5
"""Lines of furniture and teasers that may stand in the midst of an article."""
_BYLINE_WORDS: Final = 4
_MOST_LINKS: Final = 100
"""Other articles that one page offers; longer lists are archives."""
_PAUSES: Final = (",", ":", ";")
_LONGEST_HEADING: Final = 160
_LEAD_WORDS: Final = 6
"""Words of a lead that ends in no full stop; a shorter line below a headline is a name or a button."""
_ENDS: Final = frozenset({Kind.SHARE, Kind.COMMENTS, Kind.RELATED, Kind.TAGS})
"""Labels that end an article."""


def read_plain_text(text: str, hint: str | None = None) -> Page:
    """Read a page without markup. `text` is clean; `hint` is the headline as the scraper knows it."""
    lines = split_lines(text)
    run = text_run(lines)
    at = headline_at(lines, run, hint)
    headline = None if at is None else lines[at]
    first = run.start * bool(run) if at is None else at + 1
    above = lines[: first if at is None else at]
    body = _Body(headline)
    rest = body.take(lines, first, run or range(first, len(lines)))
    clock = next((line for line in (*above, *body.clocks) if date_line(line) == []), None)
    dated = [line for line in above if (marked := label(line)) and marked.kind is Kind.PUBLISHED]
    return Page(
        headline=headline,
        paragraphs=tuple(body.paragraphs),
        authors=tuple(body.authors),
        images=tuple(body.images),
        links=(*body.links, *read_teasers(rest))[:_MOST_LINKS],
        published=tuple(DateClue(line, "text") for line in (*dated, *body.dates)),
        clock=DateClue(clock, "text") if clock else None,
    )


def _is_dated(line: str) -> bool:
    words = date_line(line)
    return words is not None and len(words) <= _BYLINE_WORDS


def _goes_on(marked: Label, lines: Sequence[str]) -> int | None:
    """Where the article goes on, a few lines behind a label; None where it has ended.

    Two lines of text follow each other, or one is long, which teasers never have; behind
    `Read also: <title>` one paragraph is enough. What stands below `Read also` is its title.
    """
    if marked.kind is Kind.COMMENTS:
        return None
    offer = marked.kind is Kind.RELATED
    if offer and marked.rest and lines and shape(lines[0]) is Shape.PARAGRAPH:
        return 0
    for at, (line, below) in enumerate(pairwise((*lines[: _AHEAD + 1], ""))):
        inner = label(line)
        if (inner and inner.kind is Kind.COMMENTS) or is_doubled(lines, at):
            return None
        if is_long(line):
            return 0 if marked.rest and offer else at
        if offer and not marked.rest and at == 0:
            continue
        if _is_text(line) and _is_text(below) and Shape.PARAGRAPH in (shape(line), shape(below)):
            return 0 if marked.rest and offer else at
    return None


def _is_text(line: str) -> bool:
    """Whether a line can only be text: a paragraph, or a sentence that no title looks like."""
    looks = shape(line)
    return looks is Shape.PARAGRAPH or (
        looks is not Shape.WORDS
        and not is_title(line)
        and (looks is Shape.SENTENCE or line.endswith(_PAUSES))
    )


@dataclass
class _Body:
    """What was read below the headline."""

    headline: str | None
    paragraphs: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)

    def take(self, lines: Sequence[str], first: int, run: range) -> Sequence[str]:
        """Read from line `first` as far as the article goes; what is left is below it."""
        for at in range(first, run.start):
            near = any(
                _is_dated(line) or self._is_headline(line)
                for line in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
            )
            self._top(lines[at], near=near)
        at, end = max(first, run.start), offers_at(lines, run)
        below = frozenset(fold(line) for line in lines[end:] if len(line) <= _LONGEST_HEADING)
        words = TextWords(lines[at:end], self.headline)
        while at < end:
            line = lines[at]
            at += 1
            marked = label(line)
            offer = None
            if marked is None and self.paragraphs:
                offer = repeated_title(lines[at - 1 : at + 1], below)
                offer = offer or foreign_title(lines[at - 2 : min(at + 2, end + 1)], words)
            if offer:
                self.links.append(Link("teaser", offer))
                at += offer not in line
            elif marked is None:
                if self.paragraphs and is_doubled(lines, at - 1):
                    return lines[at - 1 :]
                self._text(line)
            elif self.paragraphs and marked.kind in _ENDS:
                more = _goes_on(marked, lines[at : at + _AHEAD + 1])
                if more is None:
                    return lines[at - 1 :]
                self.links += read_teasers(lines[at - 1 : at + more])
                at += more
            else:
                self._labelled(marked, line)
        return lines[end:]

    def _top(self, line: str, *, near: bool) -> None:
        """Read a line between headline and text: a lead counts as text, names and buttons do not."""
        marked = label(line)
        if marked is not None:
            self._labelled(marked, line)
        elif shown := caption(line):
            self.images.append(Image(caption=shown.text, credit=shown.credit))
        elif _is_dated(line):
            (self.dates if self.headline else self.clocks).append(line)
            self.authors += signed(line, near=True)
        elif names := signed(line, near=near):
            self.authors += names
        elif is_breadcrumb(line) or is_consent(line) or self._is_headline(line):
            pass
        elif shape(line) in TEXT or len(line.split()) >= _LEAD_WORDS:
            self.paragraphs.append(line)

    def _text(self, line: str) -> None:
        if shown := caption(line):
            self.images.append(Image(caption=shown.text, credit=shown.credit))
        elif self.paragraphs or not (is_consent(line) or self._is_headline(line)):
            self.paragraphs.append(line)

    def _is_headline(self, line: str) -> bool:
        return self.headline is not None and fold(line) == fold(self.headline)

    def _labelled(self, marked: Label, line: str) -> None:
        if marked.kind is Kind.AUTHOR and marked.rest:
            self.authors.append(marked.rest)
        elif marked.kind is Kind.PUBLISHED:
            self.dates.append(line)
