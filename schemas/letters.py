r"""Letters of every script, with the vowels of Indic scripts and of Thai: marks, where `\w` ends."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

_MARKED: Final = range(0x300, 0x10000)
"""Code points among which the marks are; those of rare scripts beyond make a search 20 times as slow."""
_SIGNS: Final = (range(10, 37), range(200, 255))
"""Combining classes (Unicode, section 4.3) of marks that a word may have or not: the vowel points of Hebrew
and Arabic, accents. All other marks are spelled always."""
_JOINERS: Final = "\u200c\u200d"
"""Within words of Persian and of Indic scripts."""


def _runs(codes: list[int]) -> Iterator[str]:
    """The code points as ranges of a class of a regular expression."""
    for _, run in groupby(enumerate(codes), lambda numbered: numbered[1] - numbered[0]):
        first, *others = (code for _, code in run)
        yield f"{chr(first)}-{chr(others[-1])}" if others else chr(first)


def _is_sign(code: int) -> bool:
    combining = unicodedata.combining(chr(code))
    return any(combining in classes for classes in _SIGNS)


_CODES: Final = [code for code in _MARKED if unicodedata.category(chr(code)).startswith("M")]
MARKS: Final = "".join(_runs(_CODES))
"""All marks, for a class of a regular expression."""
WORD: Final = rf"(?:[^\W\d_]++[{MARKS}{_JOINERS}]*+)++"
"""A regular expression: letters with their marks."""
UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Letters of scripts without spaces between words, for the same: Thai, Lao, Burmese, Khmer, Chinese."""
_MARK: Final = re.compile(rf"[{MARKS}\u200d]")
_SIGN: Final = re.compile(
    rf"[\u200d{''.join(_runs([code for code in _CODES if _is_sign(code)]))}]|\u200c(?=[{MARKS}])"
)


def has_marks(text: str) -> bool:
    """Whether a text has a mark or joins letters as if there were one; in NFC most scripts do not."""
    return _MARK.search(text) is not None


def without_signs(text: str) -> str:
    """Text without the marks that are not always written: accents that are no part of a letter, points."""
    return _SIGN.sub("", text)


def without_accents(text: str) -> str:
    """Text without accents even where they are part of a letter: capitals and hurried writers leave them out.

    `ΔΕΚΕΜΒΡΙΟΥ`, `aout`, `ابريل`; letters that are no other with an accent, as `ł`, stay.
    """
    return text if text.isascii() else without_signs(unicodedata.normalize("NFD", text))


def is_small(letter: str) -> bool:
    """Whether a letter is a small one of a script that begins names and sentences with capitals.

    Georgian has capitals too, for whole words only.
    """
    return letter != letter.title()


def may_begin_name(letter: str) -> bool:
    """Whether a name may begin with a letter: a capital, or one of a script without."""
    return letter.isalpha() and not is_small(letter)
