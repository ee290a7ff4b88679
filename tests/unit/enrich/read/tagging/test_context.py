"""What a whole text tells of its capitalised words."""

import numpy as np

from services.enrich.read.tagging.context import context
from services.enrich.read.tagging.word_features import EDGE, table


def _contexts(*texts: str) -> list[list[int]]:
    words = [EDGE, *table(texts)[0]]
    numbers = np.array([*range(len(words)), 0], dtype=np.intp)
    capital = np.array([one.capital for one in words])
    rows: list[list[int]] = context(numbers, words, capital).features.tolist()
    return rows


def test_mentions_share_their_context() -> None:
    """Two mentions of a name know the same of it; the one that begins a sentence knows that too."""
    first, second = _contexts("Минск", "е", "голям", ",", "в", "Минск", "вали")
    assert first[:-2] == second[:-2]
    assert (all(first[-2:]), any(second[-2:])) == (True, False)


def test_word_in_front() -> None:
    """The word in front of a name counts, and whether the name is a plain word elsewhere."""
    assert _contexts("а", "в", "Минск") != _contexts("а", "на", "Минск")
    assert _contexts("а", "в", "Минск") != _contexts("минск", "в", "Минск")


def test_no_capital() -> None:
    """A text without capitals has no context."""
    assert _contexts("а", "б") == []
