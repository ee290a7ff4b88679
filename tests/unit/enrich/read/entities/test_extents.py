"""Names that the tagger cuts short."""

import pytest

from services.enrich.read.entities.extents import whole
from services.enrich.read.tagging.tagger import Name


def _whole(text: str, part: str, kind: str, language: str) -> list[tuple[str, str]]:
    start = text.index(part)
    names = whole(text, [Name(start, start + len(part), kind)], language)
    return [(text[name.start : name.end], name.kind) for name in names]


@pytest.mark.parametrize(
    ("text", "part", "language", "expected"),
    [
        ("във Висшия държавен съвет.", "Висшия", "bg", "Висшия държавен съвет"),
        ("Конституционния съд заседава", "Конституционния", "bg", "Конституционния съд"),
        ("В Следственном комитете заявили", "Следственном", "ru", "Следственном комитете"),
        ("v Ústavním soudu", "Ústavním", "cs", "Ústavním soudu"),
        ("Najwyższy trybunał orzekł", "Najwyższy", "pl", "Najwyższy trybunał"),
    ],
)
def test_bodies(text: str, part: str, language: str, expected: str) -> None:
    """What is an adjective alone is whole with the noun of a body behind it, and an organisation."""
    assert _whole(text, part, "LOC", language) == [(expected, "ORG")]


def test_treaty() -> None:
    """A treaty is whole with what it is about, and ends before the rest of the sentence."""
    text = "към Договора за неразпространение на ядреното оръжие. Там"
    for part in ("Договора", "Договора за", "Договора за неразпространение"):
        assert _whole(text, part, "PRO", "bg") == [
            ("Договора за неразпространение на ядреното оръжие", "PRO")
        ]
    assert _whole("Договора за газ на Путин", "Договора", "PRO", "bg") == [("Договора", "PRO")]


@pytest.mark.parametrize(
    ("text", "part", "kind", "language"),
    [
        ("Минск държавен съвет", "Минск", "LOC", "bg"),
        ("Мария Захарова банка", "Мария Захарова", "PER", "bg"),
        ("Висшия, държавен съвет", "Висшия", "LOC", "bg"),
        ("Висшия държавен Съвет", "Висшия", "LOC", "bg"),
        ("Висшия държавен съвет", "Висшия", "LOC", "en"),
    ],
)
def test_others_stay(text: str, part: str, kind: str, language: str) -> None:
    """No noun, full name of a person, sign, capital or language without words: nothing changes."""
    assert _whole(text, part, kind, language) == [(part, kind)]


@pytest.mark.parametrize(
    ("text", "part", "kind", "expected"),
    [
        ("Iosif-Adrian Luca-Micu a spus", "Iosif-Adrian Luca", "PER", "Iosif-Adrian Luca-Micu"),
        ("Anna Nowak-Kowalska-Bąk mówi", "Anna Nowak", "PER", "Anna Nowak-Kowalska-Bąk"),
        ("Putin-nahe Kreise", "Putin", "PER", "Putin"),
        ("Moskau-Reise", "Moskau", "LOC", "Moskau"),
        ("Liceul „Petru Rareș” din", "Liceul „Petru Rareș", "ORG", "Liceul „Petru Rareș”"),
        ("вестник «Труд» пише", "вестник «Труд", "ORG", "вестник «Труд»"),
        ("„Петров” каза", "Петров", "PER", "Петров"),
    ],
)
def test_double_names_and_quotes(text: str, part: str, kind: str, expected: str) -> None:
    """A double name of a person, and what a name has in quotes, are whole in every language."""
    assert _whole(text, part, kind, "sq") == [(expected, kind)]


def test_double_name_of_two() -> None:
    """A name ends before the next one, hyphen or not."""
    names = [Name(0, 5, "PER"), Name(6, 12, "PER")]
    assert whole("Putin-Macron", names, "de") == names


def test_no_overlap() -> None:
    """A name that would reach into the next one stays as it is; none give none."""
    text = "Висшия държавен съвет"
    names = [Name(0, 6, "LOC"), Name(16, 21, "ORG")]
    assert whole(text, names, "bg") == names
    assert whole(text, [], "bg") == []
