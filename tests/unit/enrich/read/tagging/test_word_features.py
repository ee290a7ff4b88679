"""What the tagger knows of a word alone."""

import numpy as np

from services.enrich.read.tagging.word_features import (
    CLASSES,
    COLUMNS_OF,
    SEEN,
    WIDTH,
    at_place,
    pair_features,
    table,
)


def test_words() -> None:
    """Form, coarse shape and capital of a word; a lone surrogate or an endless word does no harm."""
    words, features = table(["Минск", "ЕС", "2026", "а", "\ud800", "x" * 1_000_000])
    assert [(one.lower[:6], CLASSES[one.shape], one.capital) for one in words] == [
        ("минск", "Capital", True),
        ("ес", "CAPITALS", True),
        ("2026", "year", False),
        ("а", "lower", False),
        ("\ud800", "other", False),
        ("xxxxxx", "lower", False),
    ]
    assert features.shape == (6, WIDTH)


def test_places_are_known() -> None:
    """A city, a country and words that begin like one differ in one feature that their neighbours see."""
    _, features = table(["Минск", "Минскими", "Беларус", "Беларусами", "Миншк"])
    kinds = features[:, COLUMNS_OF["places"]].ravel().tolist()
    assert len(set(kinds)) == 5
    assert kinds[-1] == 0


def test_lists_are_seen_beside() -> None:
    """Neighbours see whether a word is a place or a person, and in which company it stands."""
    assert {column for columns in COLUMNS_OF.values() for column in columns} <= set(SEEN[-1]) & set(SEEN[1])


def test_place_of_a_feature() -> None:
    """One feature is another one for each neighbour, and none stays none."""
    feature = np.array([7, 0], dtype=np.uint32)
    assert len({int(at_place(feature, place)[0]) for place in SEEN}) == len(SEEN)
    assert {int(at_place(feature, place)[1]) for place in SEEN} == {0}


def test_pairs_differ() -> None:
    """Each pair of shapes has its own number on each side, and none beside an edge."""
    left, right = pair_features()
    inside = [*left[1:, 1:].ravel().tolist(), *right[1:, 1:].ravel().tolist()]
    assert len(set(inside)) == len(inside)
    assert not left[0].any()
