"""Which languages a word belongs to, and how frequent it is there: a table made by `training.vocabulary`."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FLOOR: Final = -14.5
"""Natural logarithm of the frequency that counts as never: once in two million words."""
STEPS: Final = 16
"""Steps of a stored frequency per unit of the logarithm."""
FILE: Final = Path(__file__).parents[1] / "models" / "vocabulary.npz"
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_MOST: Final = 30
"""Words that are looked up: more no longer change the answer."""


class Vocabulary(NamedTuple):
    """A row for each word in each language, sorted by word."""

    languages: tuple[str, ...]
    word: NDArray[np.uint32]
    """CRC 32 of the word in lower case, UTF-8; two words share one in 10,000 look-ups."""
    language: NDArray[np.uint8]
    """Index in `languages`."""
    frequency: NDArray[np.uint8]
    """`STEPS` times the logarithm of its frequency, above `FLOOR`."""


class Familiarity(NamedTuple):
    """How much the words of a text are at home in each language of the vocabulary."""

    above_floor: NDArray[np.float64]
    """Mean over all words, per language, of the logarithm of the frequency above `FLOOR`."""
    known: float
    """Share of the words that any language has."""


def familiarity(text: str) -> Familiarity:
    """Look up the first words of a text."""
    table = vocabulary()
    words = _WORD.findall(text.lower())[:_MOST]
    size = len(table.languages)
    if not words:
        return Familiarity(np.zeros(size), 0.0)
    hashes = np.array([crc32(word.encode()) for word in words], dtype=np.uint32)
    starts = table.word.searchsorted(hashes, "left")
    ends = table.word.searchsorted(hashes, "right")
    counts = ends - starts
    rows = np.arange(counts.sum()) + np.repeat(ends - np.cumsum(counts), counts)
    above = np.bincount(table.language[rows], table.frequency[rows], minlength=size)
    return Familiarity(above / (STEPS * len(words)), float(np.count_nonzero(counts)) / len(words))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The table, read once."""
    with np.load(FILE) as file:
        words = np.cumsum(file["steps"], dtype=np.uint64).astype(np.uint32)  # the steps are half as large
        language, frequency = file["language"], file["frequency"]
        twice = (words[1:] == words[:-1]) & (language[1:] == language[:-1])
        frequency[:-1][twice] = 0  # two words of one number in a language: one counts
        return Vocabulary(tuple(file["languages"].tolist()), words, language, frequency)
