"""One name, one kind and one bearer throughout a text: a surname is who was named in full."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from schemas.identity import fold
from services.enrich.read.tagging.tagger import Name

_OFTEN: Final = 2 / 3
"""A name is of the kind that so many of its mentions have."""


class Known(NamedTuple):
    """A name in a text: code points, kind, and the folded full name of its bearer."""

    start: int
    end: int
    kind: str
    key: str


def consistent(text: str, names: Sequence[Name]) -> list[Known]:
    """The same names, each with the kind and the bearer that fit the whole text."""
    spellings = [fold(text[name.start : name.end]) for name in names]
    persons = {one for name, one in zip(names, spellings, strict=True) if name.kind == "PER" and " " in one}
    bearers = _bearers(persons)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, spelling in zip(names, spellings, strict=True):
        counts[spelling][name.kind] += 1
    known = []
    for name, spelling in zip(names, spellings, strict=True):
        surname = " " not in spelling and spelling in bearers
        kind = "PER" if surname else _kind(counts[spelling], name.kind)
        full = bearers.get(spelling, set()) if kind == "PER" else set()
        known.append(Known(name.start, name.end, kind, *full if len(full) == 1 else (spelling,)))
    return known


def _bearers(persons: Iterable[str]) -> dict[str, set[str]]:
    """Spelling -> first name and surname of those who may be meant.

    Names in between may be left out, and so may the first name, or the surname after two others.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        first, *between, surname = person.split(" ")
        if not surname.isalpha():
            continue
        for spelling in (person, surname, " ".join((first, *between)) if between else person):
            bearers[spelling].add(f"{first} {surname}")
    return {
        spelling: full - {spelling} if len(full) > 1 and " " in spelling else full
        for spelling, full in bearers.items()
    }


def _kind(count: Counter[str], own: str) -> str:
    kind, times = count.most_common(1)[0]
    return kind if times >= _OFTEN * count.total() else own
