"""The best labels of sequences."""

from itertools import product

import numpy as np

from services.enrich.read.tagging.viterbi import best_labels


def test_best_of_all() -> None:
    """The labels are those of the best of all ways through each run, label 0 before and after it."""
    chance = np.random.default_rng(1)
    scores = chance.normal(size=(9, 3)).astype(np.float32)
    between = chance.normal(size=(3, 3)).astype(np.float32)
    begins, ends = np.array([0, 1, 5]), np.array([1, 5, 9])

    def total(way: tuple[int, ...], begin: int) -> float:
        steps = zip((0, *way), (*way, 0), strict=True)
        here = sum(scores[begin + at, label] for at, label in enumerate(way))
        return float(here + sum(between[origin, to] for origin, to in steps))

    best = [
        max(product(range(3), repeat=end - begin), key=lambda way, begin=begin: total(way, begin))  # type: ignore[misc]
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
    assert best_labels(scores, between, begins, ends).tolist() == [label for way in best for label in way]
