"""Who and what a text names."""

from services.enrich.read.entities.agencies import credited
from services.enrich.read.entities.grouping import grouped
from services.enrich.read.entities.model import TAGGER
from services.enrich.read.tagging.tagger import Name

TEXT = (
    "Президентът Александър Лукашенко се срещна с министър Сергей Шойгу в Минск, предаде БГНЕС. "
    "Президентът на Беларус Лукашенко говори с Шойгу."
)


def _found(text: str, language: str) -> list[tuple[str, str, str | None, list[str]]]:
    return [
        (entity.type, entity.name, entity.id, [mention.text for mention in entity.mentions])
        for entity in grouped(text, language, TAGGER.find_names(text, language), credited(text, language))
    ]


def test_entities() -> None:
    """Persons with all their mentions under the full name, places, and a country with its id."""
    assert _found(TEXT, "bg") == [
        (
            "Person",
            "Александър Лукашенко",
            "person:lukashenko-alexander",
            ["Александър Лукашенко", "Лукашенко"],
        ),
        ("Person", "Сергей Шойгу", "person:shoigu-sergei", ["Сергей Шойгу", "Шойгу"]),
        ("Place", "Минск", "geonames:625144", ["Минск"]),
        ("Organization", "BGNES", "agency:bgnes", ["БГНЕС"]),
        ("Place", "Беларус", "country:BY", ["Беларус"]),
    ]


def test_offsets() -> None:
    """Mentions stand where they say, beside a sign of two UTF-16 units too."""
    text = "🙂 " + TEXT
    found = grouped(text, "bg", TAGGER.find_names(text, "bg"), [])
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


def _marked(
    text: str, language: str, *named: tuple[str, str]
) -> list[tuple[str, str, str | None, list[str]]]:
    """Name, key, Wikidata address and mentions, if a tagger marks these names."""
    names = [Name(text.index(words), text.index(words) + len(words), kind) for words, kind in named]
    return [
        (entity.name, entity.key or "", entity.same_as, [mention.text for mention in entity.mentions])
        for entity in grouped(text, language, names, [])
    ]


def test_cases_are_one_entity() -> None:
    """Names in several cases are one entity under the base form, with or without a list."""
    text = "Nord Stream a Nord Streamu; v Brně; z Brna; Evropské unie, EU"
    names = ("Nord Stream", "PRO"), ("Nord Streamu", "PRO"), ("Brně", "LOC"), ("Brna", "LOC")
    assert _marked(text, "cs", *names, ("Evropské unie", "ORG"), ("EU", "ORG")) == [
        ("Nord Stream", "product:nrd-strm", None, ["Nord Stream", "Nord Streamu"]),
        ("Brno", "geonames:3078610", None, ["Brně", "Brna"]),
        (
            "Evropská unie",
            "organization:european-union",
            "https://www.wikidata.org/wiki/Q458",
            ["Evropské unie", "EU"],
        ),
    ]


def test_keys_meet() -> None:
    """One person has one key in every language, by full name or, if well known, by the surname."""
    texts = [
        ("bg", "Асия Биби"),
        ("ru", "Азии Биби"),
        ("pl", "Asię Bibi"),
        ("sl", "Asio Bibi"),
    ]
    keys = {_marked(text, language, (text, "PER"))[0][1] for language, text in texts}
    assert keys == {"person:bb-as"}
    known = [
        ("ru", "Лукашенко"),
        ("pl", "Łukaszenka"),
        ("be", "Лукашэнка"),
        ("sr-Latn", "Lukašenko"),
        ("en", "Lukashenko"),
    ]
    assert {_marked(text, language, (text, "PER"))[0][1] for language, text in known} == {
        "person:lukashenko-alexander"
    }


def test_belarus() -> None:
    """All names of one country have one id and the Wikidata address."""
    texts = [
        ("bg", "Беларус"),
        ("ru", "Белоруссия"),
        ("hr", "Bjelorusija"),
        ("de", "Weißrussland"),
        ("en", "Belarus"),
    ]
    found = [_marked(text, language)[0][1:3] for language, text in texts]
    assert found == [("country:BY", "https://www.wikidata.org/wiki/Q184")] * 5


def test_large_cities() -> None:
    """A large city is found unmarked or marked as another kind; not in a person's name."""
    text = "LONDÝN. Brusel, Jack London; v Paříži"
    assert _marked(text, "cs", ("Brusel", "PER"), ("Jack London", "PER")) == [
        ("Londýn", "geonames:2643743", None, ["LONDÝN"]),
        ("Brusel", "geonames:2800866", None, ["Brusel"]),
        ("Jack London", "person:lndn-gk", None, ["Jack London"]),
        ("Paříž", "geonames:2988507", None, ["Paříži"]),
    ]


def test_state_of_two() -> None:
    """A place marked with two countries in it is kept beside them; one with a single country is not."""
    found = _marked(
        "Zajednica Srbija i Crna Gora. Federacije BiH",
        "hr",
        ("Srbija i Crna Gora", "LOC"),
        ("Federacije BiH", "LOC"),
    )
    assert [mentions for *_, mentions in found] == [
        ["Srbija"],
        ["Srbija i Crna Gora"],
        ["Crna Gora"],
        ["BiH"],
    ]


def test_listed_organisation() -> None:
    """A listed organisation is one where the tagger wavers, and a place where it hardly ever does."""
    text = "ЄС. Євросоюз. Європейський Союз."
    names = ("ЄС", "Євросоюз", "Європейський Союз")
    types = []
    for kinds in (("LOC", "LOC", "ORG"), ("LOC", "LOC", "LOC")):
        marked = [
            Name(text.index(name), text.index(name) + len(name), kind)
            for name, kind in zip(names, kinds, strict=True)
        ]
        types.append([entity.type for entity in grouped(text, "uk", marked, [])])
    assert types == [["Organization"], ["Place"]]
