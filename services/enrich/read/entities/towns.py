"""The cities among the names of a text: those that the tagger missed, took for something else or joined."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from services.enrich.read.entities.cities import find_large_cities, is_large, plain_name
from services.enrich.read.entities.consistency import Known
from services.enrich.read.entities.organisations import known_organisation
from services.enrich.read.entities.places import known_city, known_place
from services.enrich.read.words import words

_FAMOUS: Final = 1_000
"""Cities by population, down to 560,000 inhabitants: one that the tagger takes for a person is rarely one."""
_SHORTEST: Final = 5
"""Letters of a name of another kind that is taken for a city's; shorter ones are cases of many words."""
_BEFORE: Final = 5
"""Code points of a preposition at most."""
_JOINT: Final = re.compile(r"[-/\u2013]| [-/\u2013] ")
_JOINED: Final = re.compile(rf"\b[^\W\d_]\w+(?:(?:{_JOINT.pattern})[^\W\d_]\w+)+")


class _Patterns(NamedTuple):
    before: re.Pattern[str]
    """A preposition that ends here."""
    behind: re.Pattern[str]
    """A preposition and one word."""
    within: re.Pattern[str]
    """A preposition and one word at the end of a name."""


def with_cities(names: list[Known], text: str, language: str) -> list[Known]:
    """The names in order, with the cities that are none of them; a city of another kind is a place."""
    patterns = _patterns(language)
    hits = find_large_cities(text, language)
    listed = {hit.start: _city(text, hit.start, hit.end) for hit in hits}
    missed = list(listed.values())
    if patterns:
        joined = list(_joined(text, language))
        apart = [part for name in _without(names, joined) for part in _parts(name, text, language, patterns)]
        names = [_as_city(name, text, language, patterns) for name in apart] + joined
        missed += _behind_preposition(text, language, patterns)
    known = [_listed(name, listed.get(name.start)) for name in names]
    return sorted(known + _without(missed, known))


def _city(text: str, start: int, end: int) -> Known:
    spelled = " ".join(text[start:end].split())
    return Known(start, end, "LOC", spelled, spelled, spelled)


def _listed(name: Known, city: Known | None) -> Known:
    same = city is not None and city.end == name.end and name.bearer == name.base
    return name._replace(kind="LOC") if same else name


def _without(names: Iterable[Known], others: list[Known]) -> list[Known]:
    """The names that meet none of the others, and none of those before them."""
    taken = sorted((one.start, one.end) for one in others)
    kept: list[Known] = []
    for name in sorted(names):
        at = bisect_left(taken, (name.end, 0))
        free = at == 0 or taken[at - 1][1] <= name.start
        if free and not (kept and kept[-1].end > name.start):
            kept.append(name)
    return kept


def _joined(text: str, language: str) -> Iterator[Known]:
    """Large cities with a hyphen, dash or stroke between them: `Berlin-Kraków-Berlin`, `Praha/Brno`."""
    for chain in _JOINED.finditer(text):
        joints = [joint.span() for joint in _JOINT.finditer(text, *chain.span())]
        starts = [chain.start(), *(end for _, end in joints)]
        ends = [*(start for start, _ in joints), chain.end()]
        parts = [_city(text, start, end) for start, end in zip(starts, ends, strict=True)]
        for large, run in groupby(parts, lambda part: _is_large(part.words, language)):
            cities = list(run)
            if large and len(cities) > 1:
                yield from cities


def _parts(name: Known, text: str, language: str, patterns: _Patterns) -> Iterator[Known]:
    """A name, without what belongs to the sentence around it.

    `німецький` before a place; `v Bruslju` behind a listed organisation; the subject behind `w Dublinie`.
    """
    first, _, rest = name.words.partition(" ")
    within = patterns.within.search(text, name.start, name.end) if name.kind == "ORG" and rest else None
    if within and known_city(within[1], language):
        body = " ".join(text[name.start : within.start()].split())
        if known_organisation(body, language):
            yield Known(name.start, within.start(), "ORG", body, body, body)
            yield _city(text, *within.span(1))
            return
    if name.kind == "LOC" and rest and not known_place(name.words, language):
        if first.islower() and known_place(rest, language):
            yield _city(text, name.start + len(first) + 1, name.end)
            return
        city = known_city(first, language)
        inflected = city and is_large(city) and plain_name(city.name) != plain_name(first)
        if inflected and patterns.before.search(text, max(0, name.start - _BEFORE), name.start):
            yield _city(text, name.start, name.start + len(first))
            return
    yield name


def _as_city(name: Known, text: str, language: str, patterns: _Patterns) -> Known:
    """One word that is a very large city, or any city behind a preposition of places, is no other name."""
    other = name.kind == "LOC" or not name.words.isalpha() or name.bearer != name.base
    city = None if other or len(name.words) < _SHORTEST else known_city(name.words, language)
    if city is None:
        return name
    inside = patterns.before.search(text, max(0, name.start - _BEFORE), name.start)
    famous = city.rank < _FAMOUS and name.kind == "PER"
    return name._replace(kind="LOC") if inside or famous else name


def _behind_preposition(text: str, language: str, patterns: _Patterns) -> Iterator[Known]:
    for match in patterns.behind.finditer(text):
        space, letter = text[match.end() : match.end() + 1], text[match.end() + 1 : match.end() + 2]
        if _is_large(match[1], language) and not (space.isspace() and letter.isupper()):
            yield _city(text, *match.span(1))


def _is_large(word: str, language: str) -> bool:
    city = known_city(word, language) if word[:1].isupper() else None
    return city is not None and is_large(city)


@lru_cache(maxsize=64)
def _patterns(language: str) -> _Patterns | None:
    prepositions = words(language).within
    if not prepositions:
        return None
    before = rf"(?<!\w)(?i:{'|'.join(prepositions)})\s"
    return _Patterns(
        re.compile(rf"{before}\Z"),
        re.compile(rf"{before}([^\W\d_]\w+)\b(?![-/]\w)"),
        re.compile(rf"\s{before}(\w+)\Z"),
    )
