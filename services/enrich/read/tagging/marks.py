"""As what kinds of name texts in other languages mark words: a list made by `training.word_marks`."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parents[1] / "models" / "marks.npz"
_SHORTEST: Final = 4
"""Letters of a marked name that a longer word may begin with."""
_ENDINGS: Final = range(4)
"""Letters of an ending after a marked name, of the shortest first: London-ul, London-ului is another."""


def marked_as(lower_words: Sequence[str]) -> NDArray[np.uint8]:
    """(words, 2): as what words in lower case are marked, by number from 1, and the letters of their ending.

    The number is 0 for a word that does not begin with a marked one.
    """
    found = np.zeros((len(lower_words), 2), dtype=np.uint8)
    for ending in _ENDINGS:
        stems = [word[:-ending] if len(word) >= _SHORTEST + ending else "" for word in lower_words]
        here = _look_up(stems if ending else lower_words)
        new = (found[:, 0] == 0) & (here > 0)
        found[new, 0], found[new, 1] = here[new], ending
    return found


def save(marked: Mapping[str, int]) -> int:
    """Write the list: words in lower case and their numbers; how many words it has."""
    rows = sorted({mark_hash(word): number for word, number in sorted(marked.items())}.items())
    hashes = np.array([row[0] for row in rows], dtype=np.uint64)
    steps = np.diff(hashes, prepend=np.uint64(0)).astype(np.uint32)
    np.savez_compressed(FILE, steps=steps, marks=np.array([row[1] for row in rows], dtype=np.uint8))
    return len(rows)


def mark_hash(word: str) -> int:
    """The number under which a word is listed; that of an empty one is 0."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _look_up(words: Sequence[str]) -> NDArray[np.uint8]:
    listed, marks = _marks()
    asked = np.array([mark_hash(word) for word in words], dtype=np.uint32)
    at = np.minimum(np.searchsorted(listed, asked), len(listed) - 1)
    return np.where((listed[at] == asked) & (asked > 0), marks[at], np.uint8(0))


@lru_cache(maxsize=1)
def _marks() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    with np.load(FILE) as file:
        return np.cumsum(file["steps"], dtype=np.uint64).astype(np.uint32), file["marks"]
