"""Text that every later step can rely on."""

import pytest

from services.enrich.read.characters import blanked, clean, one_line, plain_digits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x0bd\u2028e\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\x00\x07\x7f\x9f\xad\u200b\u2060\ufeff\uffffb", "ab"),
        ("и\u0306", "й"),
        ("a\ud800b", "a\ufffdb"),
        ("می\u200cروم", "می\u200cروم"),
        ("a\tb\u00a0c", "a\tb\u00a0c"),
        ("cafÃ©", "café"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    """Controls go, line ends become line feeds, letters are composed, joiners and spaces stay."""
    assert clean(text) == expected


def test_one_line() -> None:
    """A line has single spaces; one that says nothing is none."""
    assert [one_line(text) for text in (" a\n\tb\u00a0 c ", " \x00 ", "", None)] == [
        "a b c",
        None,
        None,
        None,
    ]


def test_stacked_marks() -> None:
    """A letter keeps as many marks as any language writes, and no more."""
    assert [len(clean("x" + count * "\u0316" + "y")) for count in (1, 30, 31, 9_999)] == [3, 32, 32, 32]


def test_plain_digits_and_blanks() -> None:
    """Digits of any script become those of ASCII, and spans spaces, in a text as long as before."""
    assert plain_digits("১৪:৩০ ٦ ๒๕๖๙ ½") == "14:30 6 2569 ½"
    assert blanked("6 May, 14:30", [(0, 5), (7, 12)]) == "     ,      "
