"""Bytes into text."""

import base64
import gzip
import json
from pathlib import Path

import pytest

from services.ingest.charset import UndecodableError, decode

TEXT = "Президентът посети Видин, съобщиха от общината. Строежът на моста започва през март."
META = '<meta http-equiv=Content-Type content="text/html; charset={}">'


@pytest.mark.parametrize(
    ("body", "declared", "expected"),
    [
        (TEXT.encode(), None, TEXT),
        (TEXT.encode("cp1251"), "windows-1251", TEXT),
        (TEXT.encode("cp1251"), "CP1251", TEXT),
        (TEXT.encode("cp1251"), None, TEXT),
        (TEXT.encode("cp1251"), "utf-8", TEXT),
        (TEXT.encode("utf-8-sig"), "windows-1251", TEXT),
        (TEXT.encode("utf-16"), None, TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None, TEXT),
        (TEXT.encode("utf-16-le"), "utf-16le", TEXT),
        (TEXT.encode("koi8-r"), "koi8-r", TEXT),
        (b"caf\xe9 \x80", "iso-8859-1", "café €"),
        ("漢字".encode("shift_jis"), "Shift_JIS", "漢字"),
        (b"", None, ""),
        (TEXT.encode() + b"\xff", "utf-8", TEXT + "\ufffd"),
        (TEXT.encode() + b"\xff", None, TEXT + "\ufffd"),
        (TEXT.encode("cp1251") * 2 + b"\x98", "windows-1251", TEXT * 2 + "\ufffd"),
    ],
)
def test_plain_text(body: bytes, declared: str | None, expected: str) -> None:
    """Mark, header, UTF-8 and a guess are believed in this order, as far as the bytes fit."""
    assert decode(body, declared=declared) == expected


@pytest.mark.parametrize(
    ("head", "rest", "declared", "expected"),
    [
        (META.format("windows-1251"), b"\xc6", None, "Ж"),
        ('<?xml version="1.0" encoding="koi8-r"?>', b"\xd6", None, "ж"),
        ("<!-- <meta charset=koi8-r> --><meta charset=cp1251>", b"\xc6", None, "Ж"),
        ("<meta charset=bogus><meta charset=cp1251>", b"\xc6", None, "Ж"),
        ("<meta charset=cp1251>", "Ж".encode(), None, "Ж"),
        ("<meta charset=utf-16>", "Ж".encode(), None, "Ж"),
        ("<meta charset=iso-2022-jp>", b"\x1b$B4A\x1b(B", None, "漢"),
        ("<meta charset=cp1251>", b"\xd6", "koi8-r", "ж"),
        ("<p>", TEXT.encode("cp1251"), None, TEXT),
    ],
)
def test_html(head: str, rest: bytes, declared: str | None, expected: str) -> None:
    """The page's own declaration comes after the header and before a guess; valid UTF-8 beats it."""
    assert decode(head.encode() + rest, declared=declared, html=True) == head + expected


def test_what_is_no_text() -> None:
    """A picture is no text in any charset."""
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20
    with pytest.raises(UndecodableError, match="no text in any known charset"):
        decode(picture)


def test_declarations_of_the_html_tests(shared_data: Path) -> None:
    """No page of the html5lib encoding tests stops it, and what it makes of each is text."""
    with gzip.open(shared_data / "bad_input/open/html_encoding.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = [base64.b64decode(json.loads(line)["html_b64"]) for line in lines]
    assert all(decode(page, html=True).encode() for page in pages)
