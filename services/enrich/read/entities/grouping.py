"""Who and what a text names: persons, places, organisations, products and events with all their mentions."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple

from schemas.enriched_article import Entity, EntityType, Mention
from services.enrich.read.entities.consistency import Known, consistent
from services.enrich.read.entities.countries import find_countries
from services.enrich.read.entities.identity import Identity, agency_identity, country_identity, identity
from services.enrich.read.entities.name_index import Hit
from services.enrich.read.entities.salience import salience
from services.enrich.read.entities.towns import with_cities
from services.enrich.read.tagging.tagger import Name
from services.enrich.read.words import words

_HOLDS_COUNTRY: Final = frozenset(("ORG", "PRO", "EVT"))
"""Kinds of names that may hold that of a country (`Bank of Russia`); both are kept."""

_DOUBT: Final = 3
"""One in so many mentions as an organisation is enough for a listed one: the Union is a place too."""
_TOGETHER: Final = 20
"""Countries and agencies in one name at most."""
_MOST: Final = 5_000
"""Names of a text, half a second of work if each stands there for the first time; an article has fifty."""


class _Found(NamedTuple):
    """A mention."""

    start: int
    end: int
    identity: Identity
    base: str | None
    """Its words in the base form; None for those of a list."""


def grouped(text: str, language: str, marked: Sequence[Name], agencies: Iterable[Hit]) -> list[Entity]:
    """The entities of the names that are `marked` in a text, with the countries and agencies in it.

    Those have lists, and win over names that are marked at the same place. `agencies` are the mentions of
    those credited. The entities stand in the order of their first mentions.
    """
    countries = list(find_countries(text, language))
    makers = list(agencies)
    names = with_cities(consistent(text, marked[:_MOST], language), text, language)
    found = [_Found(hit.start, hit.end, country_identity(hit.key, language), None) for hit in countries]
    found += [_Found(hit.start, hit.end, agency_identity(hit.key), None) for hit in makers]
    found += [
        _Found(name.start, name.end, identity(name.kind, name.words, name.bearer, language), name.base)
        for name in _beside(names, countries, makers, language)
    ]
    named: dict[str, list[_Found]] = {}
    for one in sorted(found, key=itemgetter(0, 1)):
        named.setdefault(one.identity.key, []).append(one)
    return [
        Entity(
            type=_type(mentions),
            name=_name(mentions),
            id=mentions[0].identity.id,
            key=key,
            same_as=mentions[0].identity.same_as,
            mentions=[
                Mention(start=one.start, end=one.end, text=text[one.start : one.end]) for one in mentions
            ],
            salience=salience(text, [one.start for one in mentions]),
        )
        for key, mentions in named.items()
    ]


def _type(mentions: list[_Found]) -> EntityType:
    """The type of most mentions, of several the first; a third makes a listed organisation one."""
    types = Counter(one.identity.type for one in mentions)
    listed = (mentions[0].identity.id or "").startswith("organization:")
    if listed and _DOUBT * types["Organization"] >= types.total():
        return "Organization"
    return max(types, key=types.__getitem__)


def _name(mentions: list[_Found]) -> str:
    """The longest name of a list, else the most frequent base form of several words, else of one."""
    listed = [one.identity.name for one in mentions if one.identity.name]
    if listed:
        return max(listed, key=len)
    bases = Counter(one.base for one in mentions if one.base)
    return max(bases, key=lambda base: (" " in base, bases[base], len(base)))


def _beside(
    names: Iterable[Known], countries: list[Hit], makers: list[Hit], language: str
) -> Iterator[Known]:
    """The names that do not meet an agency or a country, and those that hold a whole country.

    A place holds two with `and` between them: `Srbija i Crna Gora` is marked as one state.
    """
    listed = sorted([(hit, True) for hit in countries] + [(hit, False) for hit in makers])
    at = 0
    for name in names:
        while at < len(listed) and listed[at][0].end <= name.start:
            at += 1
        met = [one for one in islice(listed, at, at + _TOGETHER) if one[0].start < name.end]
        holder = name.kind in _HOLDS_COUNTRY or _is_union(name, [hit for hit, _ in met], language)
        if all(country and holder and _holds(name, hit) for hit, country in met):
            yield name


def _is_union(name: Known, held: Sequence[Hit], language: str) -> bool:
    if name.kind != "LOC" or len(held) != 2:  # noqa: PLR2004 - two countries
        return False
    between = name.words[held[0].end - name.start : held[1].start - name.start]
    return between.strip() in words(language).conjunction


def _holds(name: Known, country: Hit) -> bool:
    inside = name.start <= country.start and country.end <= name.end
    return inside and name.end - name.start > country.end - country.start
