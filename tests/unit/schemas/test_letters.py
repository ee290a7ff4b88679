"""What words are made of, in every script."""

import re

import pytest

from schemas.letters import MARKS, WORD


@pytest.mark.parametrize(
    "word",
    ["मंगलवार", "মার্চ", "மார்ச்", "มีนาคม", "សីហា", "မတ်", "سه\u200cشنبه", "שָׁבוּעוֹת", "понеделник", "Köln", "東京"],
)
def test_word(word: str) -> None:
    """A word is one match, with the marks of its letters."""
    assert re.findall(WORD, f"3 {word}, 2026") == [word]


def test_marks() -> None:
    """The class holds marks of every script and no letter."""
    marks = re.compile(f"[{MARKS}]")
    signs = "\u0301\u0940\u0e35\u1031aяकก"
    assert [bool(marks.match(sign)) for sign in signs] == [True] * 4 + [False] * 4
