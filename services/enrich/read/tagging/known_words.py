"""Words that name a place or a person, alone or with an ending: lists made by `training`."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_FOLDER: Final = Path(__file__).parents[1] / "models"
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "places": ("country", "city"),
    "persons": ("first name", "surname"),
}
"""List -> what its words are; a word that is both counts as the first."""
_STEM: Final = 2
"""Added to the kind for words that only begin like one."""
_SHORTEST: Final = 4
"""Letters of a stem; shorter ones begin too many words."""
_ENDINGS: Final = range(1, 4)
"""Letters of an ending: Berlin-a, Berlin-ie, Berlin-ami."""
_VOWELS: Final = frozenset("aeiouyąęěíаеиіоуъыьюяй")


class KnownWords(NamedTuple):
    """One list: sorted numbers of words and stems, and the kind of each."""

    numbers: NDArray[np.uint32]
    kinds: NDArray[np.uint8]

    def kinds_of(self, lower_words: Sequence[str]) -> NDArray[np.uint8]:
        """For each word in lower case: 1 the first kind, 2 the second, 3 and 4 begins like one, 0 none."""
        found = self._look_up([_number(word) for word in lower_words])
        for ending in _ENDINGS:
            stems = [word[:-ending] if len(word) >= _SHORTEST + ending else "" for word in lower_words]
            found = np.where(found, found, self._look_up([_number(one, _STEM) for one in stems]))
        return found

    def _look_up(self, asked: list[int]) -> NDArray[np.uint8]:
        numbers = np.array(asked, dtype=np.uint32)
        at = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return np.where(self.numbers[at] == numbers, self.kinds[at], np.uint8(0))


@lru_cache(maxsize=len(KINDS))
def known_words(name: str) -> KnownWords:
    """A list of `KINDS`, read once."""
    with np.load(_FOLDER / f"{name}.npz") as file:
        return KnownWords(np.cumsum(file["steps"], dtype=np.uint64).astype(np.uint32), file["kinds"])


def save(name: str, *words: Iterable[str]) -> int:
    """Write a list: the words of each kind in lower case; how many words and stems it has."""
    kinds: dict[int, int] = {}
    names = [sorted(set(of_kind)) for of_kind in words]
    for kind, of_kind in enumerate(names, 1):
        for one in of_kind:
            kinds.setdefault(_number(one), kind)
    for kind, of_kind in enumerate(names, 1):
        for stem in filter(None, map(_stem, of_kind)):
            kinds.setdefault(_number(stem, _STEM), kind + _STEM)
    rows = sorted(kinds.items())
    np.savez_compressed(
        _FOLDER / f"{name}.npz",
        steps=np.diff(np.array([row[0] for row in rows], dtype=np.uint32), prepend=np.uint32(0)),
        kinds=np.array([row[1] for row in rows], dtype=np.uint8),
    )
    return len(rows)


def _number(word: str, kind: int = 0) -> int:
    """The number of a word, or with `_STEM` of a stem; 0 for an empty one."""
    return crc32(word.encode("utf-8", "surrogatepass"), kind) if word else 0


def _stem(name: str) -> str | None:
    """A name without its last vowel, as endings follow it; None for a short one."""
    stem = name[:-1] if name[-1] in _VOWELS else name
    return stem if len(stem) >= _SHORTEST else None
