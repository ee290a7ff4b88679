"""What a name stands for: the identifier that a list has, else a key that spellings of the name share."""

from functools import lru_cache
from typing import Final, NamedTuple

from schemas.enriched_article import EntityType
from services.enrich.read.entities.agencies import agency, known_agency
from services.enrich.read.entities.countries import country_name, same_as
from services.enrich.read.entities.key import name_key, person_key
from services.enrich.read.entities.organisations import known_organisation
from services.enrich.read.entities.persons import known_person
from services.enrich.read.entities.places import known_place

_TYPES: Final[dict[str, EntityType]] = {
    "PER": "Person",
    "LOC": "Place",
    "ORG": "Organization",
    "PRO": "Product",
    "EVT": "Event",
}


class Identity(NamedTuple):
    """Who or what is meant."""

    type: EntityType
    key: str
    """The identifier, else what other spellings of the name share."""
    id: str | None = None
    name: str | None = None
    """The base form that a list has."""
    same_as: str | None = None


@lru_cache(maxsize=4_096)
def country_identity(code: str, language: str) -> Identity:
    """A country of ISO 3166-1."""
    key = f"country:{code}"
    return Identity("Place", key, key, country_name(code, language), same_as(code))


@lru_cache(maxsize=4_096)
def agency_identity(name: str) -> Identity:
    """A news agency, by its name on the list."""
    found = agency(name)
    return Identity("Organization", found.id, *found)


@lru_cache(maxsize=20_000)
def identity(kind: str, words: str, bearer: str, language: str) -> Identity:
    """What a name of a kind (`PER`, `LOC`, `ORG`, `PRO`, `EVT`) stands for; it keeps its type.

    `words` are as they stand in the text, `bearer` is the base form of the full name.
    """
    type_ = _TYPES[kind]
    if kind == "PER":
        if person := known_person(bearer, language):
            return Identity(type_, person.id, person.id, None, person.same_as)
        return Identity(type_, person_key(bearer, language))
    if kind == "LOC" and (place := known_place(words, language)):
        return Identity(type_, place.id, *place)
    if kind != "EVT" and (organisation := known_organisation(words, language)):
        return Identity(type_, organisation.id, *organisation)
    if kind == "ORG" and (found := known_agency(words, language)):
        return Identity(type_, found.id, *found)
    return Identity(type_, name_key(type_.lower(), bearer, language))
