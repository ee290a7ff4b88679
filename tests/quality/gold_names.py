"""The gold mentions of `slavic_news`, and what countries and cities their ids are."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from babel import Locale

from services.enrich.read.entities.cities import find_city
from services.enrich.read.entities.countries import same_as
from services.enrich.read.entities.places import known_place
from services.enrich.read.tagging.tagger import Name
from tests.quality.corpora import DATA, rows

HALVES: Final = ("first", "second")
"""Of the texts, by the hash of their near-duplicates: the first was looked at, the second only scored."""
_COUNTRIES: Final = {
    "Great-Britain": "GB",
    "USA": "US",
    "Czech-Republic": "CZ",
    "Holland": "NL",
    "Turkey": "TR",
    "Bosnia-and-Herzegovina": "BA",
    "Vatican": "VA",
    "Palestine": "PS",
}
"""How the gold ids of countries are spelled where they are not CLDR's English names."""
_CITIES: Final = {
    "Brussles": 2800866,
    "Islamabad": 1176615,
    "Kiev": 703448,
    "New-York": 5128581,
    "Valencia": 2509954,
    "WashingtonDC": 4140963,
    "Salisbury": 2638664,
    "New-Deli": 1261481,
}
"""GeoNames ids of gold cities whose English name is not that of the largest city with it."""
_NO_STATE: Final = "state"


class Gold(NamedTuple):
    """A gold mention with a capital."""

    name: Name
    lemma: str
    id: str


class Article(NamedTuple):
    """A text and its gold mentions, none inside another; `half` by the hash of its near-duplicates."""

    language: str
    half: str
    text: str
    mentions: tuple[Gold, ...]


def articles() -> Iterator[Article]:
    """All articles of the open part."""
    for row in rows(DATA / "slavic_news" / "open" / "docs.jsonl.gz"):
        half = HALVES[sha256((row["dup_group"] or row["id"]).encode()).digest()[-1] % 2]
        kept: list[Gold] = []
        for one in sorted(row["entities"], key=lambda one: (one["start"], -one["end"])):
            words = row["text"][one["start"] : one["end"]]
            if words != words.lower() and not (kept and one["start"] < kept[-1].name.end):
                name = Name(one["start"], one["end"], one["type"])
                kept.append(Gold(name, " ".join(one["lemma"].split()), one["id"]))
        yield Article(row["lang"], half, row["text"], tuple(kept))


@lru_cache(maxsize=20_000)
def country(gold: str) -> str | None:
    """The id of a gold country; None for other places."""
    name = gold.removeprefix("GPE-")
    code = _COUNTRIES.get(name) or _english_countries().get(name)
    return f"country:{code}" if code and same_as(code) else None


@lru_cache(maxsize=1)
def _english_countries() -> Mapping[str, str]:
    named = Locale("en").territories.items()
    return {name.replace(" ", "-"): code for code, name in named if len(code) == 2 and code.isalpha()}


@lru_cache(maxsize=20_000)
def city(gold: str) -> str | None:
    """The GeoNames id of a gold city: the largest with its English name; None for states and countries."""
    prefix, _, name = gold.partition("-")
    if prefix != "GPE" or country(gold) or _NO_STATE in name.lower():
        return None
    number = _CITIES.get(name)
    if number is None:
        spelled = name.replace("-", " ")
        place, found = known_place(spelled, "en"), find_city([spelled])
        number = found.id if found and place and place.id == f"geonames:{found.id}" else None
    return f"geonames:{number}" if number else None
