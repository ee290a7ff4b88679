"""Text that every later step can rely on: decoded rightly, NFC, without controls and lone surrogates."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final
from unicodedata import decimal

from services.enrich.read.mojibake import mend

# C0 and C1 controls, soft hyphen, zero-width space, BOM and noncharacters: never seen by a reader, and
# Postgres cannot hold NUL. The joiners U+200C and U+200D stay: Persian and Indic words need them.
_ODD: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)
_LINE_ENDS: Final = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_SURROGATES: Final = range(0xD800, 0xE000)
_MARKS: Final = frozenset(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_MOST_MARKS: Final = 30
"""Marks on one letter (the stream-safe format of UAX #15); ordering them takes the square of their number."""


def clean(text: str) -> str:
    """Text as it may be stored and compared, lines ended by line feeds; a lone surrogate becomes U+FFFD."""
    text = _ODD.sub(_plain, mend(text).replace("\r\n", "\n"))
    some = text[:: _MOST_MARKS // 2]  # a longer stack holds two of these in a row
    if not _MARKS.isdisjoint(some) and any(
        one in _MARKS and other in _MARKS for one, other in pairwise(some)
    ):
        text = _marks().sub(lambda stack: stack[0][:_MOST_MARKS], text)
    return unicodedata.normalize("NFC", text)


def _plain(odd: re.Match[str]) -> str:
    if odd[0] in _LINE_ENDS:
        return "\n"
    return "\ufffd" if ord(odd[0]) in _SURROGATES else ""


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(re.escape, sorted(_MARKS)))}]++")


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
