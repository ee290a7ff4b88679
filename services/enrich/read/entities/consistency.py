"""One name, one kind and one bearer throughout a text, in any case: a surname is who was named in full."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from schemas.identity import fold
from services.enrich.read.entities.base_form import base_forms
from services.enrich.read.entities.name_index import unmixed
from services.enrich.read.entities.persons import known_person
from services.enrich.read.entities.places import known_city
from services.enrich.read.tagging.tagger import Name

_OFTEN: Final = 2 / 3
"""A name is of the kind that so many of its mentions have, and a surname is whose so many full names are."""

_SEVERAL: Final = 3
"""Mentions of one kind that say more than a person's name that ends in the same word."""


class Known(NamedTuple):
    """A name in a text: code points and kind."""

    start: int
    end: int
    kind: str
    words: str
    """As it stands, on one line, in one alphabet."""
    base: str
    """The words in the base form."""
    bearer: str
    """The name by which its bearer is known: for a part of a person's name, the full one."""


def consistent(text: str, names: Sequence[Name], language: str) -> list[Known]:
    """The same names, each with the kind, the base form and the bearer that fit the whole text."""
    spelled = [unmixed(text[name.start : name.end]).split() for name in names]
    people = [words for name, words in zip(names, spelled, strict=True) if name.kind == "PER"]
    forms = base_forms(spelled, people, language)
    bases = [" ".join([forms[word] for word in words]) for words in spelled]
    folded = {base: fold(base) for base in dict.fromkeys(bases)}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, base in zip(names, bases, strict=True):
        counts[folded[base]][name.kind] += 1
    full = Counter(
        base for name, base in zip(names, bases, strict=True) if name.kind == "PER" and " " in base
    )
    bearers, given = _bearers(full, folded)
    known = []
    for name, words, base in zip(names, spelled, bases, strict=True):
        spelling = folded[base]
        surname = " " not in base and spelling in bearers
        person = surname and not _is_other(counts[spelling], base, bearers[spelling], language)
        kind = "PER" if person else _kind(counts[spelling], name.kind)
        bearer = (bearers.get(spelling) or given.get(spelling)) if kind == "PER" else None
        known.append(Known(name.start, name.end, kind, " ".join(words), base, bearer or base))
    return known


def _bearers(persons: Counter[str], folded: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Folded part of a name -> the first name and surname of who is meant; apart, given names alone.

    Names in between may be left out, and so may the first name, or the surname after two others. An empty
    name says that there is no telling whom a surname means.
    """
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for person, times in persons.items():
        first, *between, surname = person.split(" ")
        spelled = folded[person].split(" ")
        if not spelled[-1].isalpha():
            continue
        full = f"{first} {surname}"
        parts[folded[person]][full] += times
        parts[spelled[-1]][full] += times
        if between:
            parts[" ".join(spelled[: len(between) + 1])][full] += times
        given[spelled[0]][full] += times
    return (
        {part: _most(_alike(part, bearers)) for part, bearers in parts.items()},
        {name: _most(bearers) for name, bearers in given.items() if name not in parts},
    )


def _alike(part: str, bearers: Counter[str]) -> Counter[str]:
    """The bearers but one that is only the part itself, where others have more names."""
    own = {full: times for full, times in bearers.items() if fold(full) != part or " " not in part}
    return Counter(own) if own else bearers


def _most(bearers: Counter[str]) -> str:
    """Who has most of the full names; nobody where two share them."""
    full = max(bearers, key=bearers.__getitem__)
    return full if bearers[full] >= _OFTEN * bearers.total() else ""


def _is_other(count: Counter[str], base: str, bearer: str, language: str) -> bool:
    """Whether a part of persons' names is alone an organisation or a city, and nobody: `Ryanair`."""
    often = _OFTEN * count.total()
    if count.total() < _SEVERAL or known_person(bearer, language):
        return False
    return count["ORG"] >= often or (count["LOC"] >= often and known_city(base, language) is not None)


def _kind(count: Counter[str], own: str) -> str:
    if len(count) == 1:
        return own
    kind = max(count, key=count.__getitem__)
    return kind if count[kind] >= _OFTEN * count.total() else own
