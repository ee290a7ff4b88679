"""More features for a language with few marked texts: what words are elsewhere, and which stand together."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.enrich.read.tagging import word_features
from services.enrich.read.tagging.marks import marked_as
from services.enrich.read.tagging.word_features import LOWER, Word, hashed

WIDTH: Final = word_features.WIDTH + 3
"""Features of a word with those of `word_features` before; 0 stands for one that it lacks."""
_MARKED, _PREFIX, _SUFFIX = range(word_features.WIDTH, WIDTH)
_MORE: Final = {-3: [LOWER], -1: [_MARKED], 0: [_MARKED, _PREFIX, _SUFFIX], 1: [_MARKED], 3: [LOWER]}
SEEN: Final = {place: [*seen, *_MORE.get(place, [])] for place, seen in word_features.SEEN.items()}
"""Which of a word's features count for the words around it, as `word_features.SEEN`."""
_AFFIX: Final = 5
"""Letters of a further prefix and suffix, of longer words."""
_MARKS: Final = np.array(
    [[0] * 4, *([hashed(f"{number} {ending > 0}", 52) for ending in range(4)] for number in range(1, 256))],
    dtype=np.uint32,
)
_PAIRS: Final = ((-1, 0), (0, 1), (-1, 1), (-2, -1))
"""Which two words count together for a word: their places from it."""
NEIGHBOURS: Final = len(_PAIRS)
_FIRST, _SECOND = np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)
"""Odd numbers: times them, the two words of a pair are told apart."""
_KIND: Final = 0x27D4EB2F


def rich(words: Sequence[Word], features: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """(words, WIDTH): the features of words by `word_features.table`, and after them those of this module."""
    more = np.zeros((len(words), WIDTH - word_features.WIDTH), dtype=np.uint32)
    alphabetic = [number for number, word in enumerate(words) if word.lower[:1].isalpha()]
    capitals = [number for number in alphabetic if words[number].capital]
    marks = marked_as([words[number].lower for number in capitals])
    more[capitals, 0] = _MARKS[marks[:, 0], marks[:, 1]]
    for number in alphabetic:
        lower = words[number].lower
        if len(lower) > _AFFIX:
            more[number, 1:] = hashed(lower[:_AFFIX], 53), hashed(lower[-_AFFIX:], 54)
    return np.concatenate([features, more], axis=1)


def neighbours(lower: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """(words, NEIGHBOURS): pairs of words around each word of a text, given the feature `LOWER` of each."""
    pairs = np.zeros((len(lower), NEIGHBOURS), dtype=np.uint32)
    for kind, (first, second) in enumerate(_PAIRS):
        both = (_at(lower, first) * _FIRST) ^ (_at(lower, second) * _SECOND)
        pairs[:, kind] = both + np.uint32(kind * _KIND & 0xFFFFFFFF)
    return pairs


def _at(lower: NDArray[np.uint32], place: int) -> NDArray[np.uint32]:
    """For each word the one so many places after it (negative: before); 0 outside of the text."""
    moved = np.zeros_like(lower)
    if place >= 0:
        moved[: len(lower) - place] = lower[place:]
    else:
        moved[-place:] = lower[:place]
    return moved
