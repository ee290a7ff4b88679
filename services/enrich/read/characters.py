"""Text that every later step can rely on: decoded rightly, NFC, without controls and lone surrogates."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import decimal

from services.enrich.read.code_points import MARK, ODD, ODD_SIGNS, holds, kinds, marks
from services.enrich.read.mojibake import mend

_ODD: Final = re.compile(f"[{ODD_SIGNS}]")
_LINE_ENDS: Final = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_SURROGATES: Final = range(0xD800, 0xE000)
_MOST_MARKS: Final = 30
"""Marks on one letter (the stream-safe format of UAX #15); ordering them takes the square of their number."""


def clean(text: str) -> str:
    """Text as it may be stored and compared, lines ended by line feeds; a lone surrogate becomes U+FFFD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if text.isascii():
        return _ODD.sub(_plain, text)
    held = kinds(text)
    mended = mend(text, held)
    if mended is not text or holds(held, ODD):
        text = _ODD.sub(_plain, mended)
        held = kinds(text)
    some = held[:: _MOST_MARKS // 2] & MARK  # a longer stack holds two of these in a row
    if (some[1:] & some[:-1]).any():
        text = _marks().sub(lambda stack: stack[0][:_MOST_MARKS], text)
    return unicodedata.normalize("NFC", text)


def _plain(odd: re.Match[str]) -> str:
    if odd[0] in _LINE_ENDS:
        return "\n"
    return "\ufffd" if ord(odd[0]) in _SURROGATES else ""


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(re.escape, marks()))}]++")


def one_line(text: str | None) -> str | None:
    """The same on one line, with single spaces; None for what says nothing."""
    return " ".join(clean(text).split()) or None if text else None


def plain_digits(text: str) -> str:
    """The same with the digits of ASCII, whatever the script; as long as before."""
    return "".join(str(decimal(one)) if one.isdecimal() else one for one in text)


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The same with spaces in place of the code points of some spans."""
    return "".join(
        " " if any(start <= at < end for start, end in spans) else one for at, one in enumerate(text)
    )
