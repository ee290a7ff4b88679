"""The lines of an HTML page that hold a date, where they stand, and which say when the page was changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from services.enrich.read.dates.written import find_date
from services.enrich.read.furniture import date_line
from services.enrich.read.html.blocks import short_text, text_of_element
from services.enrich.read.page import DateClue
from services.enrich.read.sentences import is_ended
from services.enrich.read.words import all_words, either

_LONGEST: Final = 120
"""Code points of a line with a date, and of a script that does nothing but write one."""
_WORDS: Final = 6
"""Words beside a date: a label, a place, a name."""
_MOST: Final = 300
_STEPS: Final = 3
"""Levels from the words of a date up to the line that holds them."""
_DATED: Final = re.compile(
    r"(?:^|[\s_-])(?:date\w*|time\w*|publi\w*|post(?:ed|meta|info)|submitted|created|stamp|meta|byline|info"
    r"|fecha|datum|data|tarih)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(r"updat|modif", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"comment|disqus|reply", re.IGNORECASE)
_YEAR: Final = re.compile(r"\d{4}")
_BAR: Final = re.compile(r"\s[|\u2022\u00b7]\s")
_RARE_YEAR: Final = re.compile(
    r"(?<!\d)(?:1[34]|25)\d\d(?!\d)|[^\x00-\x7f\D]{4}|\d\.\d\d\.\d\d|[\u0e00-\u0e7f]\.?\s?\d\d|令和|民[國国]"
)
"""A year in other digits, of other calendars, or of two digits."""
_TWO_SIGNS: Final = re.compile(r"\d\d|[和国國]")
"""What each of them has; most texts have not."""
_UNREAD: Final = frozenset({"head", "style", "noscript", "textarea", "option"})


@dataclass(frozen=True)
class DateLine:
    """A date, the element that holds it, and that element's place among all of the page."""

    clue: DateClue
    element: HtmlElement
    at: int
    is_change: bool = False
    """Whether it is the date of the last change."""

    @cached_property
    def around(self) -> list[HtmlElement]:
        """The element and those that hold it."""
        return [self.element, *self.element.iterancestors()]

    @cached_property
    def bare(self) -> bool:
        """Nothing but a date."""
        return self.clue.origin == "text" and date_line(self.clue.raw) == []

    @cached_property
    def with_section(self) -> bool:
        """Whether a bar parts it from other words: `11 March 2026 | Letters`."""
        return self.clue.origin == "text" and not self.bare and _BAR.search(self.clue.raw) is not None

    @cached_property
    def timed(self) -> bool:
        """Whether a time of day stands beside the date, not only midnight."""
        written = find_date(self.clue.raw)
        return written is not None and written.time is not None and written.time[0][:5] != "00:00"

    @cached_property
    def in_list(self) -> bool:
        """Whether it belongs to one of several things."""
        return not {"li", "dd", "option"}.isdisjoint(element.tag for element in self.around)

    @cached_property
    def in_frame(self) -> bool:
        """Whether it belongs to the site, not to an article, which may have a header and a footer too."""
        tags = [element.tag for element in self.around]
        parts = {"article": False, "main": False, "nav": True, "aside": True}
        return next((parts[tag] for tag in tags if tag in parts), "header" in tags or "footer" in tags)

    @cached_property
    def in_comments(self) -> bool:
        """Whether it is the date of what a reader wrote."""
        return any(_COMMENTS.search(_marks(element)) for element in self.around if element.tag != "body")

    @cached_property
    def marked(self) -> bool:
        """Whether its element, the one around it, or words before it call it a date."""
        if self.clue.origin == "meta" or last_label(self.clue.raw) == "published":
            return True
        return any(map(is_marked, self.around[:2]))


class _Place(NamedTuple):
    """Where a date may stand: words in or behind an element, or what it gives to machines."""

    at: int
    element: HtmlElement
    words: str | None = None
    is_tail: bool = False


def date_lines(elements: Iterable[HtmlElement]) -> Iterator[DateLine]:
    """The lines with a date among all elements of a page, in order."""
    done: set[HtmlElement] = set()
    for at, element, words, is_tail in islice(_places(elements), _MOST):
        holder = element.getparent() if is_tail else element
        if holder is None or not done.isdisjoint((holder, *islice(holder.iterancestors(), _STEPS))):
            continue
        own = " ".join((words or "").split())
        outer, line = _line(holder, own) if own else (holder, "")
        clue = _written_date(line) or _written_date(own) if own else _machine_date(holder)
        if clue:
            done.add(outer)
            yield DateLine(clue, holder, at, _is_change(holder, line))


def is_marked(element: HtmlElement) -> bool:
    """Whether an element is called a date."""
    return element.tag == "time" or _DATED.search(_marks(element)) is not None


def last_label(line: str) -> str | None:
    """What the last label in front of a line's date says that it is, `published` or `updated`; if any."""
    written = find_date(line)
    labels = list(date_labels().finditer(line, 0, written.date.start() if written else len(line)))
    return labels[-1].lastgroup if labels else None


@lru_cache(maxsize=1)
def date_labels() -> re.Pattern[str]:
    """The labels of dates in every language, in a group for each kind."""
    groups = []
    for kind in ("updated", "published"):
        phrases = {phrase for lists in all_words().values() for phrase in getattr(lists.lines, kind)}
        groups.append(rf"(?P<{kind}>{either(phrases)})")
    return re.compile(rf"\b(?:{'|'.join(groups)})\b", re.IGNORECASE)


def _places(elements: Iterable[HtmlElement]) -> Iterator[_Place]:
    for at, element in enumerate(elements):
        text, tail = element.text, element.tail
        if element.tag in {"time", "abbr"} and (element.get("datetime") or element.get("title")):
            yield _Place(at, element)
        if text and not text.isspace():
            is_long_script = element.tag == "script" and len(text) > _LONGEST
            if not is_long_script and element.tag not in _UNREAD and _may_hold_date(text):
                yield _Place(at, element, text)
        if tail and not tail.isspace() and _may_hold_date(tail):
            yield _Place(at, element, tail, is_tail=True)


def _may_hold_date(text: str) -> bool:
    """Whether there may be a year in a text, at the price of a look: pages have thousands of texts."""
    if "20" in text or "19" in text:
        return True
    if text.isascii() and not ("." in text or "14" in text or "25" in text or "13" in text):
        return False
    return (
        _TWO_SIGNS.search(text, 0, _LONGEST) is not None and _RARE_YEAR.search(text, 0, _LONGEST) is not None
    )


def _machine_date(element: HtmlElement) -> DateClue | None:
    """The date that an element gives beside what it shows."""
    machine = element.get("datetime") or element.get("title") or ""
    return DateClue(machine, "meta") if find_date(machine) else None


def _written_date(text: str) -> DateClue | None:
    """The date that a line holds beside a few words; a sentence tells of something else."""
    words = date_line(text)
    if words is None or len(words) > _WORDS:
        return None
    is_sentence = words and is_ended(text) and last_label(text) is None
    return None if is_sentence else DateClue(text, "text")


def _line(holder: HtmlElement, words: str) -> tuple[HtmlElement, str]:
    """The outermost element around a date that is no longer than a line and has no other, and its text.

    `words` are those of the date, spaced once. A whole date needs no more around it than a label. Words
    between elements of a longer line stand for themselves.
    """
    outer, line = holder, words
    years = len(_YEAR.findall(line))
    for element in islice((holder, *holder.iterancestors()), _STEPS):
        whole = short_text(element, _LONGEST)
        if whole is None or len(_YEAR.findall(whole)) > years or element.find(".//h1") is not None:
            break
        if whole != line and date_line(line) == [] and last_label(whole) is None:
            break
        outer, line = element, whole
    return outer, line


def _is_change(element: HtmlElement, line: str) -> bool:
    """Whether the date of a line is that of the last change, by a label before it or its element's name."""
    marks = _marks(element)
    if _CHANGED.search(marks) and "publi" not in marks.lower():
        return True
    label = last_label(line)
    parent = element.getparent()
    if label is None and parent is not None:
        shown = text_of_element(element)
        label = last_label((short_text(parent, _LONGEST) or "").partition(shown)[0]) if shown else None
    return label == "updated"


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"
