"""International organisations by their names."""

import pytest

from services.enrich.read.entities.organisations import known_organisation


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("bg", "ЕС", ("organization:european-union", "ЕС")),
        ("bg", "Европейския съюз", ("organization:european-union", "Европейски съюз")),
        ("bg", "Европейският съвет", ("organization:european-council", "Европейски съвет")),
        ("ru", "Евросоюзом", ("organization:european-union", "Евросоюз")),
        ("pl", "Rady Europy", ("organization:council-of-europe", "Rada Europy")),
        ("pl", "Rady Europejskiej", ("organization:european-council", "Rada Europejska")),
        ("hr", "NATO-a", ("organization:nato", "NATO")),
        ("sl", "Nata", ("organization:nato", "Nato")),
        ("en", "United Nations", ("organization:un", "United Nations")),
        ("en", "Unite", None),
        ("ru", "Газпрома", ("organization:gazprom", "Газпром")),
        ("ru", "Газпромбанк", None),
        (
            "uk",
            "Всесвітньої організації охорони здоров'я",
            ("organization:who", "Всесвітня організація охорони здоров'я"),
        ),
    ],
)
def test_known_organisation(language: str, name: str, expected: tuple[str, str] | None) -> None:
    """Names are found in any case and abbreviations with an ending; what only begins like one is not."""
    found = known_organisation(name, language)
    assert (found and (found.id, found.name)) == expected


def test_same_as() -> None:
    """A listed organisation has its Wikidata address, where it is known for certain."""
    found = [known_organisation(name, "bg") for name in ("МААЕ", "Сенат на САЩ")]
    assert [one and one.same_as for one in found] == ["https://www.wikidata.org/wiki/Q41984", None]
