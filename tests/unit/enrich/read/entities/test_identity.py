"""What names stand for."""

import pytest

from services.enrich.read.entities.identity import Identity, agency_identity, country_identity, identity

WIKIDATA = "https://www.wikidata.org/wiki"


@pytest.mark.parametrize(
    ("kind", "words", "bearer", "expected"),
    [
        (
            "PER",
            "Путин",
            "Владимир Путин",
            Identity("Person", "person:putin-vladimir", "person:putin-vladimir", None, f"{WIKIDATA}/Q7747"),
        ),
        ("PER", "Перушев", "Самуил Перушев", Identity("Person", "person:prsv-sml")),
        ("PER", "Минск", "Минск", Identity("Person", "person:mnsk")),
        ("LOC", "Минск", "Минск", Identity("Place", "geonames:625144", "geonames:625144", "Минск")),
        ("LOC", "Сребърна", "Сребърна", Identity("Place", "place:srbrn")),
        ("ORG", "Минск", "Минск", Identity("Organization", "organization:mnsk")),
        (
            "ORG",
            "Ройтерс",
            "Ройтерс",
            Identity("Organization", "agency:reuters", "agency:reuters", "Reuters", f"{WIKIDATA}/Q130879"),
        ),
        ("EVT", "Брекзит", "Брекзит", Identity("Event", "event:brkst")),
    ],
)
def test_identity(kind: str, words: str, bearer: str, expected: Identity) -> None:
    """A list gives the id, else the sound of the name is the key; only a place is a city."""
    assert identity(kind, words, bearer, "bg") == expected


def test_lists() -> None:
    """Countries have their base form in the language and a Wikidata address, agencies their name."""
    assert country_identity("BY", "de") == Identity(
        "Place", "country:BY", "country:BY", "Belarus", f"{WIKIDATA}/Q184"
    )
    assert agency_identity("Meta.mk") == Identity(
        "Organization", "agency:meta-mk", "agency:meta-mk", "Meta.mk"
    )
