"""An averaged structured perceptron: linear weights of features and of pairs of neighbouring labels.

Collins, Discriminative training methods for hidden Markov models, EMNLP 2002. Compiled by numba: ten
rounds over half a million words take seconds.
"""

from collections.abc import Callable
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

_IMPOSSIBLE: Final = -10_000.0
_compiled: Final[Callable[[Any], Any]] = numba.njit(fastmath=True)
Floats = NDArray[np.float32]
Sums = NDArray[np.float64]


def fit(
    features: NDArray[np.int32],
    labels: NDArray[np.int8],
    sentences: NDArray[np.intp],
    allowed: NDArray[np.bool_],
    *,
    rounds: int,
    dropout: float,
    seed: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (features, labels) and transitions (labels, labels), averaged over all steps.

    `features` is (words, n), -1 for none; `sentences` are the ends of the sentences; `allowed` says which
    label may follow which, and label 0 stands before and after each sentence.
    """
    count = int(features.max()) + 1
    size = len(allowed)
    weights, sums = np.zeros((count, size), np.float32), np.zeros((count, size), np.float64)
    transitions = np.where(allowed, 0, _IMPOSSIBLE).astype(np.float32)
    transition_sums = np.zeros((size, size), np.float64)
    begins = np.concatenate([[0], sentences[:-1]])
    chance = np.random.default_rng(seed)
    step = 1
    for number in range(rounds):
        order = chance.permutation(len(sentences))
        step = _ROUND(
            features,
            labels,
            begins[order],
            sentences[order],
            weights,
            sums,
            transitions,
            transition_sums,
            dropout,
            step,
            seed * 1000 + number,
        )
    averaged = (weights - sums / step) * (1 - dropout)
    between = transitions - transition_sums / step
    return averaged.astype(np.float32), np.where(allowed, between, _IMPOSSIBLE).astype(np.float32)


def _decode(
    scores: Floats, transitions: Floats, length: int, back: NDArray[np.int8], path: NDArray[np.int64]
) -> None:
    """Write the best labels of the first `length` words into `path` (Viterbi)."""
    size = scores.shape[1]
    before = transitions[0] + scores[0]
    for word in range(1, length):
        now = np.empty(size, np.float32)
        for label in range(size):
            best = 0
            value = before[0] + transitions[0, label]
            for other in range(1, size):
                way = before[other] + transitions[other, label]
                if way > value:
                    best, value = other, way
            back[word, label] = best
            now[label] = value + scores[word, label]
        before = now
    path[length - 1] = np.argmax(before + transitions[:, 0])
    for word in range(length - 1, 0, -1):
        path[word - 1] = back[word, path[word]]


def _score(
    features: NDArray[np.int32], weights: Floats, dropout: float, scores: Floats, kept: NDArray[np.int32]
) -> None:
    """Sum the weights of each word's features; each is left out with the chance `dropout`."""
    for word in range(len(features)):
        scores[word] = 0
        for place in range(features.shape[1]):
            feature = features[word, place]
            if feature >= 0 and np.random.random() < dropout:  # noqa: NPY002 - what numba has
                feature = -1
            kept[word, place] = feature
            if feature >= 0:
                for label in range(weights.shape[1]):
                    scores[word, label] += weights[feature, label]


def _move(kept: NDArray[np.int32], right: int, found: int, weights: Floats, sums: Sums, step: int) -> None:
    """Move the weights of one word's features from the label found to the right one."""
    for feature in kept:
        if feature >= 0:
            weights[feature, right] += 1
            weights[feature, found] -= 1
            sums[feature, right] += step
            sums[feature, found] -= step


_DECODE, _SCORE, _MOVE = _compiled(_decode), _compiled(_score), _compiled(_move)


def _round(  # noqa: PLR0913, PLR0917 - compiled code takes arrays, not objects
    features: NDArray[np.int32],
    labels: NDArray[np.int8],
    begins: NDArray[np.intp],
    ends: NDArray[np.intp],
    weights: Floats,
    sums: Sums,
    transitions: Floats,
    transition_sums: Sums,
    dropout: float,
    step: int,
    seed: int,
) -> int:
    """One pass over the sentences; the number of the step after it."""
    np.random.seed(seed)  # noqa: NPY002 - what numba has
    size = weights.shape[1]
    longest = (ends - begins).max()
    scores, path = np.empty((longest, size), np.float32), np.empty(longest, np.int64)
    back, kept = np.empty((longest, size), np.int8), np.empty((longest, features.shape[1]), np.int32)
    for sentence in range(len(begins)):
        begin, end = begins[sentence], ends[sentence]
        length = end - begin
        _SCORE(features[begin:end], weights, dropout, scores, kept)
        _DECODE(scores, transitions, length, back, path)
        step += 1
        right_before, found_before = 0, 0
        for word in range(length + 1):
            right = labels[begin + word] if word < length else 0
            found = path[word] if word < length else 0
            if right != found:
                _MOVE(kept[word], right, found, weights, sums, step)
            if right != found or right_before != found_before:
                transitions[right_before, right] += 1
                transitions[found_before, found] -= 1
                transition_sums[right_before, right] += step
                transition_sums[found_before, found] -= step
            right_before, found_before = right, found
    return step


_ROUND: Final = _compiled(_round)
