"""What the mentions of one name tell each other: each leans towards their mean."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SHARED: Final = 0.6
"""How far, in families of `LEANING`: `python -m training.entities --check` says what it gains."""
LEANING: Final = frozenset(("cyrillic", "latin-slavic"))
"""Families that learn from whole articles. The others learn from loose sentences; Hungarian lost 3 points."""
_SHORTEST: Final = 4
_ENDING: Final = 2


def stem(lower: str) -> str:
    """What the cases of a name mostly share: all but two letters, and at least four."""
    return lower[: max(_SHORTEST, len(lower) - _ENDING)]


def leaning(scores: NDArray[np.float32], stems: NDArray[np.intp], shared: float) -> NDArray[np.float32]:
    """(words, labels) scores of the capitalised words of a text, with the number of the stem of each.

    `shared` is how far each leans towards the mean of its stem: 0 not at all, 1 all the way.
    """
    _, group, count = np.unique(stems, return_inverse=True, return_counts=True)
    sums = np.zeros((len(count), scores.shape[1]), dtype=np.float32)
    np.add.at(sums, group, scores)
    means = sums / count[:, None].astype(np.float32)
    return (scores + shared * (means[group] - scores)).astype(np.float32, copy=False)
