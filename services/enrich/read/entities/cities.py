"""Cities by their names in any language: an extract of GeoNames, made by `training.gazetteer`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from babel import Locale, UnknownLocaleError
from numpy.typing import NDArray

from schemas.identity import fold
from services.enrich.read.entities.name_index import Hit, NameIndex
from services.enrich.read.words import words

FILE: Final = Path(__file__).parents[1] / "models" / "cities.npz"
_SHORTEST: Final = 4
"""Letters of a name that is looked for where nothing marks it as a place."""
_LARGE: Final = 2_000
"""Cities by population, down to 300,000 inhabitants: fewer people are called like one of them."""
_SPELLED: Final = re.compile(r"[^\W\d_]{2}")
"""Two letters: shorter ones are signs and initials."""


class City(NamedTuple):
    """A city, and the name by which it was found."""

    id: int
    """Of GeoNames."""
    name: str
    rank: int
    """How many cities are larger."""


class _Table(NamedTuple):
    hashes: NDArray[np.uint64]
    """Of names, sorted."""
    ranks: NDArray[np.int32]
    """The city of each name: its place in `cities`."""
    cities: NDArray[np.int32]
    """GeoNames ids, the largest city first."""
    zones: Mapping[str, int]
    """Time zone -> the city that it is named after."""


def find_city(names: Sequence[str]) -> City | None:
    """The city that has the first name in some language, else the largest that has one of the others.

    Of several names of one city the longest counts: lists have Полтав for Полтава, and not the other way.
    """
    found = {name: rank for name in names if (rank := _rank(name)) is not None}
    if not found:
        return None
    name = names[0] if names[0] in found else min(found, key=lambda name: (found[name], -len(name)))
    return City(int(_table().cities[found[name]]), name, found[name])


def find_large_cities(text: str, language: str) -> Iterator[Hit]:
    """Every mention of a city that CLDR names in a language, in its cases; `key` is its GeoNames id."""
    return _index(language).find(text)


def is_large(city: City) -> bool:
    """Whether it has 300,000 inhabitants, or a time zone is named after it, as after most capitals."""
    return city.rank < _LARGE or city.id in _zone_cities()


def city_name(city: int, language: str) -> str | None:
    """The base form of a large city's name in a language (CLDR); None for cities and languages without."""
    return _names(language).get(city)


def city_hash(name: str) -> int:
    """The number under which a name is listed."""
    return int.from_bytes(blake2b(plain_name(name).encode(), digest_size=8).digest(), "big")


def plain_name(name: str) -> str:
    """A name as places are compared: without capitals, hyphens and the dots of `ё`."""
    return fold(name).replace("ё", "е")


def _rank(name: str) -> int | None:
    if not _SPELLED.search(name):
        return None
    table, hashed = _table(), np.uint64(city_hash(name))
    at = int(np.searchsorted(table.hashes, hashed))
    return int(table.ranks[at]) if at < len(table.hashes) and table.hashes[at] == hashed else None


@lru_cache(maxsize=1)
def _table() -> _Table:
    with np.load(FILE) as file:
        zones = dict(zip(file["zones"].tolist(), file["zone_cities"].tolist(), strict=True))
        return _Table(file["hashes"], file["ranks"], file["cities"], zones)


@lru_cache(maxsize=1)
def _zone_cities() -> frozenset[int]:
    return frozenset(_table().zones.values())


@lru_cache(maxsize=64)
def _index(language: str) -> NameIndex:
    own = words(language)
    names = {
        form: str(city)
        for city, name in _names(language).items()
        if len(name) >= _SHORTEST
        for form in (name, *_cases(name, own.cases))
    }
    hidden = dict.fromkeys(
        (*own.elsewhere, *(name for names in own.countries.values() for name in names)), ""
    )
    return NameIndex(names | hidden, prefixes=own.prefixes, spaced=own.spaced)


def _cases(name: str, cases: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The cases of a name of one word."""
    if name.isalpha():
        for base, endings in cases.items():
            if name.endswith(base):
                yield from (name.removesuffix(base) + ending for ending in endings if ending)


@lru_cache(maxsize=64)
def _names(language: str) -> Mapping[int, str]:
    if language == "und":
        return {}
    try:
        zones = Locale.parse(language, sep="-").time_zones
    except (UnknownLocaleError, ValueError):
        return {}
    large = frozenset(_table().cities[:_LARGE].tolist())
    return {
        city: name
        for zone, city in _table().zones.items()
        if (name := zones.get(zone, {}).get("city") or (city in large and _own_name(zone)))
    }


def _own_name(zone: str) -> str:
    """A city as it is called where CLDR has no other name: in its own language or in English."""
    return Locale("en").time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
