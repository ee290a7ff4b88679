"""Texts with marked names, as the tagger learns them: labelled words, and which texts are only scored."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.enrich.read.tagging.model import KINDS, LABELS, ROLES
from services.enrich.read.tagging.tokens import Tokens, tokens
from training.ronec import Row, untitled

_WHOLE: Final = ("UNER_English-PUD", "UNER_German-PUD", "UNER_Russian-PUD", "factRuEval-2016", "tilde")
"""Sources that are learnt whole; of the others the official test part is only scored."""

_TWICE: Final = frozenset(("RONEC-v2",))
"""Sources that count twice, beside a larger one that marks names differently."""
_TELLING: Final = 20
"""Code points of a sentence that is no mere label, and so stands in two texts only if one is a copy."""


class Name(NamedTuple):
    """A marked name; code points."""

    start: int
    end: int
    kind: str


class Marked(NamedTuple):
    """A text and its names with a capital letter, in order, none inside another."""

    language: str
    source: str
    topic: str
    text: str
    names: tuple[Name, ...]
    scored: bool
    """Whether it is kept from training."""
    roles: tuple[tuple[int, int], ...] = ()
    """Persons with more words than their names, or without one, as the texts mark them; code points."""


def marked_texts(folder: Path, language: str) -> Iterator[Marked]:
    """The texts of one language."""
    with gzip.open(folder / f"{language}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        for row in untitled(rows) if language == "ro" else rows:
            topic = row.get("topic") or ""
            scored = row["source"] not in _WHOLE and topic.endswith("test")
            roles = tuple((role["start"], role["end"]) for role in row.get("roles", ()))
            yield Marked(language, row["source"], topic, row["text"], tuple(_names(row)), scored, roles)


def learnt(folder: Path, language: str) -> list[Marked]:
    """The texts to learn from, without the sentences that are scored."""
    texts = list(marked_texts(folder, language))
    kept_back = {
        line for text in texts if text.scored for line in text.text.split("\n") if len(line) > _TELLING
    }
    kept = [text for text in texts if not text.scored and kept_back.isdisjoint(text.text.split("\n"))]
    return kept + [text for text in kept if text.source in _TWICE]


def labelled(text: Marked) -> tuple[Tokens, NDArray[np.int8]]:
    """The words of a text and the index in `LABELS` and `ROLES` of each.

    A name within a role goes on with it: `președintele Traian Băsescu` is B-ROLE, I-PER, I-PER.
    """
    split = tokens(text.text)
    labels = np.zeros(len(split.words), dtype=np.int8)
    ends = split.starts + [len(word) for word in split.words]

    def words(start: int, end: int) -> tuple[int, int]:
        first = int(np.searchsorted(ends, start, side="right"))
        return first, int(np.searchsorted(split.starts, end, side="left"))

    for start, end in text.roles:
        first, last = words(start, end)
        labels[first:last] = _I_ROLE
        labels[first : first + 1] = _B_ROLE
    for name in text.names:
        first, last = words(name.start, name.end)
        goes_on = name.kind == "PER" and labels[first : first + 1] == _I_ROLE
        labels[first:last] = LABELS.index(f"I-{name.kind}")
        if not goes_on:
            labels[first : first + 1] = LABELS.index(f"B-{name.kind}")
    return split, labels


_B_ROLE, _I_ROLE = (len(LABELS) + at for at in range(len(ROLES)))


def _names(row: Row) -> Iterator[Name]:
    for entity in row["entities"]:
        start, end = entity["start"], entity["end"]
        words = row["text"][start:end]
        if entity["type"] in KINDS and words != words.lower():
            yield Name(start, end, entity["type"])
