"""The weights of a tagger: a table made by `training.entities`, one for each family of languages."""

from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

FOLDER: Final = Path(__file__).parents[1] / "models"
KINDS: Final = ("PER", "LOC", "ORG", "PRO", "EVT")
LABELS: Final = ("O", *(f"{part}-{kind}" for kind in KINDS for part in ("B", "I")))
"""Outside of names, and the first and the further words of each kind of name (BIO)."""
ROLE: Final = "ROLE"
"""No kind of name: words of persons that are none of their names, and common words for persons."""
ROLES: Final = (f"B-{ROLE}", f"I-{ROLE}")
"""Labels after `LABELS` of a model whose texts mark `președintele Traian Băsescu` whole as a person."""


_FIRST_BITS: Final = 18
"""A feature is looked for from the first with its leading bits: less than one step away at the mean."""
_REST_BITS: Final = np.uint32(32 - _FIRST_BITS)


class TaggerModel(NamedTuple):
    """A linear model of labels."""

    features: NDArray[np.uint32]
    """Sorted, and the largest number of 32 bits as an end."""
    first: NDArray[np.int32]
    """For each `_FIRST_BITS` bits the first feature that begins with them, or the next larger one."""
    weights: NDArray[np.float32]
    """(features + 1, labels); the last row is zero, for features that the model has not.

    The labels are `LABELS`, and `ROLES` where the transitions are so many.
    """
    transitions: NDArray[np.float32]
    """(labels, labels), from row to column."""
    version: str

    def scores(self, features: NDArray[np.uint32]) -> NDArray[np.float32]:
        """(..., n) features -> (..., labels), summed over the last axis."""
        summed: NDArray[np.float32] = self.weights[self.rows(features)].sum(axis=-2)
        return summed

    def rows(self, features: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Where the weights of features stand; a third of the time of a binary search."""
        asked = features.ravel()
        places: NDArray[np.int32] = self.first[asked >> _REST_BITS]
        found = self.features[places]
        while len(behind := np.nonzero(found < asked)[0]):
            places[behind] += 1
            found[behind] = self.features[places[behind]]
        places[found != asked] = len(self.weights) - 1
        return places.reshape(features.shape)


def file_of(family: str) -> Path:
    """Where the model of a family lies."""
    return FOLDER / f"entities-{family}.npz"


@lru_cache(maxsize=16)
def tagger_model(family: str) -> TaggerModel:
    """The model of a family, read once."""
    return load(file_of(family))


def load(path: Path) -> TaggerModel:
    """A model that was saved."""
    with np.load(path) as file:
        features = np.cumsum(file["steps"], dtype=np.uint64).astype(np.uint32)
        weights = np.zeros((len(features) + 1, len(file["transitions"])), dtype=np.float32)
        np.multiply(file["weights"], file["scale"].astype(np.float32)[:, None], out=weights[:-1])
        first = np.searchsorted(features, np.arange(2**_FIRST_BITS, dtype=np.uint32) << _REST_BITS)
        return TaggerModel(
            np.append(features, np.uint32(0xFFFFFFFF)),
            first.astype(np.int32),
            weights,
            file["transitions"],
            str(file["version"]),
        )


def save(
    path: Path,
    features: NDArray[np.uint32],
    weights: NDArray[np.float32],
    transitions: NDArray[np.float32],
    version: str,
) -> None:
    """Write a model: 8 bits a weight, a scale for each feature. `features` are sorted."""
    scale = (np.abs(weights).max(axis=1) / 127).astype(np.float16)
    np.savez_compressed(
        path,
        steps=np.diff(features, prepend=np.uint32(0)),
        weights=np.round(weights / scale.astype(np.float32)[:, None]).astype(np.int8),
        scale=scale,
        transitions=transitions,
        version=np.array(version),
    )
