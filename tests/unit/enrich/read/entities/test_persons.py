"""Well-known persons."""

import pytest

from services.enrich.read.entities.persons import known_person


@pytest.mark.parametrize(
    ("language", "name", "identifier"),
    [
        ("bg", "Доналд Тръмп", "person:trump-donald"),
        ("ru", "Трамп", "person:trump-donald"),
        ("cs", "Merkelová", "person:merkel-angela"),
        ("uk", "Володимир Зеленський", "person:zelensky-volodymyr"),
        ("pl", "Wołodymyr Zełenski", "person:zelensky-volodymyr"),
        ("en", "Joseph Biden", "person:biden-joe"),
        ("bg", "Мелания Тръмп", None),
        ("pl", "Duda", None),
        ("en", "Clinton", None),
        ("bg", "Борисова", None),
    ],
)
def test_known_person(language: str, name: str, identifier: str | None) -> None:
    """A person is found by the full name, and by a surname that is long and on the list only once."""
    found = known_person(name, language)
    assert (found and found.id) == identifier
