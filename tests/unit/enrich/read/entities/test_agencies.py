"""The agencies that a text credits."""

import pytest

from services.enrich.read.entities.agencies import credited


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("bg", "Мостът е затворен, предаде АА.", ["АА"]),
        ("bg", "според държавната информационна агенция Белта.", ["Белта"]),
        ("bg", "добави той, цитиран от БГНЕС", ["БГНЕС"]),
        ("bg", "Той носи батерия АА. Съобщи го по-късно.", []),
        ("bg", "Ройтерс съобщи за срещата. По-късно Ройтерс замълча.", ["Ройтерс", "Ройтерс"]),
        ("bg", "Ройтерс има нова сграда.", []),
        ("en", "MOSCOW (Reuters) - The river froze.", ["Reuters"]),
        ("en", "The river froze, Reuters reported.", ["Reuters"]),
        ("en", "The river froze.\n\nAFP", ["AFP"]),
        ("ru", "Об этом сообщает ТАСС со ссылкой на мэрию.", ["ТАСС"]),
        ("sr", "Мост је отворен, преноси Танјуг.", ["Танјуг"]),
        ("zh", "据新华社报道，河水结冰。", ["新华社"]),
        ("und", "предаде АА", []),
    ],
)
def test_credited(language: str, text: str, found: list[str]) -> None:
    """A name counts beside a cue of the same sentence, in brackets, or alone on its line; then everywhere."""
    assert [text[hit.start : hit.end] for hit in credited(text, language)] == found


def test_key() -> None:
    """All spellings of an agency are one."""
    hits = credited("предаде Ройтерс. По-рано Reuters съобщи друго.", "bg")
    assert [hit.key for hit in hits] == ["Reuters", "Reuters"]
