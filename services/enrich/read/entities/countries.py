"""The countries that a text names: CLDR's names in its language, and the short names of our word lists."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError

from services.enrich.read.entities.name_index import Hit, NameIndex
from services.enrich.read.words import words

FILE: Final = Path(__file__).parents[1] / "models" / "countries.json"
# CLDR's territories that are no country of ISO 3166-1 (exceptional reservations, unions, pseudo-locales).
_NO_COUNTRY: Final = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
_BRACKET: Final = re.compile(r"\s*[(（].*?[)）]")
_BEFORE: Final = 2
"""Code points between a word and the next, with the last letter of the first."""
_SHORTEST_INFLECTED: Final = 4
"""Letters of the shortest name that gets endings; shorter ones become ordinary words."""


def find_countries(text: str, language: str) -> Iterator[Hit]:
    """Every country named, in order; `key` is its ISO 3166-1 code. Nothing for a language without names."""
    adjectives = words(language).country_adjectives
    for hit in _index(language).find(text):
        if _behind_word(text, hit.start) or not text.endswith(adjectives, hit.start, hit.end):
            yield hit


def _behind_word(text: str, start: int) -> bool:
    """Whether a word or a comma stands before the word that begins at `start`, in its sentence."""
    before = text[max(0, start - _BEFORE) : start]
    return before.endswith(" ") and (before[0].isalnum() or before[0] == ",")


def country_name(code: str, language: str) -> str:
    """The base form of a country's name in a language, else in English, else the code."""
    return _cldr(language).get(code) or _cldr("en").get(code) or code


def same_as(code: str) -> str | None:
    """The Wikidata address of a country."""
    number = _wikidata().get(code)
    return f"https://www.wikidata.org/wiki/{number}" if number else None


@lru_cache(maxsize=1)
def _wikidata() -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=64)
def territories(language: str) -> Mapping[str, str]:
    """Code -> name of the countries and parts of the world in a language; empty for one that CLDR has not."""
    if language == "und":  # which Babel takes for its root, in English
        return {}
    try:
        found: Mapping[str, str] = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}
    return found


@lru_cache(maxsize=64)
def _cldr(language: str) -> dict[str, str]:
    """Code -> name of every country in one language; empty for a language that CLDR does not have."""
    return {
        code: name
        for code, name in territories(language).items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY  # noqa: PLR2004 - alpha-2 codes
    }


@lru_cache(maxsize=64)
def _index(language: str) -> NameIndex:
    tags = (language, *words(language).also)
    codes: dict[str, set[str]] = {}
    for tag in tags:
        for code, name in country_names(tag):
            for form in _forms(_BRACKET.sub("", name), words(tag).endings):
                codes.setdefault(form, set()).add(code)
    known = {name: min(meant) for name, meant in codes.items() if len(meant) == 1}
    hidden = {name for tag in tags for name in words(tag).elsewhere}
    own = words(language)
    return NameIndex(known | dict.fromkeys(hidden, ""), prefixes=own.prefixes, spaced=own.spaced)


def country_names(language: str) -> Iterator[tuple[str, str]]:
    """Code and name of every country in a language: CLDR's, and those of our word list."""
    yield from _cldr(language).items()
    for code, names in words(language).countries.items():
        for name in names:
            yield code, name


def _forms(name: str, endings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """A name and, if it is one word, its cases."""
    yield name
    if len(name) < _SHORTEST_INFLECTED or not name.isalpha() or name.isupper():
        return
    for ending in sorted(endings, key=len, reverse=True):
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in endings[ending])
            return
