"""Groups of Russian words that stand in the same company: a list made by `training.word_clusters`."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parents[1] / "models" / "clusters.npz"
COLUMNS: Final = 2
"""A word is in one of few groups, and in one of many."""


def word_clusters(lower_words: Sequence[str]) -> NDArray[np.uint16]:
    """(words, COLUMNS): the groups of words in lower case, from 1; 0 for a word that is not listed."""
    words, groups = _clusters()
    asked = np.array([cluster_hash(word) for word in lower_words], dtype=np.uint32)
    at = np.minimum(np.searchsorted(words, asked), len(words) - 1)
    return np.where((words[at] == asked)[:, None], groups[at], np.uint16(0))


def cluster_hash(word: str) -> int:
    """The number under which a word is listed."""
    return crc32(word.replace("ё", "е").encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1)
def _clusters() -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    with np.load(FILE) as file:
        return np.cumsum(file["steps"], dtype=np.uint64).astype(np.uint32), file["groups"]
