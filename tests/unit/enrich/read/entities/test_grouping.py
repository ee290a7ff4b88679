"""Who and what a text names."""

from services.enrich.read.entities.agencies import credited
from services.enrich.read.entities.grouping import find_entities

TEXT = (
    "Президентът Александър Лукашенко се срещна с министър Сергей Шойгу в Минск, предаде БГНЕС. "
    "Президентът на Беларус Лукашенко говори с Шойгу."
)


def _found(text: str, language: str) -> list[tuple[str, str, str | None, list[str]]]:
    return [
        (entity.type, entity.name, entity.id, [mention.text for mention in entity.mentions])
        for entity in find_entities(text, language, credited(text, language))
    ]


def test_entities() -> None:
    """Persons with all their mentions under the full name, places, and a country with its id."""
    assert _found(TEXT, "bg") == [
        ("Person", "Александър Лукашенко", None, ["Александър Лукашенко", "Лукашенко"]),
        ("Person", "Сергей Шойгу", None, ["Сергей Шойгу", "Шойгу"]),
        ("Place", "Минск", None, ["Минск"]),
        ("Organization", "BGNES", None, ["БГНЕС"]),
        ("Place", "Беларус", "country:BY", ["Беларус"]),
    ]


def test_offsets() -> None:
    """Mentions stand where they say, beside a sign of two UTF-16 units too."""
    found = find_entities("🙂 " + TEXT, "bg", [])
    text = "🙂 " + TEXT
    assert all(text[one.start : one.end] == one.text for entity in found for one in entity.mentions)


def test_country_in_a_name() -> None:
    """An organisation with a country in its name is whole, and the country is found too."""
    found = _found(
        "The Bank of England and the Embassy of Russia said so. The Embassy of Russia spoke.", "en"
    )
    assert ("Place", "Russia", "country:RU", ["Russia", "Russia"]) in found


def test_lists_alone() -> None:
    """A language without a tagger has its countries still."""
    assert _found("Emmanuel Macron est en France.", "fr") == [("Place", "France", "country:FR", ["France"])]
