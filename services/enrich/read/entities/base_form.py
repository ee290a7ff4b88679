"""The base form of the words of names, of what the forms in a text share and the cases of its language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from services.enrich.read.words import words

_STEM: Final = 2
"""Letters of a stem at least."""
_SURE: Final = 6
"""Letters of a person's name from which on an ending alone tells its case."""
_ADJECTIVE: Final = 3
"""Letters of endings that only adjectives have: Navalny-ego."""
_VOWELS: Final = frozenset("aeiouyáéíóúýąęěаеёиіїоуыэюяєәъь'’")


class Base(NamedTuple):
    """What a word may be a case of, and the ending that says so."""

    form: str
    ending: str
    base_ending: str


def base_forms(
    names: Sequence[Sequence[str]], persons: Sequence[Sequence[str]], language: str
) -> Mapping[str, str]:
    """Each distinct word of the names of a text -> its base form. `persons` are those that are people.

    A word is taken for a case of another one where this other one is in the text too or is a given name; of
    several, the one that explains most of the words. A given name tells the case of the surname behind it,
    and some endings tell it alone. Any other word keeps its form.
    """
    counts = Counter(form for name in names for form in name)
    bases = {form: bases_of(form, language) for form in counts}
    if not any(bases.values()):
        return {form: form for form in counts}
    given = _given_names(language)
    told = dict(_told_by_given_names(persons, bases, given))
    by_ending = dict(_told_by_ending(persons, bases, given, language))
    explains: Counter[str] = Counter(counts.keys())
    for of_form in bases.values():
        explains.update({base.form for base in of_form})
    explains.update(_nominatives(persons, given))
    known = given.union(counts.keys() - told.keys() - by_ending.keys(), told.values(), by_ending.values())

    def best(form: str) -> str:
        if form in given or form in told:
            return told.get(form, form)
        candidates = [base.form for base in bases[form] if base.form in known]
        rank = {base: (base in given, explains[base], counts[base], base) for base in (form, *candidates)}
        found = max(rank, key=rank.__getitem__)
        return by_ending.get(form, form) if found == form else found

    return {form: best(form) for form in counts}


def _told_by_ending(
    persons: Iterable[Sequence[str]],
    bases: Mapping[str, tuple[Base, ...]],
    given: frozenset[str],
    language: str,
) -> Iterator[tuple[str, str]]:
    """Words of people's names whose case leaves no doubt."""
    certain = words(language).oblique
    for form in {form for person in persons for form in person if len(form) >= _SURE}:
        base = next((base.form for base in bases[form] if base.ending in certain), None)
        if base and form not in given and not any(base.form in given for base in bases[form]):
            yield form, base


def _told_by_given_names(
    persons: Iterable[Sequence[str]], bases: Mapping[str, tuple[Base, ...]], given: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Surnames in the case of the given name in front of them, of which no other form is there."""
    for first, *others in persons:
        case = next((base for base in bases[first] if base.form in given), None)
        if case is None or first in given:
            continue
        for other in others:
            if any(base.form in bases for base in bases[other]):
                continue
            for base in bases[other]:
                alike = not case.base_ending and base[1:] == case[1:]
                if alike or len(base.ending) >= _ADJECTIVE:
                    yield other, base.form
                    break


def _nominatives(persons: Iterable[Sequence[str]], given: frozenset[str]) -> Iterator[str]:
    """Words behind a given name in its base form."""
    for first, *others in persons:
        if first in given and first[-1] not in _VOWELS:
            yield from others


@lru_cache(maxsize=50_000)
def bases_of(form: str, language: str) -> tuple[Base, ...]:
    """What a word may be a case of, without the word itself; long endings first."""
    endings = _inverse(language)
    lower, capitals = form.lower(), form.isupper()
    found: dict[str, Base] = {}
    for length in range(min(_longest(language), len(lower) - _STEM), -1, -1):
        ending = lower[len(lower) - length :]
        for base in endings.get(ending, ()):
            whole = form[: len(form) - length] + (base.upper() if capitals else base)
            found.setdefault(whole, Base(whole, ending, base))
    found.pop(form, None)
    return tuple(found.values())


@lru_cache(maxsize=64)
def _inverse(language: str) -> Mapping[str, tuple[str, ...]]:
    """Ending of a case -> endings of the base form, the shortest first."""
    inverse: dict[str, list[str]] = {}
    for base, cases in words(language).cases.items():
        for case in cases:
            inverse.setdefault(case, []).append(base)
    return {case: tuple(sorted(bases, key=len)) for case, bases in inverse.items()}


@lru_cache(maxsize=64)
def _longest(language: str) -> int:
    return max(map(len, _inverse(language)), default=0)


@lru_cache(maxsize=64)
def _given_names(language: str) -> frozenset[str]:
    return frozenset(words(language).given_names)
