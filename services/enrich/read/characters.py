"""Text that every later step can rely on: decoded rightly, NFC, without controls and lone surrogates."""

import re
import unicodedata
from typing import Final

from services.enrich.read.mojibake import mend

# C0 and C1 controls, soft hyphen, zero-width space, BOM and noncharacters: never seen by a reader, and
# Postgres cannot hold NUL. The joiners U+200C and U+200D stay: Persian and Indic words need them.
_UNSEEN: Final = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]")
_LINE_END: Final = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ODD: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Any of them, so that the rare text that has one pays for all three."""

_MARKS: Final = "".join(re.escape(chr(at)) for at in range(0x300, 0x1F000) if unicodedata.combining(chr(at)))
_MOST_MARKS: Final = 30
"""Marks on one letter (the stream-safe format of UAX #15); ordering them takes the square of their number."""
_STACK: Final = re.compile(f"([{_MARKS}]{{{_MOST_MARKS}}})[{_MARKS}]+")
_PAIR: Final = re.compile(f"[{_MARKS}]{{2}}")


def clean(text: str) -> str:
    """Text as it may be stored and compared, lines ended by line feeds; a lone surrogate becomes U+FFFD."""
    text = mend(text)
    if _ODD.search(text):
        text = _UNSEEN.sub("", _LINE_END.sub("\n", _SURROGATE.sub("\ufffd", text)))
    if _PAIR.search(text[:: _MOST_MARKS // 2]):  # a longer stack fills two places of these
        text = _STACK.sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


def one_line(text: str | None) -> str | None:
    """The same on one line, with single spaces; None for what says nothing."""
    return " ".join(clean(text).split()) or None if text else None
