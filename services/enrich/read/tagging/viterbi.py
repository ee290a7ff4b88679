"""The best labels of sequences of scored words (Viterbi), many short sequences at once."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


def best_labels(
    scores: Scores, transitions: Scores, begins: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The labels of runs of words, concatenated in the order of the runs.

    `scores` is (words, labels), `transitions` (labels, labels) from row to column. Run i is
    `scores[begins[i]:ends[i]]`; none is empty, and label 0 stands before and after each.
    """
    lengths = ends - begins
    order = np.argsort(-lengths, kind="stable")  # the runs still going on at a step are the first ones
    begin, length = begins[order], lengths[order]
    longest = int(length[0])
    going = np.searchsorted(-length, -np.arange(1, longest + 1), side="right")
    total = scores[begin] + transitions[0]
    back = []
    for step in range(1, longest):
        count = going[step]
        ways = total[:count, :, None] + transitions
        back.append(ways.argmax(axis=1))
        total[:count] = ways.max(axis=1) + scores[begin[:count] + step]
    label = (total + transitions[:, 0]).argmax(axis=1)
    found = np.zeros((len(order), longest), dtype=np.intp)
    for step in range(longest - 1, -1, -1):
        count = going[step]
        found[:count, step] = label[:count]
        if step:
            label[:count] = back[step - 1][np.arange(count), label[:count]]
    rows = np.empty_like(found)
    rows[order] = found
    return rows[np.arange(longest) < lengths[:, None]]
