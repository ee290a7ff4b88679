"""Text that every later step can rely on."""

import pytest

from services.enrich.read.characters import clean, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x0bd\u2028e\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\x00\x07\x7f\x9f\xad\u200b\u2060\ufeff\uffffb", "ab"),
        ("и\u0306", "й"),
        ("a\ud800b", "a\ufffdb"),
        ("می\u200cروم", "می\u200cروم"),
        ("a\tb\u00a0c", "a\tb\u00a0c"),
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
