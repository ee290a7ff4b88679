"""Bytes of a page into text: by its mark, by what is declared, by what it looks like."""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import webencodings
from charset_normalizer import from_bytes
from webencodings.labels import LABELS

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED_WITHIN: Final = 4096
"""Bytes in which an HTML page may declare its charset; the standard says 1024, real pages start later."""
BROKEN_SHARE: Final = 0.01
"""Share of bytes that may be broken before a declared charset is not believed."""
BROKEN_PARTS: Final = 0.1
"""Broken bytes for each good sequence of several, in what is still UTF-8 though nobody said so."""

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARATION = re.compile(
    rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"'<>]+)["']|<meta\s[^>]*?charset\s*=\s*["']?\s*([^\s"'/>;]+)""",
    re.IGNORECASE,
)


class UndecodableError(ValueError):
    """No charset makes text of these bytes."""


def decode(body: bytes, *, declared: str | None = None, html: bool = False) -> str:
    """The text of a page; `declared` is the charset of a header, by any label that browsers know.

    A byte order mark comes first, as in browsers (WHATWG Encoding, "decode"), then the header, then
    the page's own declaration, then UTF-8, then a guess. What does not fit the bytes is passed over;
    a declared charset that nearly fits is taken, with U+FFFD for what is broken.

    Raises:
        UndecodableError: Nothing fits; it is no text.
    """
    for mark, codec in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    likely = list(_candidates(body, declared, html=html))
    for codec in (*likely, "utf-8"):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    for codec in likely:
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= BROKEN_SHARE * len(body):
            return text
    text = body.decode("utf-8", "replace")
    letters_of_more_bytes = len(body) - len(text)  # about; other charsets make hardly any
    return text if text.count("\ufffd") < BROKEN_PARTS * letters_of_more_bytes else _guess(body)


def _candidates(body: bytes, declared: str | None, *, html: bool) -> Iterator[str]:
    if declared and (codec := _codec(declared)):
        yield codec
    if html and (codec := _own_declaration(body)):
        if not body.isascii():
            yield "utf-8"  # whoever fetched it re-encoded it; other charsets hardly ever look like UTF-8
        yield codec


def _own_declaration(body: bytes) -> str | None:
    for found in _DECLARATION.finditer(_COMMENT.sub(b"", body[:DECLARED_WITHIN])):
        if codec := _codec((found[1] or found[2]).decode("ascii", "replace")):
            # Read as ASCII, so it is not UTF-16, whatever it says (WHATWG HTML, "prescan").
            return "utf-8" if codec.startswith("utf-16") else codec
    return None


def _codec(label: str) -> str | None:
    encoding = webencodings.lookup(label)
    return encoding.codec_info.name if encoding else None


@lru_cache(maxsize=1)
def _web_codecs() -> list[str]:
    names = {_codec(label) for label in LABELS}
    return sorted(name.replace("-", "_") for name in names if name and name != "x-user-defined")


def _guess(body: bytes) -> str:
    match = from_bytes(body, cp_isolation=_web_codecs()).best()
    if match is None:
        raise UndecodableError("the bytes are no text in any known charset")
    return str(match)
