"""What a whole text tells the tagger of its capitalised words: how often and after which words they stand."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.enrich.read.tagging.word_features import Word, hashed

WIDTH: Final = 10
"""Features of a capitalised word at most; 0 stands for one that it lacks."""
_MOST: Final = 4
"""Different words in front of a name that count, the most frequent."""
_OFTEN: Final = 3
"""So many mid-sentence mentions are as good as more."""
_COUNTS: Final = [hashed(str(count), 40) for count in range(_OFTEN + 1)]
_LOWER: Final = hashed("", 41)
_AFTER_CAPITAL: Final = hashed("", 42)
_BEFORE_CAPITAL: Final = hashed("", 43)
_INITIAL: Final = hashed("", 44)
_INITIAL_ONLY: Final = (hashed("no", 45), hashed("yes", 45))


class Context(NamedTuple):
    """Where the capitalised words stand, and their features."""

    places: NDArray[np.intp]
    features: NDArray[np.uint32]
    """(places, WIDTH)"""


class _Seen:
    """What is seen of one name in the middle of sentences."""

    __slots__ = ("after", "after_capital", "before_capital", "times")

    def __init__(self) -> None:
        self.times = 0
        self.after: dict[str, int] = {}
        self.after_capital = self.before_capital = False


def context(numbers: NDArray[np.intp], words: Sequence[Word], capital: NDArray[np.bool_]) -> Context:
    """The context of the capitalised words of a text; every one has a neighbour or an edge on both sides.

    The text is the numbers of its words in `words`; `capital` says of each of these whether it has one.
    """
    capitals = capital[numbers]
    places = np.flatnonzero(capitals)
    own, left_of, right_of = (
        numbers[places].tolist(),
        numbers[places - 1].tolist(),
        capitals[places + 1].tolist(),
    )
    plain = np.flatnonzero(np.bincount(numbers[~capitals]))
    lower_words = {words[number].lower for number in plain.tolist()}
    seen: dict[str, _Seen] = {}
    initial = []
    for number, before, capital_after in zip(own, left_of, right_of, strict=True):
        lower, left = words[number].lower, words[before]
        inside = left.lower[:1].isalnum() or left.lower == ","
        initial.append(not (inside or left.lower in {";", "-", "\u2013"}))
        known = seen.get(lower)
        if known is None:
            known = seen[lower] = _Seen()
        if inside:
            known.times += 1
            if left.capital:
                known.after_capital = True
            elif left.lower != ",":
                known.after[left.lower] = known.after.get(left.lower, 0) + 1
            if capital_after:
                known.before_capital = True
    rows = {lower: _features(known, lower=lower in lower_words) for lower, known in seen.items()}
    features = np.array([rows[words[number].lower] for number in own], dtype=np.uint32).reshape(-1, WIDTH)
    features[np.logical_not(initial), -2:] = 0
    return Context(places, features)


def _features(known: _Seen, *, lower: bool) -> list[int]:
    after = [
        hashed(word, 46) for word in sorted(known.after, key=known.after.__getitem__, reverse=True)[:_MOST]
    ]
    return [
        _COUNTS[min(_OFTEN, known.times)],
        _LOWER if lower else 0,
        _AFTER_CAPITAL if known.after_capital else 0,
        _BEFORE_CAPITAL if known.before_capital else 0,
        *after,
        *[0] * (_MOST - len(after)),
        _INITIAL,
        _INITIAL_ONLY[known.times == 0],
    ]
