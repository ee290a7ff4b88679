"""Who and what a text names: persons, places, organisations, products and events with all their mentions."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from schemas.enriched_article import Entity, EntityType, Mention
from services.enrich.read.entities.consistency import Known, consistent
from services.enrich.read.entities.countries import country_name, find_countries
from services.enrich.read.entities.name_index import Hit
from services.enrich.read.entities.salience import salience
from services.enrich.read.tagging.tagger import Name, find_names

_TYPES: Final[dict[str, EntityType]] = {
    "PER": "Person",
    "LOC": "Place",
    "ORG": "Organization",
    "PRO": "Product",
    "EVT": "Event",
}
_HOLDS_COUNTRY: Final = frozenset(("ORG", "PRO", "EVT"))
"""Kinds of names that may hold that of a country (`Bank of Russia`); both are kept."""

_TOGETHER: Final = 20
"""Countries and agencies in one name at most."""


class _Found(NamedTuple):
    """A mention. `key` is that of a name list, or the folded full name."""

    start: int
    end: int
    type: EntityType
    key: str
    listed: bool


def find_entities(text: str, language: str, agencies: Iterable[Hit]) -> list[Entity]:
    """The entities of `text` by their first mention. `agencies` are the mentions of those credited."""
    return grouped(text, language, find_names(text, language), agencies)


def grouped(text: str, language: str, marked: Sequence[Name], agencies: Iterable[Hit]) -> list[Entity]:
    """The entities of the names that are `marked` in a text, with the countries and agencies in it.

    Those have lists, and win over names that are marked at the same place.
    """
    countries = list(find_countries(text, language))
    makers = list(agencies)
    names = consistent(text, marked)
    found = [_Found(hit.start, hit.end, "Place", hit.key, listed=True) for hit in countries]
    found += [_Found(hit.start, hit.end, "Organization", hit.key, listed=True) for hit in makers]
    found += [
        _Found(name.start, name.end, _TYPES[name.kind], name.key, listed=False)
        for name in _beside(names, countries, makers)
    ]
    named: dict[tuple[EntityType, str, bool], list[_Found]] = {}
    for one in sorted(found):
        named.setdefault((one.type, one.key, one.listed), []).append(one)
    return [
        Entity(
            type=kind,
            name=_name(text, language, mentions),
            id=f"country:{key}" if listed and kind == "Place" else None,
            mentions=[
                Mention(start=one.start, end=one.end, text=text[one.start : one.end]) for one in mentions
            ],
            salience=salience(text, [one.start for one in mentions]),
        )
        for (kind, key, listed), mentions in named.items()
    ]


def _name(text: str, language: str, mentions: list[_Found]) -> str:
    """The name of the list, else the longest form in the text, the first of these."""
    first = mentions[0]
    if first.listed:
        return country_name(first.key, language) if first.type == "Place" else first.key
    longest = max(mentions, key=lambda one: one.end - one.start)
    return " ".join(text[longest.start : longest.end].split())


def _beside(names: Iterable[Known], countries: list[Hit], makers: list[Hit]) -> Iterator[Known]:
    """The names that do not meet an agency or a country, and those that hold a whole country."""
    listed = sorted([(hit, True) for hit in countries] + [(hit, False) for hit in makers])
    at = 0
    for name in names:
        while at < len(listed) and listed[at][0].end <= name.start:
            at += 1
        met = [one for one in islice(listed, at, at + _TOGETHER) if one[0].start < name.end]
        if all(country and _holds(name, hit) for hit, country in met):
            yield name


def _holds(name: Known, country: Hit) -> bool:
    inside = name.start <= country.start and country.end <= name.end
    return name.kind in _HOLDS_COUNTRY and inside and name.end - name.start > country.end - country.start
