"""Words that name a country or a city, alone or with an ending: a list made by `training.place_names`."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parents[1] / "models" / "places.npz"
COUNTRY: Final = 1
CITY: Final = 2
STEM: Final = 2
"""Added to the kind for words that only begin like one."""
_SHORTEST: Final = 4
"""Letters of a stem; shorter ones begin too many words."""
_ENDINGS: Final = range(1, 4)
"""Letters of an ending: Berlin-a, Berlin-ie, Berlin-ami."""
_VOWELS: Final = frozenset("aeiouyąęěíаеиіоуъыьюяй")


def place_kinds(lower_words: Sequence[str]) -> NDArray[np.uint8]:
    """For each word in lower case: 1 a country, 2 a city, 3 and 4 begins like one, 0 none."""
    words, kinds = _places()
    found = _look_up(words, kinds, [place_hash(word) for word in lower_words])
    for ending in _ENDINGS:
        asked = [
            place_hash(word[:-ending], STEM) if len(word) >= _SHORTEST + ending else 0 for word in lower_words
        ]
        found = np.where(found, found, _look_up(words, kinds, asked))
    return found


def place_hash(word: str, kind: int = 0) -> int:
    """The number under which a word, or with `STEM` a stem, is listed."""
    return crc32(word.encode("utf-8", "surrogatepass"), kind)


def stem(place: str) -> str | None:
    """A name without its last vowel, as endings follow it; None for a short one."""
    stemmed = place[:-1] if place[-1] in _VOWELS else place
    return stemmed if len(stemmed) >= _SHORTEST else None


def _look_up(words: NDArray[np.uint32], kinds: NDArray[np.uint8], hashes: list[int]) -> NDArray[np.uint8]:
    asked = np.array(hashes, dtype=np.uint32)
    at = np.minimum(np.searchsorted(words, asked), len(words) - 1)
    return np.where(words[at] == asked, kinds[at], np.uint8(0))


@lru_cache(maxsize=1)
def _places() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    with np.load(FILE) as file:
        return np.cumsum(file["steps"], dtype=np.uint64).astype(np.uint32), file["kinds"]
