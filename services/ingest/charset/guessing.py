"""Bytes without a declared charset: whether they are text at all, and in which charset. Pure."""

import re
import unicodedata
from typing import Final

from chardetng_py import EncodingDetector
from webencodings import lookup

BINARY_SHARE: Final = 0.01
"""Share of bytes that no text has, before it is none. Compressed data has 0.1, news 0.0001 at the most."""
SAMPLE: Final = 4096
"""Characters of UTF-16 that are looked at one by one."""

# What no text has (WHATWG MIME Sniffing, 3: "binary data byte").
_BINARY_BYTES: Final = bytes([*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_DOCUMENTS: Final = (
    b"%PDF-",
    b"%!PS-Adobe-",
)  # the same standard, 6.2: binary though they may look like text
_BLANKS: Final = " \n\r\t"
_NO_CHARACTERS: Final = frozenset({"Cc", "Cn", "Co", "Cs"})

_CENTRAL_EUROPEAN: Final = frozenset({"windows-1250", "iso-8859-2"})
_POUND_IN_WORD = re.compile(rb"[A-Za-z\xc0-\xff]\xa3|\xa3[A-Za-z\xc0-\xff]")


def is_binary(body: bytes) -> bool:
    """Whether bytes that are not UTF-16 are no text in any charset: pictures, archives, programs, PDF.

    What is UTF-8 without NUL is text, however many bells it rings: only text is UTF-8 by chance.
    """
    if body.startswith(_DOCUMENTS):
        return True
    controls = len(body) - len(body.translate(None, _BINARY_BYTES))
    return controls > BINARY_SHARE * len(body) and (b"\0" in body or not _is_utf_8(body))


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def utf_16(body: bytes) -> str | None:
    """The text, where it is UTF-16 without a byte order mark and has blanks."""
    if b"\0" not in body:
        return None
    readings = filter(None, (_read_as(body, codec) for codec in ("utf-16-le", "utf-16-be")))
    # Bytes swapped make letters of East Asia of most, but of blanks only U+2000, U+0A00, U+0D00, U+0900.
    likely = max(readings, key=_blanks, default="")
    return likely if _blanks(likely) else None


def _blanks(text: str) -> int:
    return sum(text[:SAMPLE].count(blank) for blank in _BLANKS)


def _read_as(body: bytes, codec: str) -> str | None:
    try:
        text = body.decode(codec)
    except UnicodeDecodeError:
        return None
    kinds = (unicodedata.category(letter) for letter in text[:SAMPLE] if letter not in _BLANKS)
    return None if any(kind in _NO_CHARACTERS for kind in kinds) else text


def likely_charset(body: bytes) -> str:
    """The codec of text that is neither UTF-8 nor UTF-16, as Firefox finds it for a page without one."""
    detector = EncodingDetector()
    detector.feed(body, last=True)
    label = detector.guess(tld=None, allow_utf8=False).lower()
    if label in _CENTRAL_EUROPEAN and not _POUND_IN_WORD.search(body) and _is_western_too(body, label):
        label = "windows-1252"  # the only sign of Central Europe is a pound sign before a number
    encoding = lookup(label)
    assert encoding is not None, label  # noqa: S101, both take their names from WHATWG Encoding
    return str(encoding.codec_info.name)


def _is_western_too(body: bytes, label: str) -> bool:
    rest = body.replace(b"\xa3", b"")
    encoding = lookup(label)
    return encoding is not None and rest.decode(encoding.codec_info.name, "replace") == rest.decode(
        "cp1252", "replace"
    )
