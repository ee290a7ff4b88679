"""The vocabulary."""

import numpy as np

from services.enrich.read.language.vocabulary import familiarity, vocabulary


def test_words_are_at_home() -> None:
    """A word is more at home in its language than in any other; one of two words known is a half."""
    found = familiarity("Formuliere Qwrtzpfx")
    assert vocabulary().languages[int(found.above_floor.argmax())] == "af"
    assert found.known == 0.5


def test_nothing_known() -> None:
    """A text without words is at home nowhere."""
    found = familiarity("12:30")
    assert (found.above_floor.sum(), found.known) == (0, 0)


def test_table_is_sorted() -> None:
    """The look-up is by halves, so the words stand in order."""
    assert bool(np.all(np.diff(vocabulary().word.astype(np.int64)) >= 0))
