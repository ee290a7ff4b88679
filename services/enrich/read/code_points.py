"""Which kinds of code points a text holds, and where: all kinds in one pass, since pages are long."""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

import numpy as np
from ftfy.chardata import CHARMAP_ENCODINGS
from numpy.typing import NDArray

Kinds = NDArray[np.uint8]
"""The kinds of each code point of a text: each a sum of the constants below."""

ODD: Final = 1
"""Never seen by a reader: `ODD_SIGNS`."""
MARK: Final = 2
"""A mark on the letter before it."""
LEAD: Final = 4
"""Looks like the first byte of a UTF-8 sequence in some charset that ftfy knows."""
FOLLOWING: Final = 8
"""Looks like another byte of one."""
CONTROL: Final = 16
"""A control of ISO 8859-1, which nobody writes: a byte of a Windows code page."""
BARE: Final = 32
"""Looks like a first byte behind which a space stands where a no-break space was."""
SPACE: Final = 64

ODD_SIGNS: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u2060\ud800-\udfff\ufeff\ufffe\uffff"
"""C0 and C1 controls, soft hyphen, zero-width space, BOM and noncharacters; Postgres cannot hold NUL.

The joiners U+200C and U+200D stay: Persian and Indic words need them."""
LEADING_BYTES: Final = ((range(0xC2, 0xE0), 1), (range(0xE0, 0xF0), 2), (range(0xF0, 0xF5), 3))
"""First bytes of UTF-8, and how many follow."""
FOLLOWING_BYTES: Final = range(0x80, 0xC0)
_BARE: Final = "ÂÃ"
_CONTROLS: Final = range(0x80, 0xA0)


def kinds(text: str) -> Kinds:
    """The kinds of all code points of a text."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _table().take(points)


def holds(held: Kinds, kind: int) -> bool:
    """Whether a text with these kinds holds any code point of one."""
    return bool((held & kind).any())


def looks(codes: Iterable[int], charset: str) -> str:
    """What bytes look like in a charset."""
    return bytes(codes).decode(charset, "ignore")


def marks() -> Iterator[str]:
    """All marks on letters, in order."""
    return filter(unicodedata.combining, map(chr, range(0x300, 0x1F000)))


@lru_cache(maxsize=1)
def _table() -> Kinds:
    """The kinds of every code point."""
    table = np.zeros(sys.maxunicode + 1, np.uint8)
    for kind, signs in _signs():
        table[list(map(ord, signs))] |= kind
    return table


def _signs() -> Iterator[tuple[int, Iterable[str]]]:
    yield ODD, re.findall(f"[{ODD_SIGNS}]", "".join(map(chr, range(0x10000))))
    yield MARK, marks()
    leading = list(chain.from_iterable(first for first, _ in LEADING_BYTES))
    for charset in CHARMAP_ENCODINGS:
        yield LEAD, looks(leading, charset)
        yield FOLLOWING, looks(FOLLOWING_BYTES, charset)
    yield CONTROL, map(chr, _CONTROLS)
    yield BARE, _BARE
    yield SPACE, " "
