"""Make the groups of Russian words that stand in the same company, from vectors learnt of news (navec).

python -m training.word_clusters

Spherical k-means of the vectors in natasha's wheel (MIT), in 200 and in 1,000 groups; takes half a minute.
Bulgarian and Ukrainian texts share enough of the words to gain as well.
"""

import sys
from typing import Final

import numpy as np
from natasha.emb import NewsEmbedding
from numpy.typing import NDArray

from services.enrich.read.tagging.clusters import FILE, cluster_hash

_GROUPS: Final = (200, 1000)
_ROUNDS: Final = 11
_SAMPLE: Final = 60_000
"""Words of one round; all are placed in the end."""
_PIECE: Final = 20_000
_SEED: Final = 1
_FIRST: Final = "\u0400"
"""Words in Latin letters are left out: in the languages that are written so they mean something else."""

Vectors = NDArray[np.float32]


def make() -> int:
    """Write the list; how many words it has."""
    navec = NewsEmbedding()
    words = [word for word in navec.vocab.words if word >= _FIRST and word[0].isalpha()]
    vectors = np.stack([navec[word] for word in words]).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    groups = np.stack([_grouped(vectors, count) + 1 for count in _GROUPS], axis=1).astype(np.uint16)
    hashes, first = np.unique(
        np.array([cluster_hash(word) for word in words], dtype=np.uint32), return_index=True
    )
    np.savez_compressed(FILE, steps=np.diff(hashes, prepend=np.uint32(0)), groups=groups[first])
    return len(hashes)


def _grouped(vectors: Vectors, count: int) -> NDArray[np.intp]:
    """The group of each vector of length 1: that of the nearest of so many centres."""
    chance = np.random.default_rng(_SEED)
    centres = vectors[chance.choice(len(vectors), count, replace=False)]
    for _ in range(_ROUNDS):
        sample = vectors[chance.choice(len(vectors), _SAMPLE, replace=False)]
        sums = np.zeros_like(centres)
        np.add.at(sums, _nearest(sample, centres), sample)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-6), centres)
    return _nearest(vectors, centres)


def _nearest(vectors: Vectors, centres: Vectors) -> NDArray[np.intp]:
    starts = range(0, len(vectors), _PIECE)
    return np.concatenate([(vectors[at : at + _PIECE] @ centres.T).argmax(axis=1) for at in starts])


if __name__ == "__main__":
    sys.stdout.write(f"{make()} words\n")
