"""Text that was decoded with the wrong charset."""

import pytest

from services.enrich.read.mojibake import mend

WRONG = ("windows-1252", "windows-1251", "iso-8859-2", "windows-1253", "mac-roman", "cp437")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CÃ´tÃ© said", "Côté said"),
        ("РћС‚РєСЂС‹С‚ РјРѕСЃС‚ С‡РµСЂРµР· СЂРµРєСѓ", "Открыт мост через реку"),
        ("The bridge вЂ” open вЂ” holds", "The bridge — open — holds"),
        ("<b>fÃ¼r</b> Ärzte", "<b>für</b> Ärzte"),
        ("für Ärzte\nfÃ¼r", "für Ärzte\nfür"),
        ("It\x92s \x93open\x94 \x96 now", "It’s “open” – now"),
        ("kto\x9c odpowie", "kto\x9c odpowie"),
        ("x" * 20_000 + "cafÃ©" + "y" * 20_000 + "fÃ¼r", "x" * 20_000 + "café" + "y" * 20_000 + "für"),
    ],
)
def test_mended(text: str, expected: str) -> None:
    """Sequences go back to letters, text beside them stays; of controls only signs are certain."""
    assert mend(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Plain text",
        "À São Paulo, «être» – l’été à 20 °C",
        "VOCÊ NÃO É O MELHOR DA NAÇÃO",
        "Ð and Þ are letters of Iceland: Ðorðr",
        "Рік «Сі» і Рё — С» США…",
        "Über »Öl« – “Ärger”",
        "渡轮，夜。",
        "√ 9 © 3",
    ],
)
def test_left_alone(text: str) -> None:
    """What may be meant is not touched."""
    assert mend(text) == text


@pytest.mark.parametrize("charset", WRONG)
def test_idempotent(charset: str) -> None:
    """Text that was mended once is not mended again, whatever it was taken for."""
    wrong = "“Señor Müller – naïve” 12 € für Zoë’s café".encode().decode(charset, "replace")
    assert mend(mend(wrong)) == mend(wrong)
