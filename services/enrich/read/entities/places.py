"""What a name that is marked as a place stands for: a country, a continent, a region or a city."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Final, NamedTuple

from services.enrich.read.entities.base_form import bases_of
from services.enrich.read.entities.cities import City, city_name, find_city, plain_name
from services.enrich.read.entities.countries import country_name, country_names, same_as, territories
from services.enrich.read.words import words

_FILE: Final = Path(__file__).parent / "regions.toml"
_CONTINENTS: Final = {
    "002": 6255146,
    "003": 6255149,
    "005": 6255150,  # Africa, North and South America
    "009": 6255151,
    "142": 6255147,
    "150": 6255148,  # Oceania, Asia, Europe
}
"""Territories of CLDR (UN M49) -> GeoNames."""
_MOST_WORDS: Final = 5
_MOST_FORMS: Final = 60
"""Combinations of base forms of the words of one name that are looked up."""


class Place(NamedTuple):
    """A place that a list has."""

    id: str
    """`country:BY` or `geonames:625144`."""
    name: str
    """Its base form in the language of the text."""
    same_as: str | None


@lru_cache(maxsize=20_000)
def known_place(name: str, language: str) -> Place | None:
    """The place of a name in any case; of several cities the largest. None for one that no list has."""
    forms = list(_forms(name, language))
    countries, regions = _countries(language), _regions(language)
    for form in forms:
        folded = plain_name(form)
        if code := countries.get(folded):
            return Place(f"country:{code}", country_name(code, language), same_as(code))
        if region := regions.get(folded):
            return Place(f"geonames:{region}", form, None)
    if city := find_city(forms):
        return Place(f"geonames:{city.id}", city_name(city.id, language) or city.name, None)
    return None


@lru_cache(maxsize=20_000)
def known_city(name: str, language: str) -> City | None:
    """The city of a name in any case; None for a country or a region, and for one that no list has."""
    place = known_place(name, language)
    city = find_city(list(_forms(name, language))) if place else None
    return city if city and place and place.id == f"geonames:{city.id}" else None


def _forms(name: str, language: str) -> Iterator[str]:
    """The name as it stands, then with its words in base forms."""
    parts = name.split()
    if len(parts) > _MOST_WORDS:
        return iter((name,))
    choices = [(part, *(base.form for base in bases_of(part, language))) for part in parts]
    return (" ".join(chosen) for chosen in islice(product(*choices), _MOST_FORMS))


@lru_cache(maxsize=64)
def _countries(language: str) -> Mapping[str, str]:
    """Folded name -> code: CLDR's, ours, and what means a country only where it is marked as a place."""
    own = words(language)
    elsewhere = {plain_name(name) for name in own.elsewhere}
    found = {
        plain_name(name): code for code, name in country_names(language) if plain_name(name) not in elsewhere
    }
    return found | {plain_name(name): code for code, names in own.place_countries.items() for name in names}


@lru_cache(maxsize=64)
def _regions(language: str) -> Mapping[str, int]:
    """Folded name -> GeoNames id of continents, and of the regions on our list."""
    continents = territories(language)
    found = {plain_name(continents[code]): city for code, city in _CONTINENTS.items() if code in continents}
    return {**found, **_listed_regions()}


@lru_cache(maxsize=1)
def _listed_regions() -> Mapping[str, int]:
    lists: Mapping[str, list[str]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {plain_name(name): int(region) for region, names in lists.items() for name in names}
