"""Persons, places, organisations, products and events that a text names, found by a trained model."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.enrich.read.tagging.context import context
from services.enrich.read.tagging.mentions import LEANING, SHARED, leaning, stem
from services.enrich.read.tagging.model import KINDS, TaggerModel, tagger_model
from services.enrich.read.tagging.rich_features import SEEN as RICH_SEEN
from services.enrich.read.tagging.rich_features import WIDTH as RICH_WIDTH
from services.enrich.read.tagging.rich_features import neighbours, rich
from services.enrich.read.tagging.serbian import in_latin
from services.enrich.read.tagging.tokens import Tokens, tokens
from services.enrich.read.tagging.viterbi import best_labels
from services.enrich.read.tagging.word_features import (
    EDGE,
    LOWER,
    SEEN,
    WIDTH,
    at_place,
    pair_features,
    table,
)

OWN: Final = {
    "cyrillic": ("bg", "ru", "uk"),
    "latin-slavic": ("cs", "hr", "pl", "sk", "sl", "sr-Latn"),
    **{language: (language,) for language in ("da", "de", "en", "hu", "pt", "ro", "sv")},
}
"""Family -> the languages that its model was trained on."""
RICH: Final = frozenset(("ro",))
"""Families that are read with `rich_features`, of which there are lists."""
_NEAR: Final = {"cyrillic": ("be", "mk"), "latin-slavic": ("bs",), "da": ("nb", "nn"), "pt": ("gl",)}
"""Family -> languages without texts to train on, near enough to be read with its model."""
_IN_LATIN: Final = {"sr": "latin-slavic"}
"""Language in Cyrillic letters -> the family that has learnt it in Latin ones."""
FAMILIES: Final = {
    language: family for family, languages in OWN.items() for language in languages
} | _IN_LATIN
_BORROWED: Final = {language: family for family, languages in _NEAR.items() for language in languages}
_DOUBT: Final = 3.0
"""Added to the score of no name in a language that the model was not trained on."""
_MARGIN: Final = 12.0
"""A word so much more likely no part of a name than any is none, whatever stands beside it."""
_PAD: Final = 3
"""Edges between two sentences: as far as a word's neighbours are seen."""
MOST_TAGGED: Final = 300_000
"""Code points of a text that are tagged, 0.2 s of work: longer ones are books, or pages made to be slow."""
_MOST: Final = 50_000
"""Distinct words whose scores are kept: 320 bytes each."""

_FIRST: Final = 4096
"""Distinct words for which there is room at first; it doubles when they are more."""


class Name(NamedTuple):
    """A name in a text: code points `start` to `end`, and its kind (`PER`, `LOC`, `ORG`, `PRO`, `EVT`)."""

    start: int
    end: int
    kind: str


def find_names(text: str, language: str) -> list[Name]:
    """The names of a text in order, none inside another; none in a language without a model.

    Of a text above `MOST_TAGGED` code points only those in its beginning.
    """
    family = FAMILIES.get(language) or _BORROWED.get(language)
    if family is None:
        return []
    if language in _IN_LATIN:
        latin, origins = in_latin(text[:MOST_TAGGED])
        names = tagger_for(family).names(latin, 0.0)
        return [Name(int(origins[name.start]), int(origins[name.end - 1]) + 1, name.kind) for name in names]
    return tagger_for(family).names(text[:MOST_TAGGED], _DOUBT if language in _BORROWED else 0.0)


def tagger_version(language: str) -> str | None:
    """Family and version of the model that reads a language, None if none does.

    `borrowed` is added for a language that it was not trained on: its names are fewer and less sure.
    """
    family = FAMILIES.get(language) or _BORROWED.get(language)
    if family is None:
        return None
    version = f"{family} {tagger_model(family).version}"
    return f"{version}, borrowed" if language in _BORROWED else version


class Tagger:
    """Labels words with one model; the scores of a distinct word are summed once and kept."""

    def __init__(self, model: TaggerModel, shared: float = SHARED, *, richly: bool = False) -> None:
        self._model = model
        self._richly = richly
        self._width, self._seen = (RICH_WIDTH, RICH_SEEN) if richly else (WIDTH, SEEN)
        self._labels = len(model.transitions)
        self._shared = shared
        self._pairs = model.scores(pair_features()[..., None])
        self._forget()

    def names(self, text: str, doubt: float, *, roles: bool = False) -> list[Name]:
        """The names of a text in order; `doubt` is added to the score of no name.

        With `roles`, persons as the texts mark them that the model learnt from: in Romanian
        `președintele Traian Băsescu` whole, and `președintele` where no name stands beside it.
        """
        split = tokens(text)
        return list(_names(split, self.labels(split, doubt), roles=roles)) if split.words else []

    def labels(self, split: Tokens, doubt: float) -> NDArray[np.intp]:
        """Indices in `LABELS` and, after these, `ROLES`, one for each token."""
        if len(self._words) > _MOST:
            self._forget()
        row, at = padded(self._rows(split.words), split.sentences)
        scores = self._scores(row)
        scores[:, 0] += doubt
        lead = scores[:, 0] - scores[:, 1:].max(axis=1)
        open_ = (lead < _MARGIN) & (row > 0)
        edges = np.diff(open_.astype(np.int8))
        begins, ends = np.flatnonzero(edges == 1) + 1, np.flatnonzero(edges == -1) + 1
        labels = np.zeros(len(row), dtype=np.intp)
        if len(begins):
            labels[open_] = best_labels(scores, self._model.transitions, begins, ends)
        return labels[at]

    def _forget(self) -> None:
        self._row: dict[str, int] = {}
        self._words = [EDGE]
        self._shape = np.full(_FIRST, EDGE.shape, dtype=np.intp)
        self._capital = np.zeros(_FIRST, dtype=np.bool_)
        self._stems: dict[str, int] = {}
        self._stem = np.zeros(_FIRST, dtype=np.intp)
        self._lower = np.zeros(_FIRST, dtype=np.uint32)
        self._of_word = np.zeros((_FIRST, len(self._seen) * self._labels), dtype=np.float32)
        edge = np.zeros((1, self._width), dtype=np.uint32)
        edge[0, :WIDTH] = EDGE.features
        self._lower[:1] = edge[:, LOWER]
        self._of_word[:1] = self._word_scores(edge)

    def _rows(self, texts: list[str]) -> NDArray[np.intp]:
        """The numbers of words; new ones are learnt."""
        try:
            return np.fromiter(map(self._row.__getitem__, texts), dtype=np.intp, count=len(texts))
        except KeyError:
            self._learn([text for text in dict.fromkeys(texts) if text not in self._row])
        return self._rows(texts)

    def _learn(self, new: list[str]) -> None:
        words, features = table(new)
        features = rich(words, features) if self._richly else features
        first = len(self._words)
        last = first + len(new)
        while last > len(self._shape):
            self._shape = np.concatenate([self._shape, np.zeros_like(self._shape)])
            self._capital = np.concatenate([self._capital, np.zeros_like(self._capital)])
            self._stem = np.concatenate([self._stem, np.zeros_like(self._stem)])
            self._lower = np.concatenate([self._lower, np.zeros_like(self._lower)])
            self._of_word = np.concatenate([self._of_word, np.zeros_like(self._of_word)])
        self._row.update(zip(new, range(first, last), strict=True))
        self._words += words
        self._shape[first:last] = [one.shape for one in words]
        self._capital[first:last] = [one.capital for one in words]
        self._stem[first:last] = [
            self._stems.setdefault(stem(one.lower), len(self._stems)) if one.capital else 0 for one in words
        ]
        self._lower[first:last] = features[:, LOWER]
        self._of_word[first:last] = self._word_scores(features)

    def _word_scores(self, features: NDArray[np.uint32]) -> NDArray[np.float32]:
        """(words, places * labels): what each word adds to the words at these places from it."""
        asked = [at_place(features[:, seen], place) for place, seen in self._seen.items()]
        weights = self._model.weights[self._model.rows(np.concatenate(asked, axis=1))]
        ends = np.cumsum([part.shape[1] for part in asked]).tolist()
        return np.concatenate(
            [
                weights[:, end - part.shape[1] : end].sum(axis=1)
                for part, end in zip(asked, ends, strict=True)
            ],
            axis=1,
        )

    def _scores(self, row: NDArray[np.intp]) -> NDArray[np.float32]:
        scores = np.zeros((len(row), self._labels), dtype=np.float32)
        of_word = self._of_word[row].reshape(len(row), len(self._seen), self._labels)
        for number, place in enumerate(self._seen):
            here, there = shifted(place)
            scores[here] += of_word[there, number]
        shape = self._shape[row]
        scores[1:] += self._pairs[0][shape[:-1], shape[1:]]
        scores[:-1] += self._pairs[1][shape[:-1], shape[1:]]
        if self._richly:
            scores += self._model.scores(neighbours(self._lower[row]))
        found = context(row, self._words, self._capital)
        in_context = scores[found.places] + self._model.scores(found.features)
        scores[found.places] = leaning(in_context, self._stem[row[found.places]], self._shared)
        return scores


def padded(row: NDArray[np.intp], sentences: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Numbers of words with edges (0) around each sentence, and where the words stand among them."""
    begins = np.zeros(len(row), dtype=np.intp)
    begins[sentences] = 1
    at = np.arange(len(row)) + _PAD * np.cumsum(begins)
    with_edges = np.zeros(len(row) + _PAD * (len(sentences) + 1), dtype=np.intp)
    with_edges[at] = row
    return with_edges, at


def shifted(place: int) -> tuple[slice, slice]:
    """The words that have another `place` words after them (negative: before), and these others."""
    if place >= 0:
        return slice(None, -place or None), slice(place, None)
    return slice(-place, None), slice(None, place)


def _names(split: Tokens, labels: NDArray[np.intp], *, roles: bool) -> Iterator[Name]:
    inside = np.flatnonzero(labels)
    if not len(inside):
        return
    kinds = (labels[inside] - 1) // 2
    named = kinds < len(KINDS)
    kinds = np.where(named, kinds, _PERSON)
    further = (labels[inside] % 2 == 0) & (np.diff(inside, prepend=-2) == 1)
    begins = np.flatnonzero(~further | (np.diff(kinds, prepend=-1) != 0))
    firsts, lasts = inside[begins], inside[np.append(begins[1:], len(inside)) - 1]
    if not roles:  # from the first to the last word that is no role
        firsts = np.minimum.reduceat(np.where(named, inside, len(labels)), begins)
        lasts = np.maximum.reduceat(np.where(named, inside, -1), begins)
    for first, last, kind in zip(firsts.tolist(), lasts.tolist(), kinds[begins].tolist(), strict=True):
        if first <= last:
            end = int(split.starts[last]) + len(split.words[last])
            yield Name(int(split.starts[first]), end, KINDS[kind])


_PERSON: Final = KINDS.index("PER")


@lru_cache(maxsize=16)
def tagger_for(family: str) -> Tagger:
    """The tagger of a family of languages, loaded once."""
    return Tagger(tagger_model(family), SHARED if family in LEANING else 0.0, richly=family in RICH)
