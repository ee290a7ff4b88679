"""The lines of a plain text, one a paragraph: lines broken at a fixed width are joined again."""

import re
from collections.abc import Sequence
from typing import Final

_BLANK: Final = re.compile(r"\n\s*\n")
_NARROWEST: Final = 50
_WIDEST: Final = 110
"""Widths at which text is broken by hand, by mail programs and by agency wires."""
_FULL: Final = 0.7
"""Share of the width that a broken line fills at least: longer words than the rest of it are rare."""
_MOSTLY: Final = 0.9
_ENOUGH: Final = 4
"""Broken lines that show a width."""
_SENTENCE_END: Final = re.compile(r"[.!?…:。！？۔।][\"'“”»’)\]]{0,3}$")


def split_lines(text: str) -> list[str]:
    """Every line that says something, with single spaces; those of a wrapped text joined to paragraphs."""
    blocks = [
        [line for raw in block.split("\n") if (line := " ".join(raw.split()))] for block in _BLANK.split(text)
    ]
    width = _wrapped_at(blocks)
    if width is None:
        return [line for block in blocks for line in block]
    return [line for block in blocks for line in _join(block, width)]


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
    joined: list[str] = []
    broken = False
    for line in block:
        if broken:
            joined[-1] += " " + line
        else:
            joined.append(line)
        broken = len(line) >= width * _FULL
    return joined
