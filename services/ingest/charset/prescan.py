"""The charset that an HTML page declares in its first bytes (WHATWG HTML, 13.2.3.2 "prescan")."""

import re
from collections.abc import Iterator
from typing import Final

import webencodings

SEARCHED_BYTES: Final = 4096
"""Bytes in which a page may declare its charset; the standard says 1024, real pages start later."""

_XML = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"'<>]+)["'][^>]*>""")
_META = re.compile(rb"<meta(?=[\s/])", re.IGNORECASE)
_TAG = re.compile(rb"</?[A-Za-z][^\s>]*")
_NO_TAG = re.compile(rb"<[!/?][^>]*>?")
_ATTRIBUTE = re.compile(
    rb"""[\s/]*(?P<name>[^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>"'][^\s>]*)(?=[\s>])))?"""
)
_TAG_END = re.compile(rb"[\s/]*>")
_CHARSET = re.compile(rb"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))""", re.IGNORECASE)


def declared_codec(body: bytes) -> str | None:
    """The codec that the page names, by any label that browsers know; None where it names none."""
    head = body[:SEARCHED_BYTES]
    if xml := _XML.match(head):
        return _codec(xml[1])
    for attributes in _metas(head):
        if codec := _of_meta(attributes):
            return codec
    return None


def _metas(head: bytes) -> Iterator[dict[bytes, bytes]]:
    """The attributes of each `meta` outside of comments; other tags are passed with theirs."""
    place = head.find(b"<")
    while 0 <= place < len(head):
        if head.startswith(b"<!--", place):
            # The two hyphens that begin a comment may end it: <!-->
            closed = head.find(b"-->", place + 2)
            place = len(head) if closed < 0 else closed + 3
        elif tag := _META.match(head, place) or _TAG.match(head, place):
            is_meta = tag[0].lower() == b"<meta"
            attributes, end = _attributes(head, tag.end())
            if end is None:
                return
            if is_meta:
                yield attributes
            place = end
        elif other := _NO_TAG.match(head, place):
            place = other.end()
        else:
            place += 1
        place = head.find(b"<", place)


def _attributes(head: bytes, place: int) -> tuple[dict[bytes, bytes], int | None]:
    """The attributes from here, the first of each name, and where the tag ends; None if it does not."""
    found: dict[bytes, bytes] = {}
    while attribute := _ATTRIBUTE.match(head, place):
        value = attribute["double"] or attribute["single"] or attribute["bare"] or b""
        found.setdefault(attribute["name"].lower(), value)
        place = attribute.end()
        rest = head[place : place + 64].lstrip()
        if rest.startswith(b"=") or not rest:  # a value that does not end
            return found, None
    end = _TAG_END.match(head, place)
    return found, end.end() if end else None


def _of_meta(attributes: dict[bytes, bytes]) -> str | None:
    label: bytes | None = attributes.get(b"charset")
    if label is None and attributes.get(b"http-equiv", b"").lower() == b"content-type":
        named = _CHARSET.search(attributes.get(b"content", b""))
        label = next(filter(None, named.groups()), None) if named else None
    codec = _codec(label) if label else None
    if codec and codec.startswith("utf-16"):
        return "utf-8"  # it was read as ASCII, so it is not UTF-16, whatever it says
    return "cp1252" if codec == "x-user-defined" else codec


def _codec(label: bytes) -> str | None:
    encoding = webencodings.lookup(label.decode("ascii", "replace"))
    return encoding.codec_info.name if encoding else None
