"""The beginnings of words, by which lines are compared whatever the endings of the words."""

from collections.abc import Sized
from typing import Final

from schemas.identity import fold
from services.enrich.read.plain.shapes import is_unspaced

_STEM: Final = 5
"""Letters of a beginning."""
_SHORTEST_WORD: Final = 4
_PAIRS: Final = 3
"""Pairs of letters of one word where no spaces stand between words."""


def stems(text: str) -> frozenset[str]:
    """The beginnings of the longer words; pairs of letters where no spaces stand between words."""
    folded = fold(text.replace("İ", "i").replace("ı", "i"))  # capitals confuse these two letters of Turkish
    if is_unspaced(text):
        return frozenset(folded[at : at + 2] for at in range(len(folded) - 1))
    return frozenset(word[:_STEM] for word in folded.split() if len(word) >= _SHORTEST_WORD)


def count_words(line: str, found: Sized) -> int:
    """How many longer words of a line some of its `stems` are."""
    return len(found) // (_PAIRS if is_unspaced(line) else 1)
