"""What a plain-text page offers below its article: title twice and lead, title and lead, or title only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schemas.identity import fold
from services.enrich.read.furniture import Kind, date_line, is_breadcrumb, label
from services.enrich.read.page import Link
from services.enrich.read.plain.shapes import TEXT, Shape, is_long, is_unspaced, letters, shape
from services.enrich.read.sentences import CLOSING, STOPS, is_ended

_MOST: Final = 100
"""Teasers of one page; longer lists are archives."""
_LONGEST_TITLE: Final = 160
_LONGEST_CUT: Final = 90
"""Code points up to which a line that ends in an ellipsis is a title cut short, not a lead."""
_SHORTEST_DOUBLED: Final = 10
_MARKS: Final = 8
"""Code points by which the two may differ in length: quotes and spaces."""
_TITLE_WORDS: Final = 3
_DATE_WORDS: Final = 3
_NAME_WORDS: Final = 2
TITLE_LENGTH: Final = 25
"""Letters that a title has at least on the average: headings between paragraphs are shorter."""
_FEW_TITLES: Final = 3
"""Titles from which on the end of a text is a list of other articles."""
_AHEAD: Final = 8
"""Lines below a text that are looked at for more titles."""
_ASKING: Final = ("?", "？", "؟", "፧", ";")
_LONGEST_QUESTION: Final = 120
"""Code points of a title that asks."""
_LEAD: Final = 0.5
"""Weight of the lead of a title; a title weighs 1."""
_TEXT: Final = 1.5
"""What text without a title costs: a heading with two paragraphs is no offer."""
_SENTENCE: Final = 1.2
"""The same of one sentence, which may be a title with a full stop."""
_MOSTLY: Final = 0.5
"""Sum of weights a title at least: between offers stands little text."""
_WHOLE: Final = 800
"""Code points of the shortest text on one line."""
_NEARLY_ALL: Final = 0.75
"""Share of the code points of a run that a text on one line has."""
_LEAST: Final = -3
"""Sum of weights below which there is text."""
_ITEM: Final = re.compile(r"[-*•·▪►] ")
"""The start of a line of a list in a text."""
_END: Final = 4
_STOP: Final = re.compile(f"[:;,{STOPS}]{CLOSING}")


@dataclass
class _Titles:
    """Lines that look like titles of other articles."""

    count: int = 0
    asked: int = 0
    length: float = 0
    """Letters of those that do not ask."""

    def add(self, line: str) -> None:
        self.count += 1
        if line.endswith(_ASKING):
            self.asked += 1
        else:
            self.length += letters(line)

    def are_offers(self, *, talk: bool) -> bool:
        """Whether they are several, as long as titles are, and not the questions of a text that has more."""
        told = self.count - self.asked
        asked = told if talk else told * 2
        return self.count >= _FEW_TITLES and self.asked < asked and self.length >= told * TITLE_LENGTH


def offers_at(lines: Sequence[str], run: range) -> int:
    """Where the lines that offer other articles begin below a text that may reach into them (`run`).

    Pages offer titles with one short lead each; a text has no three such pairs at its end. Some lines among
    them are something else: a title that ends in a full stop, a date, a caption. So the offers go from the
    end up to where titles outweigh text most, by sums as `text_run` finds the text. Below a text on one line
    they begin with the first line that is none.
    """
    if whole := _below_whole(lines, run):
        return whole
    best, most, total, titles = run.stop, 0.0, 0.0, _Titles()
    asks = next((at for at in run if lines[at].endswith(_ASKING) and _is_offer(lines[at])), run.stop)
    for at in reversed(range(run.start + 1, _offers_end(lines, run.stop))):
        line = lines[at]
        if is_long(line) or total < _LEAST:
            break
        item = _ITEM.match(line) is not None
        offer = not item and (_is_offer(line) or (titles.count >= _FEW_TITLES and _heads(lines, at)))
        text = item or is_ended(line) or shape(line) is Shape.PARAGRAPH
        if offer:
            titles.add(line)
        if text and not item and _is_offer(lines[at - 1]):
            total += _LEAD
        elif offer:
            total += 1
            if total > most and total >= titles.count * _MOSTLY and titles.are_offers(talk=at > asks):
                best = min(best, at)
            most = max(most, total)
        elif text:
            total -= _TEXT if shape(line) is Shape.PARAGRAPH else _SENTENCE
    while best > run.start + 1 and _is_button(lines[best - 1]):
        best -= 1
    return best


def _offers_end(lines: Sequence[str], stop: int) -> int:
    """Where the offers end that begin at `stop`, or above it: titles with a lead each, or titles alone."""
    at = stop
    for line in lines[stop : stop + _AHEAD]:
        lead = not is_long(line) and label(line) is None and _is_offer(lines[at - 1])
        if not (lead or _is_offer(line)):
            break
        at += 1
    return at


def _below_whole(lines: Sequence[str], run: range) -> int | None:
    """The first line that is neither text nor a label below one which holds nearly all the text of a run."""
    longest = max(run, key=lambda at: len(lines[at]))
    length = sum(len(lines[at]) for at in run)
    if len(lines[longest]) < max(_WHOLE, length * _NEARLY_ALL):
        return None
    below = ((at, lines[at]) for at in range(longest + 1, run.stop))
    return next((at for at, line in below if shape(line) not in TEXT and label(line) is None), None)


def _is_offer(line: str) -> bool:
    """Whether a line may be an offer: a title, which may ask; neither a name nor a paragraph that asks."""
    looks = shape(line)
    if looks is Shape.WORDS or (looks is Shape.PARAGRAPH and len(line) > _LONGEST_QUESTION):
        return False
    return is_title(line) and label(line) is None


def _heads(lines: Sequence[str], at: int) -> bool:
    """Whether a line right above a title is one too, however long: a text has a full stop at its end."""
    line = lines[at]
    return is_title(line) and not is_ended(line) and label(line) is None and _is_offer(lines[at + 1])


def _is_button(line: str) -> bool:
    """Whether a line above offers is a button that no list has, not the last words of a text."""
    return shape(line) is Shape.WORDS and not is_ended(line)


def read_teasers(lines: Sequence[str]) -> list[Link]:
    """The teasers among the lines below an article, in order. Menus and what readers wrote are none."""
    doubled = any(is_doubled(lines, at) for at in range(len(lines) - 1))
    talk, last_talk = False, _last_talk(lines)
    found: list[Link] = []
    at = 0
    while at < len(lines) and len(found) < _MOST:
        line = lines[at]
        at += 1
        if marked := label(line):
            if marked.kind is Kind.COMMENTS:
                talk = at <= last_talk
            elif marked.kind is Kind.RELATED:
                talk, doubled = False, doubled and is_doubled(lines, at)
                if marked.rest:
                    found.append(Link("teaser", marked.rest))
        elif is_doubled(lines, at - 1):
            at += 1
            lead = _lead(lines, at)
            found.append(Link("teaser", line, description=lead))
            at += lead is not None
        elif not talk and not doubled and is_title(line):
            lead = _lead(lines, at, sentence=True)
            found.append(Link("teaser", line, description=lead))
            at += lead is not None
    return found


def is_doubled(lines: Sequence[str], at: int) -> bool:
    """Whether a line stands twice, as titles do whose picture carries them too."""
    if at + 1 >= len(lines) or len(lines[at]) > _LONGEST_TITLE * 2:
        return False
    if len(lines[at]) < _SHORTEST_DOUBLED and not is_unspaced(lines[at]):
        return False
    if abs(len(lines[at]) - len(lines[at + 1])) > _MARKS:
        return False
    return lines[at] == lines[at + 1] or fold(lines[at]) == fold(lines[at + 1])


def _lead(lines: Sequence[str], at: int, *, sentence: bool = False) -> str | None:
    """The line below a title if it can be its lead; `sentence` asks for one that ends like a sentence."""
    if at >= len(lines) or label(lines[at]) or is_doubled(lines, at) or _is_date(lines[at]):
        return None
    line = lines[at]
    ended = _STOP.search(line, max(0, len(line) - _END)) is not None or len(line) > _LONGEST_CUT
    return None if sentence and (not ended or is_title(line)) else line


def is_title(line: str) -> bool:
    """Whether a line may be the title of an article: not too long, some words, no full stop at its end."""
    cut = line.endswith(("…", "..."))
    if len(line) > (_LONGEST_CUT if cut else _LONGEST_TITLE) or is_breadcrumb(line) or _is_date(line):
        return False
    if not cut and _STOP.search(line, max(0, len(line) - _END)):
        return False
    return len(line.split(maxsplit=_TITLE_WORDS)) >= _TITLE_WORDS or is_unspaced(line)


def _is_date(line: str) -> bool:
    words = date_line(line)
    return words is not None and len(words) <= _DATE_WORDS


def _last_talk(lines: Sequence[str]) -> int:
    """The last line that shows that readers' comments stand above it: a name or a time alone; else -1."""
    return next((at for at in reversed(range(len(lines))) if _is_talk(lines[at])), -1)


def _is_talk(line: str) -> bool:
    if label(line):
        return False
    return (len(line.split(maxsplit=_NAME_WORDS)) <= _NAME_WORDS and not is_unspaced(line)) or _is_date(line)
