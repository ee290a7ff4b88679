"""Known names in a text."""

import pytest

from services.enrich.read.entities.name_index import Hit, NameIndex

INDEX = NameIndex(
    {
        "САЩ": "US",
        "Гвинея": "GN",
        "Нова Гвинея": "",
        "Папуа Нова Гвинея": "PG",
        "U.S.": "US",
        "Côte d'Ivoire": "CI",
    }
)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("В САЩ и Гвинея.", [Hit(2, 5, "US"), Hit(8, 14, "GN")]),
        ("Нова Гвинея е остров", []),
        ("Папуа Нова Гвинея", [Hit(0, 17, "PG")]),
        ("САЩия, за-САЩ", [Hit(10, 13, "US")]),
        ("CAЩ", [Hit(0, 3, "US")]),
        ("Папуa Нова Гвинея", [Hit(0, 17, "PG")]),
        ("ГВИНЕЯ и гвинея", [Hit(0, 6, "GN")]),
        ("the U.S.-led force", [Hit(4, 8, "US")]),
        ("la Côte d\u2019Ivoire", [Hit(3, 16, "CI")]),
        ("", []),
    ],
)
def test_find(text: str, hits: list[Hit]) -> None:
    """The longest name counts, on word boundaries, in its own case or all capitals, look-alikes included."""
    assert list(INDEX.find(text)) == hits


def test_prefixes() -> None:
    """A small word joined to a name is no part of it."""
    index = NameIndex({"الأردن": "JO"}, prefixes=["و"])
    assert list(index.find("مصر والأردن توقعان")) == [Hit(5, 11, "JO")]


def test_unspaced() -> None:
    """Without spaces between words a name may stand anywhere, longer ones first."""
    index = NameIndex({"马里": "ML", "马里兰": "", "法国": "FR"}, spaced=False)
    assert list(index.find("来自法国和马里兰的风筝")) == [Hit(2, 4, "FR")]
