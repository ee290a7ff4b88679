"""Where an article ends: behind some labels it goes on, because a button or an offer stands in its midst."""

from collections.abc import Sequence
from itertools import groupby, pairwise, takewhile
from typing import Final

from services.enrich.read.furniture import Kind, Label, label
from services.enrich.read.plain.shapes import TEXT, Shape, is_long, letters, shape
from services.enrich.read.plain.stems import stems
from services.enrich.read.plain.teasers import TITLE_LENGTH, is_doubled, is_title

LABELS: Final = frozenset({Kind.SHARE, Kind.COMMENTS, Kind.RELATED, Kind.TAGS})
"""Labels that end an article."""
_AHEAD: Final = 5
"""Lines of furniture and teasers that may stand in the midst of an article."""
_FAR: Final = 12
"""The same between a lead and its article."""
_MODULE: Final = 16
"""The same behind a heading that stands again further below, as those in the midst of long articles do."""
_BLOCK: Final = 3
"""Paragraphs of that article which follow each other."""
_WEIGHED: Final = 100
"""Lines behind a label that are looked at for more text than was read, or for the label once more."""
_SUBJECT: Final = 3
"""Words that it shares with the lead and the headline."""
_LIST: Final = 9
"""Lines below a heading above other articles that show whether a list of them begins."""
_SEVERAL: Final = 2
_PAUSES: Final = (",", ":", ";")


def goes_on(heading: str, lines: Sequence[str], read: Sequence[str]) -> int | None:
    """Where an article goes on, some lines behind a line with a label; None where it has ended.

    `lines` are those of the text behind it, `read` the headline and the paragraphs before it.
    """
    marked = label(heading)
    if marked is None:
        return None
    related = marked.kind is Kind.RELATED
    listed = related and not marked.rest and _is_list(lines[1:_LIST])
    more = None if listed else _next_text(marked, lines[: _AHEAD + 1])
    if more is None and related and heading in lines[:_WEIGHED]:
        more = next((at for at, line in enumerate(lines[:_MODULE]) if is_long(line)), None)
    return _main_text(lines[:_WEIGHED], read) if more is None else more


def _is_list(lines: Sequence[str]) -> bool:
    """Whether lines below a title offer more: several titles, as long as such are, with a lead each."""
    near = list(pairwise(takewhile(lambda line: not is_long(line), lines)))
    if any(_is_text(line) and _is_text(below) for line, below in near):
        return False
    titles = [line for line, lead in near if shape(line) is Shape.TITLE and is_title(line) and _is_text(lead)]
    return len(titles) >= _SEVERAL and sum(map(letters, titles)) >= len(titles) * TITLE_LENGTH


def _next_text(marked: Label, lines: Sequence[str]) -> int | None:
    """Where the next text is a few lines below.

    Two lines of text follow each other, or one is long, which teasers never have; behind
    `Read also: <title>` one paragraph is enough. What stands below `Read also` is its title, unless it is a
    paragraph: `Read more` is a button too.
    """
    offer = marked.kind is Kind.RELATED
    if marked.kind is Kind.COMMENTS:
        return None
    if offer and marked.rest and lines and shape(lines[0]) is Shape.PARAGRAPH:
        return 0
    for at, (line, below) in enumerate(pairwise((*lines, ""))):
        inner = label(line)
        if (inner and inner.kind is Kind.COMMENTS) or is_doubled(lines, at):
            return None
        if is_long(line):
            return 0 if marked.rest and offer else at
        if offer and not marked.rest and at == 0 and (shape(line) is not Shape.PARAGRAPH or is_title(line)):
            continue
        if _is_text(line) and _is_text(below) and Shape.PARAGRAPH in (shape(line), shape(below)):
            return 0 if marked.rest and offer else at
    return None


def _main_text(lines: Sequence[str], read: Sequence[str]) -> int | None:
    """Where more text than was `read` begins: buttons stand between a lead and its article.

    It is on the same subject, and its paragraphs follow each other; between comments stand their authors.
    """
    if sum(len(line) for line in lines if shape(line) is Shape.PARAGRAPH) < sum(map(len, read)):
        return None
    at, about = 0, stems(" ".join(read))
    for text, block in groupby(lines, key=lambda line: shape(line) in TEXT and label(line) is None):
        block_lines = list(block)
        first = next((n for n, line in enumerate(block_lines) if shape(line) is Shape.PARAGRAPH), 0)
        more = block_lines[first:]
        if at + first > _FAR:
            break
        if text and len(more) >= _BLOCK and len(stems(" ".join(more)) & about) >= _SUBJECT:
            return at + first
        at += len(block_lines)
    return None


def _is_text(line: str) -> bool:
    """Whether a line can only be text: a paragraph, or a sentence that no title looks like."""
    looks = shape(line)
    return looks is Shape.PARAGRAPH or (
        looks is not Shape.WORDS
        and not is_title(line)
        and (looks is Shape.SENTENCE or line.endswith(_PAUSES))
    )
