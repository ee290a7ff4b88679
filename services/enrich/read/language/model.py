"""The chance of each language: evidence, weighed by a small model that `training.language` makes."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.enrich.read.language.evidence import KINDS, evidence

FILE: Final = Path(__file__).parents[1] / "models" / "language.json"
_VOCABULARY: Final = [KINDS.index("vocabulary"), KINDS.index("vocabulary lacks it")]


class _Model(NamedTuple):
    version: str
    labels: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def chances(text: str, *, with_vocabulary: bool = True) -> dict[str, float]:
    """The probability of each language that the model knows. `text` has letters."""
    model = _model()
    rows = evidence(text, model.labels)
    if not with_vocabulary:
        rows[_VOCABULARY] = 0
    scores = model.weights @ rows + model.bias
    shares = np.exp(scores - scores.max())
    return dict(zip(model.labels, (shares / shares.sum()).tolist(), strict=True))


def model_version() -> str:
    """The day on which weights or vocabulary were last made anew."""
    return _model().version


@lru_cache(maxsize=1)
def _model() -> _Model:
    """The model, divided by its temperature: that softens the chances and keeps their order."""
    file = json.loads(FILE.read_text(encoding="utf-8"))
    weights = np.array([file["weights"][kind] for kind in KINDS])
    bias = np.array(list(file["bias"].values()))
    return _Model(
        file["version"], tuple(file["bias"]), weights / file["temperature"], bias / file["temperature"]
    )
