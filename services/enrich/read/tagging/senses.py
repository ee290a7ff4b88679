"""What Romanian words mean, and as what names are marked elsewhere: a list made by `training.word_senses`."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parents[1] / "models" / "senses.npz"
PARTS: Final = ("meaning", "marked")
"""What a word means, and as what kind of name texts in other languages mark it."""
_SHORTEST: Final = 4
"""Letters of a marked name that a longer word may begin with."""
_ENDINGS: Final = range(4)
"""Letters of an ending after a marked name, of the shortest first: London-ul, London-ului is another."""


def meanings(lower_words: Sequence[str]) -> NDArray[np.uint8]:
    """What words in lower case mean, by number from 1; 0 for a word that is not listed."""
    return _look_up("meaning", lower_words)


def marked_as(lower_words: Sequence[str]) -> NDArray[np.uint8]:
    """(words, 2): as what words in lower case are marked, by number from 1, and the letters of their ending.

    The number is 0 for a word that does not begin with a marked one.
    """
    found = np.zeros((len(lower_words), 2), dtype=np.uint8)
    for ending in _ENDINGS:
        stems = [word[:-ending] if len(word) >= _SHORTEST + ending else "" for word in lower_words]
        here = _look_up("marked", stems if ending else lower_words)
        new = (found[:, 0] == 0) & (here > 0)
        found[new, 0], found[new, 1] = here[new], ending
    return found


def save(meaning: Mapping[str, int], marked: Mapping[str, int]) -> int:
    """Write the list: words in lower case and their numbers; how many words it has."""
    meaning_steps, meanings_ = _rows(meaning)
    marked_steps, marks = _rows(marked)
    np.savez_compressed(
        FILE, meaning_steps=meaning_steps, meaning=meanings_, marked_steps=marked_steps, marked=marks
    )
    return len(meanings_) + len(marks)


def sense_hash(word: str) -> int:
    """The number under which a word is listed; that of an empty one is 0."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _rows(words: Mapping[str, int]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    rows = sorted({sense_hash(word): number for word, number in sorted(words.items())}.items())
    hashes = np.array([row[0] for row in rows], dtype=np.uint64)
    steps = np.diff(hashes, prepend=np.uint64(0)).astype(np.uint32)
    return steps, np.array([row[1] for row in rows], dtype=np.uint8)


def _look_up(part: str, words: Sequence[str]) -> NDArray[np.uint8]:
    listed, numbers = _senses()[part]
    asked = np.array([sense_hash(word) for word in words], dtype=np.uint32)
    at = np.minimum(np.searchsorted(listed, asked), len(listed) - 1)
    return np.where((listed[at] == asked) & (asked > 0), numbers[at], np.uint8(0))


@lru_cache(maxsize=1)
def _senses() -> Mapping[str, tuple[NDArray[np.uint32], NDArray[np.uint8]]]:
    with np.load(FILE) as file:
        return {
            part: (np.cumsum(file[f"{part}_steps"], dtype=np.uint64).astype(np.uint32), file[part])
            for part in PARTS
        }
