"""The words and sentences of a text, as the tagger takes them."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.enrich.read.words import all_words

_TOKEN: Final = re.compile(r"(\d+(?:[.,]\d+)*|\w+(?:['\u2019\u02bc]\w+)*|[^\w\s])")
_BREAK: Final = re.compile(r"[.!?\u2026][\"\u00bb\u201c\u201d)\]]*\s+|\n+")
_OPENING: Final = "\"'\u201e\u00ab\u201c\u2018([\u2013\u2014-"
_LAST_WORD: Final = re.compile(r"(\w+(?:-\w+)*)\.$")
_BEFORE: Final = 12
"""Code points before a full stop in which an abbreviation is looked for."""
_LONGEST: Final = 500
"""Words of a sentence; what is longer is a list or a table, and labelled in pieces."""


class Tokens(NamedTuple):
    """The words, numbers and signs of a text in order."""

    words: list[str]
    starts: NDArray[np.intp]
    """The code point at which each begins."""
    sentences: NDArray[np.intp]
    """Index of the first token of each sentence."""


def tokens(text: str) -> Tokens:
    """Split a text; a line break always ends a sentence."""
    parts = _TOKEN.split(text)  # a space, a word, a space ...: half the time of a match for each word
    words = parts[1::2]
    starts = np.cumsum(np.fromiter(map(len, parts), dtype=np.intp, count=len(parts)))[:-1:2]
    breaks = [0, *(match.end() for match in _BREAK.finditer(text) if _ends(text, match))]
    first = np.unique(np.searchsorted(starts, breaks))
    first = first[first < len(words)]
    ends = np.append(first[1:], len(words))
    if words and (ends - first).max() > _LONGEST:
        both = zip(first.tolist(), ends.tolist(), strict=True)
        first = np.concatenate([np.arange(begin, end, _LONGEST) for begin, end in both])
    return Tokens(words, starts, first)


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence ends at a sign: what follows begins like one, and no abbreviation stands before."""
    if "\n" in match[0]:
        return True
    after = text[match.end() : match.end() + 2].lstrip(_OPENING).lstrip()
    if not after or not (after[0].isupper() or after[0].isdigit()):
        return False
    last = _LAST_WORD.search(text, max(0, match.start() - _BEFORE), match.start() + 1)
    if last is None:
        return True
    return last[1].lower() not in _abbreviations() and not (len(last[1]) == 1 and last[1].isupper())


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    """Words whose full stop ends no sentence, beside single letters: those of all languages together."""
    return frozenset(word for words in all_words().values() for word in words.abbreviations)
