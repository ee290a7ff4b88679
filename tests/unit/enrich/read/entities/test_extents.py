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


def test_no_overlap() -> None:
    """A name that would reach into the next one stays as it is; none give none."""
    text = "Висшия държавен съвет"
    names = [Name(0, 6, "LOC"), Name(16, 21, "ORG")]
    assert whole(text, names, "bg") == names
    assert whole(text, [], "bg") == []
