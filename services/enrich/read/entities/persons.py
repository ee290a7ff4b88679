"""Well-known persons, whom news often names by the surname alone."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from services.enrich.read.entities.key import person_key

_FILE: Final = Path(__file__).parent / "persons.toml"
_SOUNDS: Final = 3
"""Consonants of a surname that may stand alone: Duda is too many people."""
_WOMEN: Final = ("ова", "ева", "ина", "іна", "ova", "eva", "ina")
"""Endings of women's surnames, which sound like those of men."""


class Person(NamedTuple):
    """A listed person."""

    id: str
    """`person:trump-donald`."""
    same_as: str | None


def known_person(name: str, language: str) -> Person | None:
    """The person of a full name, or of a surname that one listed person alone has."""
    if " " not in name and name.endswith(_WOMEN):
        return None
    return _persons().get(person_key(name, language))


@lru_cache(maxsize=1)
def _persons() -> Mapping[str, Person]:
    lists: Mapping[str, Mapping[str, str | list[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    by_key: dict[str, Person] = {}
    alone: dict[str, set[Person]] = {}
    for name, others in lists["names"].items():
        wikidata = lists["wikidata"].get(name)
        same_as = f"https://www.wikidata.org/wiki/{wikidata}" if wikidata else None
        person = Person(_id(name), same_as)
        for spelling in (name, *others):
            key = person_key(spelling, "en")
            by_key[key] = person
            surname = key.partition("-")[0]
            if len(surname.removeprefix("person:")) >= _SOUNDS:
                alone.setdefault(surname, set()).add(person)
    return {key: next(iter(persons)) for key, persons in alone.items() if len(persons) == 1} | by_key


def _id(name: str) -> str:
    """The surname first, in ASCII letters."""
    letters = unicodedata.normalize("NFD", name.lower().replace("ł", "l").replace("ı", "i"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    *given, surname = plain.replace(".", "").split()
    return f"person:{'-'.join((surname, *given))}"
