"""Names that are marked as places."""

import pytest

from services.enrich.read.entities.places import known_place


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("ru", "Минске", ("geonames:625144", "Минск")),
        ("pl", "Warszawie", ("geonames:756135", "Warszawa")),
        ("sr-Latn", "Beogradu", ("geonames:792680", "Beograd")),
        ("pl", "Nowym Jorku", ("geonames:5128581", "Nowy Jork")),
        ("cs", "Brně", ("geonames:3078610", "Brno")),
        ("ru", "Америке", ("country:US", "Соединенные Штаты")),
        ("pl", "Wyspach", ("country:GB", "Wielka Brytania")),
        ("ru", "Европе", ("geonames:6255148", "Европа")),
        ("sl", "Pensilvaniji", ("geonames:6254927", "Pensilvanija")),
        ("bg", "Флорида", ("geonames:4155751", "Флорида")),
        ("pl", "Georgii", ("geonames:4197000", "Georgia")),
        ("bg", "Долно Нанагорнище", None),
        ("de", " ".join(["Ort"] * 9), None),
    ],
)
def test_known_place(language: str, name: str, expected: tuple[str, str] | None) -> None:
    """Countries, continents, regions and cities are found in any case, with the base form of the language."""
    found = known_place(name, language)
    assert (found and (found.id, found.name)) == expected
