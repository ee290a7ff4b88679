"""Cities by their names."""

import pytest

from services.enrich.read.entities.cities import city_name, find_city, find_large_cities, is_large


@pytest.mark.parametrize(
    ("names", "city"),
    [
        (["Минск"], (625144, "Минск")),
        (["Београд"], (792680, "Београд")),
        (["Nowy Jork"], (5128581, "Nowy Jork")),
        (["нью йорк"], (5128581, "нью йорк")),
        (["Salisbury"], (2638664, "Salisbury")),
        (["Valencia"], (2509954, "Valencia")),
        (["Варшаве", "Варшав", "Варшава"], (756135, "Варшава")),
        (["Полтаву", "Полтав", "Полтава"], (696643, "Полтава")),
        (["Nowhere-on-Sea"], None),
        (["А"], None),
        ([], None),
    ],
)
def test_find_city(names: list[str], city: tuple[int, str] | None) -> None:
    """The largest city of a name is found; own names count for more than old ones, Europe too."""
    found = find_city(names)
    assert (found and (found.id, found.name)) == city


@pytest.mark.parametrize(("name", "large"), [("Kraków", True), ("Podgorica", True), ("Salisbury", False)])
def test_is_large(name: str, *, large: bool) -> None:
    """Cities of 300,000 inhabitants are large, and those that time zones are named after."""
    found = find_city([name])
    assert found is not None
    assert is_large(found) is large


def test_city_name() -> None:
    """The base form of a large city is that of the language; others and unknown languages have none."""
    found = [city_name(625144, language) for language in ("bg", "uk", "und", "tlh")]
    assert found == ["Минск", "Мінськ", None, None]
    assert city_name(3078610, "cs") is None


@pytest.mark.parametrize(
    ("language", "text", "cities"),
    [
        ("pl", "LONDYN – Bruksela i Warszawie", ["2643743", "2800866", "756135"]),
        ("ru", "Из Киева в Рим", ["703448"]),
        ("cs", "Dublin a v Dublinu; Regina", ["2964574", "2964574"]),
        ("bg", "минск и Минсккият", []),
        ("en", "Male nurses", []),
        ("und", "Paris", []),
    ],
)
def test_find_large_cities(language: str, text: str, cities: list[str]) -> None:
    """Capitals and other large cities are found in their cases, by names of four letters at least."""
    assert [hit.key for hit in find_large_cities(text, language)] == cities
