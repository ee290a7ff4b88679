"""The lines of a plain text, one a paragraph: lines broken at a fixed width are joined again."""

import re
from collections.abc import Sequence
from typing import Final

from schemas.letters import is_small
from services.enrich.read.furniture import date_line
from services.enrich.read.sentences import CLOSING, ENDS

_BLANK: Final = re.compile(r"\n\s*\n")
_NARROWEST: Final = 50
_WIDEST: Final = 110
"""Widths at which text is broken by hand, by mail programs and by agency wires."""
_FULL: Final = 0.7
"""Share of the width that a broken line fills at least: longer words than the rest of it are rare."""
_MOSTLY: Final = 0.9
_ENOUGH: Final = 4
"""Broken lines that show a width."""
_BROKEN: Final = 60
"""Code points of a line from which on it may be the first part of a broken sentence: a title is shorter."""
_LINKED: Final = 60
"""Code points of the longest name or link that stands in the midst of a sentence."""
_FEW_WORDS: Final = 3
_BEFORE_MARK: Final = re.compile(r" ([,.;:!?)»”](?:\s|$))")
_INSIDE: Final = re.compile(r"[,.;:!?)»”](?:\s|$)")
_SENTENCE_END: Final = re.compile(f"[:{ENDS}]{CLOSING}")


def split_lines(text: str) -> list[str]:
    """Every line that says something, with single spaces; those of a wrapped text joined to paragraphs."""
    blocks = [
        [line for raw in block.split("\n") if (line := " ".join(raw.split()))] for block in _BLANK.split(text)
    ]
    width = _wrapped_at(blocks)
    if width is None:
        return _mend([line for block in blocks for line in block])
    return [line for block in blocks for line in _join(block, width)]


def _mend(lines: Sequence[str]) -> list[str]:
    """The lines with sentences whole that were cut where a link or an emphasis in them begins and ends.

    Scrapers print each node of a text on a line: `The mayor` / `Isla Fenwick` / `said on Monday that ...`.
    """
    parts: list[list[str]] = []
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else ""
        if parts and _is_cut(parts[-1]) and (_goes_on(line) or (len(line) <= _LINKED and _goes_on(after))):
            parts[-1].append(line)
        else:
            parts.append([line])
    return [_BEFORE_MARK.sub(r"\1", " ".join(part)) if len(part) > 1 else part[0] for part in parts]


def _is_cut(part: Sequence[str]) -> bool:
    """Whether lines may be the first part of a sentence that is cut at their end."""
    last = part[-1]
    return (len(part) > 1 or len(last) >= _BROKEN) and not _SENTENCE_END.search(last, max(0, len(last) - 4))


def _goes_on(line: str) -> bool:
    """Whether a line can only be within a sentence, and goes on for some words or to its end."""
    if (not is_small(line[:1]) and not _INSIDE.match(line)) or date_line(line) is not None:
        return False
    return len(line.split(maxsplit=_FEW_WORDS)) > _FEW_WORDS or _SENTENCE_END.search(line) is not None


def _wrapped_at(blocks: Sequence[Sequence[str]]) -> int | None:
    """The width at which the text was broken; None for text whose lines end where its author ended them."""
    inner = [line for block in blocks for line in block[:-1]]
    width = max(map(len, inner), default=0)
    if len(inner) < _ENOUGH or not _NARROWEST <= width <= _WIDEST:
        return None
    full = sum(len(line) >= width * _FULL for line in inner)
    unended = sum(_SENTENCE_END.search(line) is None for line in inner)
    return width if full >= len(inner) * _MOSTLY and unended * 2 > len(inner) else None


def _join(block: Sequence[str], width: int) -> list[str]:
    parts: list[list[str]] = []
    broken = False
    for line in block:
        if broken:
            parts[-1].append(line)
        else:
            parts.append([line])
        broken = len(line) >= width * _FULL
    return [" ".join(part) for part in parts]
