"""One tagger learnt from marked texts: the features of all their words, and the weights of these."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from services.enrich.read.tagging.context import WIDTH as CONTEXT_WIDTH
from services.enrich.read.tagging.context import context
from services.enrich.read.tagging.model import LABELS, ROLE, ROLES, save
from services.enrich.read.tagging.rich_features import SEEN as RICH_SEEN
from services.enrich.read.tagging.rich_features import neighbours, rich
from services.enrich.read.tagging.tagger import padded, shifted
from services.enrich.read.tagging.word_features import EDGE, LOWER, SEEN, at_place, pair_features, table
from training.entity_texts import Marked, labelled
from training.perceptron import fit

_VERSION: Final = "2026.11.25"
_VERSIONS: Final = {"entities-ro": "2026.11.28"}
"""The day of the last change to texts, features or method; of those that changed since by themselves."""
_ROUNDS: Final = 10
_DROPOUT: Final = 0.2
_RICH_DROPOUT: Final = 0.4
"""What is left out of `rich_features`, which are more."""
_SMALLEST: Final = 0.3
"""A feature whose largest weight is below this is left out: a third of the size, no difference in F1."""


def train(
    path: Path,
    texts: Sequence[Marked],
    *,
    seeds: int,
    without: Collection[int] = (),
    richly: bool = False,
    apart: Collection[str] = (),
) -> int:
    """Write the model of these texts, the mean of so many runs; how many features it has.

    `without` are the columns of `word_features.table` that are left out; `richly` adds `rich_features`.
    Texts of the sources `apart` have a second copy of each feature, so that the model learns what only they
    mark, and it is read as they mark: Daumé, Frustratingly easy domain adaptation, ACL 2007.
    """
    name = path.stem
    parts = [_features_of(text, without, richly=richly) for text in track(texts, f"{name}: features")]
    hashes = np.concatenate([part[0] for part in parts])
    labels = np.concatenate([part[1] for part in parts])
    ends = np.cumsum(np.concatenate([part[2] for part in parts]))
    known, numbers = np.unique(hashes, return_inverse=True)
    features = numbers.reshape(hashes.shape).astype(np.int32)
    if known[0] == 0:
        known, features = known[1:], features - 1
    allowed = _allowed((*LABELS, *ROLES) if any(text.roles for text in texts) else LABELS)
    if apart:
        copied = np.concatenate(
            [np.full(len(part[1]), text.source in apart) for text, part in zip(texts, parts, strict=True)]
        )
        copies = np.where(copied[:, None] & (features >= 0), features + len(known), -1)
        features = np.concatenate([features, copies.astype(np.int32)], axis=1)
    dropout = _RICH_DROPOUT if richly else _DROPOUT
    runs = [
        fit(features, labels, ends, allowed, rounds=_ROUNDS, dropout=dropout, seed=seed)
        for seed in track(range(1, seeds + 1), f"{name}: weights")
    ]
    weights = np.mean([run[0] for run in runs], axis=0)
    weights = weights[: len(known)] + weights[len(known) :] if apart else weights
    weights -= weights.mean(axis=1, keepdims=True)
    kept = np.abs(weights).max(axis=1) > _SMALLEST
    save(
        path,
        known[kept],
        weights[kept],
        np.mean([run[1] for run in runs], axis=0),
        _VERSIONS.get(name, _VERSION),
    )
    return int(kept.sum())


def _features_of(
    text: Marked, without: Collection[int], *, richly: bool
) -> tuple[NDArray[np.uint32], NDArray[np.int8], NDArray[np.intp]]:
    """(words, n) features, the label of each word, and the lengths of the sentences."""
    split, labels = labelled(text)
    distinct = list(dict.fromkeys(split.words))
    words, own = table(distinct)
    own[:, list(without)] = 0
    own = rich(words, own) if richly else own
    words = [EDGE, *words]
    edge = np.zeros((1, own.shape[1]), dtype=np.uint32)
    edge[0, : len(EDGE.features)] = EDGE.features
    own = np.concatenate([edge, own])
    number = {spelling: at for at, spelling in enumerate(distinct, 1)}
    row, at = padded(np.array([number[one] for one in split.words], dtype=np.intp), split.sentences)
    columns = []
    for place, seen in (RICH_SEEN if richly else SEEN).items():
        here, there = shifted(place)
        column = np.zeros((len(row), len(seen)), dtype=np.uint32)
        column[here] = at_place(own[:, seen], place)[row[there]]
        columns.append(column)
    if richly:
        columns.append(neighbours(own[row, LOWER]))
    shape = np.array([one.shape for one in words])[row]
    pairs = np.zeros((len(row), 2), dtype=np.uint32)
    pairs[1:, 0] = _PAIRS[0][shape[:-1], shape[1:]]
    pairs[:-1, 1] = _PAIRS[1][shape[:-1], shape[1:]]
    found = context(row, words, np.array([one.capital for one in words]))
    names = np.zeros((len(row), CONTEXT_WIDTH), dtype=np.uint32)
    names[found.places] = found.features
    lengths = np.diff(np.append(split.sentences, len(split.words)))
    return np.concatenate([*columns, pairs, names], axis=1)[at], labels, lengths


_PAIRS: Final = pair_features()


def _allowed(labels: Sequence[str]) -> NDArray[np.bool_]:
    """Which label may follow which: a further word of a name only after one of the same kind, or a role."""
    return np.array(
        [[not to.startswith("I-") or _one_name(origin[2:], to[2:]) for to in labels] for origin in labels]
    )


def _one_name(kind: str, after: str) -> bool:
    return kind == after or {kind, after} == {"PER", ROLE}
