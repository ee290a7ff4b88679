"""The base form of the words of names."""

import pytest

from services.enrich.read.entities.base_form import base_forms, bases_of


def _base(language: str, *names: str) -> list[str]:
    words = [name.split() for name in names]
    forms = base_forms(words, words, language)
    return [" ".join(forms[word] for word in name) for name in words]


@pytest.mark.parametrize(
    ("language", "names", "bases"),
    [
        ("ru", ["Трамп", "Трампа", "Трампу"], ["Трамп"] * 3),
        ("ru", ["Дональда Трампа", "Трампу"], ["Дональд Трамп", "Трамп"]),
        ("ru", ["Владимиром Путиным", "Путина"], ["Владимир Путин", "Путин"]),
        ("ru", ["Тереза Мэй", "Терезы Мэй"], ["Тереза Мэй"] * 2),
        ("ru", ["Мария Захарова"], ["Мария Захарова"]),
        ("ru", ["Байдена"], ["Байдена"]),
        ("uk", ["Лукашенко", "Лукашенка"], ["Лукашенко"] * 2),
        ("pl", ["Donalda Tuska", "Tuskowi"], ["Donald Tusk", "Tusk"]),
        ("pl", ["Andrzejowi Dudzie", "Duda"], ["Andrzej Duda", "Duda"]),
        ("pl", ["Theresy May", "May"], ["Theresa May", "May"]),
        ("pl", ["Jackiem Czaputowiczem"], ["Jacek Czaputowicz"]),
        ("cs", ["Angelou Merkelovou", "Merkelová"], ["Angela Merkelová", "Merkelová"]),
        ("sl", ["Merklova", "Angela Merkel"], ["Merkel", "Angela Merkel"]),
        ("hr", ["Plenković", "Plenkovića"], ["Plenković"] * 2),
        ("sr", ["Вучић", "Вучићу", "Вучићем"], ["Вучић"] * 3),
        ("bg", ["Съвет", "Съвета", "Съветът"], ["Съвет"] * 3),
        ("de", ["Merkel", "Merkels"], ["Merkel"] * 2),
        ("hu", ["Orbán", "Orbánnak"], ["Orbán"] * 2),
        ("fr", ["Macron", "Macrona"], ["Macron", "Macrona"]),
        ("ru", [], []),
    ],
)
def test_base_forms(language: str, names: list[str], bases: list[str]) -> None:
    """A case is undone where another form, a given name or a certain ending tells it, and nowhere else."""
    assert _base(language, *names) == bases


def test_capitals() -> None:
    """A name in capitals gets a base form in capitals."""
    assert "ТРАМП" in [base.form for base in bases_of("ТРАМПОМ", "ru")]
