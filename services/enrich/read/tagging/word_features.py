"""What the tagger knows of a word alone: 32-bit numbers for its form, seen by the word and its neighbours."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.enrich.read.tagging.clusters import COLUMNS, word_clusters
from services.enrich.read.tagging.known_words import known_words

WIDTH: Final = 22
"""Features of a word at most; 0 stands for one that it lacks."""
LOWER: Final = 0
"""The feature of the word itself, in lower case."""
_PLACE_WORD: Final = 4
_PERSON_WORD: Final = 19
_CLUSTERS: Final = range(20, 20 + COLUMNS)
COLUMNS_OF: Final = {
    "places": [_PLACE_WORD],
    "names of persons": [_PERSON_WORD],
    "groups of words": list(_CLUSTERS),
}
"""List of words -> its features."""
_CAPITAL: Final = [5]
_NEAR: Final = list(range(5))
_BESIDE: Final = [*_NEAR, _PERSON_WORD, *_CLUSTERS]
SEEN: Final = {
    -3: _CAPITAL,
    -2: _NEAR,
    -1: _BESIDE,
    0: list(range(WIDTH)),
    1: _BESIDE,
    2: _NEAR,
    3: _CAPITAL,
}
"""Which of a word's features count for the word so many places before it (negative: after it)."""
_PLACE: Final = 0x9E3779B1
"""Times the place, and added: one feature at two places is two features."""
_SIGNS: Final = ".,;:!?()\"«»„“”-–—/&'"
CLASSES: Final = ("", "lower", "Capital", "CAPITALS", "Camel", "letter", "year", "number", "other", *_SIGNS)
"""Coarse shapes of words, for pairs of neighbours; the first is the edge of a sentence."""
_CLASS: Final = {name: index for index, name in enumerate(CLASSES)}
_LONGEST: Final = 60
"""Letters of a word that are looked at: what is longer is an address or broken text."""
_RUN: Final = re.compile(r"(.)\1{2,}")


class _Shapes(dict[int, str]):
    """Code point -> X, x, d or itself, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        shape = "X" if letter.isupper() else "x" if letter.islower() else "d" if letter.isdigit() else letter
        self[code] = shape
        return shape


_SHAPES: Final = _Shapes()
_REMEMBERED: Final = 20_000
"""Pieces of words whose numbers are kept, of each kind."""


class _Numbers(dict[str, int]):
    """Piece of a word -> the number of its feature: many words share one, and hashing it takes longer."""

    def __init__(self, number: Callable[[str], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, piece: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        number = self[piece] = self._number(piece)
        return number


class Word(NamedTuple):
    """A distinct word."""

    features: tuple[int, ...]
    lower: str
    shape: int
    """Index in `CLASSES`."""
    capital: bool
    """Whether it begins with one."""


def hashed(value: str, kind: int) -> int:
    """The number of a feature, never 0."""
    return crc32(value.encode("utf-8", "surrogatepass"), kind) or 1


_SHAPE: Final = _Numbers(lambda letters: hashed(_RUN.sub(r"\1\1", letters), 2))
_PIECE: Final = [_Numbers(partial(hashed, kind=kind)) for kind in range(WIDTH)]
"""By kind; 1 and 2 have their own ways."""
_AFFIXES: Final = [(length, _PIECE[6 + length], _PIECE[10 + length]) for length in range(1, 5)]
_LISTED: Final = {
    name: np.array([0, *(hashed(str(kind), own) for kind in range(1, 5))], dtype=np.uint32)
    for name, own in (("places", 19), ("persons", 20))
}
"""List of known words -> the features of its kinds."""
_SPREAD: Final = np.uint32(0x85EBCA6B)
"""An odd number: times it, small numbers are spread over 32 bits and stay distinct."""
EDGE: Final = Word((hashed("", 99), *[0] * (WIDTH - 1)), "", 0, capital=False)
"""What stands before and after a sentence."""


def table(texts: Sequence[str]) -> tuple[list[Word], NDArray[np.uint32]]:
    """Words, and their features: (words, WIDTH).

    `SEEN` says which of them are also seen by the neighbours of a word.
    """
    words = [_word(text) for text in texts]
    features = np.array([one.features for one in words], dtype=np.uint32).reshape(-1, WIDTH)
    capitals = [number for number, one in enumerate(words) if one.capital]
    lower = [words[number].lower for number in capitals]
    for column, name in ((_PLACE_WORD, "places"), (_PERSON_WORD, "persons")):
        features[capitals, column] = _LISTED[name][known_words(name).kinds_of(lower)]
    features[:, _CLUSTERS] = _cluster_features(word_clusters([one.lower for one in words]))
    return words, features


def _cluster_features(groups: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """A number for each group of each column, spread over the 32 bits; 0 for none."""
    distinct = groups.astype(np.uint32) * np.uint32(COLUMNS) + np.arange(COLUMNS, dtype=np.uint32)
    return np.where(groups > 0, distinct * _SPREAD, np.uint32(0))


def _word(text: str) -> Word:
    lower = text[:_LONGEST].lower()
    capital = text[0].isupper()
    features = [0] * WIDTH
    features[LOWER] = hashed(lower, 1)
    features[1] = _SHAPE[text[:_LONGEST].translate(_SHAPES)]
    features[6] = _PIECE[6][""]
    if text[0].isalpha():
        features[2] = _PIECE[3][lower[-3:]]
        features[3] = _PIECE[4][lower[:5]]
        for length, prefix, suffix in _AFFIXES[: len(lower)]:
            features[6 + length] = prefix[lower[:length]]
            features[10 + length] = suffix[lower[-length:]]
    if capital:
        features[5] = _PIECE[5][""]
        features[15] = _PIECE[15][lower[-3:]]
        features[16] = _PIECE[16][lower[-2:]]
        features[17] = _PIECE[17][str(min(12, len(lower)))]
        if len(text) > 1 and text.isupper():
            features[18] = _PIECE[18][""]
    return Word(tuple(features), lower, _CLASS[_coarse(text)], capital)


def at_place(features: NDArray[np.uint32], place: int) -> NDArray[np.uint32]:
    """What features are to a word `place` words before theirs."""
    moved = features + np.uint32(place * _PLACE & 0xFFFFFFFF)
    return np.where(features == 0, np.uint32(0), moved)


def pair_features() -> NDArray[np.uint32]:
    """(2, classes, classes): the coarse shapes of a word and of its left, then of its right neighbour."""
    names = [[hashed(f"{first} {second}", 30) for second in CLASSES] for first in CLASSES]
    both = np.array([names, names], dtype=np.uint32)
    both[1] += np.uint32(1)
    both[:, 0, :] = both[:, :, 0] = 0
    return both


def _coarse(text: str) -> str:
    if text[0].isalpha():
        if not text[0].isupper():
            return "lower"
        if len(text) == 1:
            return "letter"
        return "CAPITALS" if text.isupper() else "Capital" if text[1:].islower() else "Camel"
    if text[0].isdigit():
        return "year" if len(text) == len("2026") else "number"
    return text if text in _CLASS else "other"
