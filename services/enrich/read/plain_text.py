"""Plain text as scrapers deliver it: clock, headline (often twice), captions, body, buttons, teasers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from schemas.enriched_article import Image
from schemas.identity import fold
from services.enrich.read.captions import caption
from services.enrich.read.furniture import Kind, Label, date_line, is_breadcrumb, is_consent, label
from services.enrich.read.lines import split_lines
from services.enrich.read.page import DateClue, Link, Page
from services.enrich.read.teasers import is_doubled, read_teasers

_HEAD: Final = 12
"""Lines among which the headline is looked for."""
_LONGEST_HEADLINE: Final = 250
_PARAGRAPH: Final = 80
"""Code points of the shortest line that, ended like a sentence, is surely a paragraph."""
_AHEAD: Final = 5
"""Lines of furniture and teasers that may stand in the midst of an article."""
_SECTION_WORDS: Final = 2
_BYLINE_WORDS: Final = 4
_ENDED: Final = re.compile(r"[.!?…。！？؟۔।][\"'“”»’)\]]{0,3}$")
_SENTENCES: Final = re.compile(r"[.!?]\s+[^\W\d_]")
_ENDS: Final = frozenset({Kind.SHARE, Kind.COMMENTS, Kind.RELATED, Kind.TAGS})
"""Labels that end an article."""


def read_plain_text(text: str, hint: str | None = None) -> Page:
    """Read a page without markup. `text` is clean; `hint` is the headline as the scraper knows it."""
    lines = split_lines(text)
    at = _headline_at(lines, hint)
    above, headline = ([], None) if at is None else (lines[:at], lines[at])
    body = _Body(headline)
    rest = body.take(lines[len(above) + (at is not None) :])
    clock = next((line for line in (*above, *body.clocks) if date_line(line) == []), None)
    dated = [line for line in above if (marked := label(line)) and marked.kind is Kind.PUBLISHED]
    return Page(
        headline=headline,
        paragraphs=tuple(body.paragraphs),
        authors=tuple(body.authors),
        images=tuple(body.images),
        links=(*body.links, *read_teasers(rest)),
        published=tuple(DateClue(line, "text") for line in (*dated, *body.dates)),
        clock=DateClue(clock, "text") if clock else None,
    )


def _headline_at(lines: Sequence[str], hint: str | None) -> int | None:
    """Where the headline stands, of a doubled one the first; None where the text begins with its body."""
    head = range(min(_HEAD, len(lines)))
    known = [at for at in head if hint and fold(lines[at]) == fold(hint)]
    if known:
        return known[0]
    for at in head:
        if _is_paragraph(lines[at]):
            break
        if is_doubled(lines, at) and label(lines[at]) is None:
            return at
    plain = [at for at in head if not _is_above(lines[at])][:2]
    if not plain or plain[0] + 1 == len(lines):
        return None
    at = plain[0]
    if plain[1:] == [at + 1] and _is_section(lines[at : at + 3]):
        at += 1
    return at if _is_headline(lines[at]) else None


def _is_above(line: str) -> bool:
    """Whether a line may stand above a headline."""
    return date_line(line) == [] or label(line) is not None or is_breadcrumb(line) or is_consent(line)


def _is_section(lines: Sequence[str]) -> bool:
    """Whether the first of three lines names the section of a site: a word or two, a headline, a text."""
    name, headline, *text = lines
    return (
        len(name.split()) <= _SECTION_WORDS
        and not _ENDED.search(name)
        and len(headline.split()) > 2 * _SECTION_WORDS
        and not _is_paragraph(headline)
        and any(map(_is_paragraph, text))
    )


def _is_headline(line: str) -> bool:
    """Whether a line can be a headline: a long one ends in no full stop and is a sentence or two."""
    if len(line) < _PARAGRAPH:
        return True
    return len(line) <= _LONGEST_HEADLINE and not line.endswith(".") and len(_SENTENCES.findall(line)) <= 1


def _is_paragraph(line: str) -> bool:
    return len(line) >= _PARAGRAPH and (_ENDED.search(line) is not None or len(line) > _LONGEST_HEADLINE)


def _goes_on(marked: Label, lines: Sequence[str]) -> int | None:
    """Where the article goes on, a few lines behind a label; None where it has ended.

    Two paragraphs follow each other, which teasers never do; behind `Read also: <title>` one is enough.
    """
    if marked.kind is Kind.COMMENTS:
        return None
    if marked.kind is Kind.RELATED and marked.rest and lines and _is_paragraph(lines[0]):
        return 0
    for at in range(min(_AHEAD, len(lines) - 1)):
        inner = label(lines[at])
        if (inner and inner.kind is Kind.COMMENTS) or is_doubled(lines, at):
            return None
        if _is_paragraph(lines[at]) and _is_paragraph(lines[at + 1]):
            return at
    return None


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

    def take(self, lines: Sequence[str]) -> Sequence[str]:
        """Read as far as the article goes; what is left is below it."""
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            marked = label(line)
            if marked is None:
                self._text(line)
            elif self.paragraphs and marked.kind in _ENDS:
                more = _goes_on(marked, lines[at : at + _AHEAD + 1])
                if more is None:
                    return lines[at - 1 :]
                self.links += read_teasers(lines[at - 1 : at + more])
                at += more
            else:
                self._labelled(marked, line)
        return ()

    def _text(self, line: str) -> None:
        if shown := caption(line):
            self.images.append(Image(caption=shown.text, credit=shown.credit))
        elif self.paragraphs:
            self.paragraphs.append(line)
        elif (
            (words := date_line(line)) is not None and len(words) <= _BYLINE_WORDS and not _ENDED.search(line)
        ):
            (self.dates if self.headline else self.clocks).append(line)
        elif not is_breadcrumb(line) and not is_consent(line) and not self._is_headline(line):
            self.paragraphs.append(line)

    def _is_headline(self, line: str) -> bool:
        return self.headline is not None and fold(line) == fold(self.headline)

    def _labelled(self, marked: Label, line: str) -> None:
        if marked.kind is Kind.AUTHOR and marked.rest:
            self.authors.append(marked.rest)
        elif marked.kind is Kind.PUBLISHED:
            self.dates.append(line)
