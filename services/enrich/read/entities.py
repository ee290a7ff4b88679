"""Who and what a text names: countries and credited agencies, each with all its mentions."""

from collections.abc import Iterable

from schemas.enriched_article import Entity, EntityType, Mention
from services.enrich.read.countries import country_name, find_countries
from services.enrich.read.names import Hit


def find_entities(text: str, language: str, agencies: Iterable[Hit]) -> list[Entity]:
    """The entities of `text` by their first mention. `agencies` are the mentions of those credited."""
    named: dict[tuple[EntityType, str], list[Hit]] = {}
    places: list[tuple[EntityType, Hit]] = [("Place", hit) for hit in find_countries(text, language)]
    makers: list[tuple[EntityType, Hit]] = [("Organization", hit) for hit in agencies]
    for kind, hit in sorted(places + makers, key=lambda found: found[1]):
        named.setdefault((kind, hit.key), []).append(hit)
    total = sum(map(len, named.values()))
    return [
        Entity(
            type=kind,
            name=country_name(key, language) if kind == "Place" else key,
            id=f"country:{key}" if kind == "Place" else None,
            mentions=[Mention(start=hit.start, end=hit.end, text=text[hit.start : hit.end]) for hit in hits],
            salience=round(len(hits) / total, 4),
        )
        for (kind, key), hits in named.items()
    ]
