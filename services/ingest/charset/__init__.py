"""Bytes of a page into text: by its mark, by what is declared, by what it looks like."""

import codecs
from collections.abc import Iterator
from typing import Final

import webencodings

from services.ingest.charset.guessing import is_binary, likely_charset, utf_16
from services.ingest.charset.prescan import declared_codec

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BROKEN_SHARE: Final = 0.01
"""Share of bytes that may be broken before a declared charset is not believed."""
BROKEN_PARTS: Final = 0.1
"""Broken bytes for each good sequence of several, in what is still UTF-8 though nobody said so."""


JAPANESE_SHIFT: Final = b"\x1b$"
"""Begins two-byte letters in ISO-2022-JP, which otherwise looks like ASCII (RFC 1468)."""


class UndecodableError(ValueError):
    """No charset makes text of these bytes."""


def decode(body: bytes, *, declared: str | None = None, html: bool = False) -> str:
    """The text of a page; `declared` is the charset of a header, by any label that browsers know.

    A byte order mark comes first, as in browsers (WHATWG Encoding, "decode"), then the header, then
    the page's own declaration, then UTF-8, then a guess. What does not fit the bytes is passed over;
    a declared charset that nearly fits is taken, with U+FFFD for what is broken.

    Raises:
        UndecodableError: It is no text.
    """
    for mark, codec in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    likely = list(_candidates(body, declared, html=html))
    if not any(codec.startswith("utf-16") for codec in likely):
        if (text := utf_16(body)) is not None:
            return text
        if is_binary(body):
            raise UndecodableError("the bytes are no text in any charset")
    for codec in (*likely, "utf-8"):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return _nearly(body, likely)


def _nearly(body: bytes, likely: list[str]) -> str:
    """The text of a page with broken bytes, or of no charset that anybody named."""
    for codec in likely:
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= BROKEN_SHARE * len(body):
            return text
    text = body.decode("utf-8", "replace")
    letters_of_more_bytes = len(body) - len(text)  # about; other charsets make hardly any
    if text.count("\ufffd") < BROKEN_PARTS * letters_of_more_bytes:
        return text
    return body.decode(likely_charset(body), "replace")


def _candidates(body: bytes, declared: str | None, *, html: bool) -> Iterator[str]:
    if declared and (encoding := webencodings.lookup(declared)):
        yield encoding.codec_info.name
    if html and (codec := declared_codec(body)):
        if not body.isascii():
            yield "utf-8"  # whoever fetched it re-encoded it; other charsets hardly ever look like UTF-8
        yield codec
    if JAPANESE_SHIFT in body and body.isascii():
        yield "iso2022_jp"
