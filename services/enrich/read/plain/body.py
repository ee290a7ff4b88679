"""The body of a plain-text page: what is read below its headline, line by line."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Final

from schemas.enriched_article import Image
from schemas.identity import fold
from services.enrich.read.authors import signed
from services.enrich.read.captions import caption
from services.enrich.read.furniture import Kind, Label, date_line, is_breadcrumb, is_consent, label
from services.enrich.read.page import Link
from services.enrich.read.plain.dated_lines import is_byline, is_change, is_clock, is_dated
from services.enrich.read.plain.ends import LABELS, goes_on
from services.enrich.read.plain.midst import TextWords, foreign_title, repeated_title
from services.enrich.read.plain.shapes import TEXT, shape
from services.enrich.read.plain.teasers import is_doubled, read_teasers

_TOP: Final = 4
"""Paragraphs of the text below which its date may stand."""
_LONGEST_HEADING: Final = 160
_LEAD_WORDS: Final = 6
"""Words of a lead that ends in no full stop; a shorter line below a headline is a name or a button."""


@dataclass
class Body:
    """What was read below the headline."""

    headline: str | None
    paragraphs: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    """Lines with the date of the last change."""
    clocks: list[str] = field(default_factory=list)

    def take(self, lines: Sequence[str], first: int, run: range) -> Sequence[str]:
        """Read from line `first` as far as the article goes; what is left is below it."""
        end = run.stop
        below = frozenset(fold(line) for line in lines[end:] if len(line) <= _LONGEST_HEADING)
        for at in range(first, run.start):
            near = any(
                is_dated(line) or self._is_headline(line)
                for line in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])
            )
            self._top(lines[at], below, near=near)
        at = max(first, run.start)
        words = TextWords(lines[at:end], self.headline)
        days = [
            line for line in lines[at:end] if date_line(line) == [] and not is_clock(line)
        ]  # several are headings of a story
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
                own = days == [line] and not (
                    _is_text(lines[at - 2 : at - 1]) and _is_text(lines[at : at + 1])
                )
                self._text(line, is_date=own)
            elif self.paragraphs and marked.kind in LABELS:
                more = goes_on(line, lines[at:end], (self.headline or "", *self.paragraphs))
                if more is None:
                    return lines[at - 1 :]
                self.links += read_teasers(lines[at - 1 : at + more])
                at += more
            else:
                self._labelled(marked, line)
        return lines[end:]

    def _top(self, line: str, below: Container[str], *, near: bool) -> None:
        """Read a line between headline and text: a lead counts as text, names and buttons do not.

        Nor does the title of another article, which stands `below` the text once more.
        """
        marked = label(line)
        if marked is not None:
            self._labelled(marked, line)
        elif shown := caption(line):
            self.images.append(Image(caption=shown.text, credit=shown.credit))
        elif is_dated(line):
            self._dated(line)
        elif names := signed(line, near=near):
            self.authors += names
        elif is_breadcrumb(line) or is_consent(line) or self._is_headline(line) or fold(line) in below:
            pass
        elif shape(line) in TEXT or len(line.split()) >= _LEAD_WORDS:
            self.paragraphs.append(line)

    def _text(self, line: str, *, is_date: bool) -> None:
        if shown := caption(line):
            self.images.append(Image(caption=shown.text, credit=shown.credit))
        elif (is_date or is_byline(line)) and (len(self.paragraphs) <= _TOP or is_change(line)):
            self._dated(line)
        elif self.paragraphs or not (is_consent(line) or self._is_headline(line)):
            self.paragraphs.append(line)

    def _is_headline(self, line: str) -> bool:
        return self.headline is not None and fold(line) == fold(self.headline)

    def _labelled(self, marked: Label, line: str) -> None:
        if marked.kind is Kind.AUTHOR and marked.rest:
            self.authors.append(marked.rest)
        elif marked.kind is Kind.PUBLISHED or (marked.kind is Kind.COUNTER and self._is_date(line)):
            self._dated(line)

    def _is_date(self, line: str) -> bool:
        """Whether a line of figures is the date: it stands near the headline, with no other figures."""
        return len(self.paragraphs) <= _TOP and is_dated(line)

    def _dated(self, line: str) -> None:
        if is_change(line):
            self.changes.append(line)
        else:
            (self.dates if self.headline else self.clocks).append(line)
        self.authors += signed(line, near=True)


def _is_text(lines: Sequence[str]) -> bool:
    """Whether a line, if there is one, is text."""
    return any(shape(line) in TEXT for line in lines)
