"""Croatian, Bosnian and Serbian in Latin letters, told apart by telltale words."""

import re
from collections import Counter
from functools import lru_cache
from typing import Final, NamedTuple

from services.enrich.read.words import words

LABELS: Final = ("hr", "sr", "bs")
_TAGS: Final = {"hr": "hr", "sr": "sr-Latn", "bs": "bs"}
_WORD: Final = re.compile(r"\w+")
_READ: Final = 4_000
"""Code points in which telltale words are counted."""
_LEAD: Final = 2
"""Telltale words by which one must lead the others, before what is declared counts."""


class Twin(NamedTuple):
    """One of the three, and how sure that is if it is one of them."""

    label: str
    confidence: float


def twin(text: str, detected: str, declared: str) -> Twin:
    """Which of the three; `detected` and `declared` are labels, and count in this order from the end."""
    found = Counter(_WORD.findall(text[:_READ].lower()))
    count = {label: sum(found[word] for word in found.keys() & _telltale(label)) for label in LABELS}
    first, second = sorted(LABELS, key=lambda label: -count[label])[:2]
    lead = count[first] - count[second]
    confidence = 1 - 0.5 ** (1 + lead / 2)
    if lead >= _LEAD:
        return Twin(first, confidence)
    if declared in LABELS:
        return Twin(declared, confidence)
    return Twin(first if lead else detected, confidence)


@lru_cache(maxsize=len(LABELS))
def _telltale(label: str) -> frozenset[str]:
    return frozenset(words(_TAGS[label]).telltale)
