"""Bytes into text."""

import base64
import codecs
import gzip
import json
import random
import zlib
from pathlib import Path

import pytest
import webencodings

from services.ingest.charset import UndecodableError, decode
from services.ingest.charset.prescan import declared_codec

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
        (b"\a\a\a ring \b\b", None, "\a\a\a ring \b\b"),
        (b"<!doc\0" + b"x" * 100, None, "<!doc\0" + "x" * 100),
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


NOISE = random.Random(4)  # noqa: S311, only noise
CHUNK = zlib.compress(NOISE.randbytes(3000))


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251", "gb18030"])
@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + CHUNK,
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + CHUNK,
        b"%PDF-1.4\n1 0 obj <<>> endobj\n" * 20,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nstream\n" + CHUNK + b"\nendstream\n",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + CHUNK,
        b"\x7fELF\x02\x01\x01" + bytes(9) + CHUNK,
        b"GIF89a\x10\x00\x10\x00" + CHUNK,
        b"ID3\x03\x00\x00" + CHUNK,
        bytes(1000),
        NOISE.randbytes(100),
        NOISE.randbytes(1000),
        NOISE.randbytes(100_000),
        gzip.compress(TEXT.encode() * 20, mtime=0),
    ],
)
def test_what_is_no_text(body: bytes, declared: str | None) -> None:
    """A picture, a document, an archive or noise is no text in any charset, whatever is declared."""
    with pytest.raises(UndecodableError, match="no text in any charset"):
        decode(body, declared=declared)


WORDS = {
    "bg": "Кметът откри новия мост. Жителите на града чакаха това двадесет години, каза той вчера.",
    "uk": "Міський голова відкрив новий міст. Мешканці чекали на це двадцять років, сказав він учора.",
    "pl": "Burmistrz otworzył nowy most. Mieszkańcy czekali na to dwadzieścia lat, powiedział w środę.",
    "cs": "Starosta včera otevřel nový most. Obyvatelé na to čekali dvacet let, řekl během slavnosti.",
    "el": "Ο δήμαρχος άνοιξε τη νέα γέφυρα. Οι κάτοικοι περίμεναν είκοσι χρόνια, είπε χθες το βράδυ.",
    "en": "The mayor\u2019s new bridge has cost £20 million \u2013 \u201cmuch more\u201d than he said.",
    "fr": "Le maire a inauguré le pont. Les habitants l'attendaient depuis vingt années, a-t-il déclaré.",
    "tr": "Belediye başkanı yeni köprüyü açtı. Halk bunu yirmi yıldır bekliyordu, dedi dün akşam törende.",
    "ja": "市長は新しい橋を開通させた。住民は二十年間これを待っていたと、昨夜の式典で語った。",
    "zh": "市长昨天为新桥剪彩。他在晚上的仪式上说,居民们已经等了二十年。",
    "ko": "시장은 어제 새 다리를 개통했다. 주민들은 이십 년 동안 이것을 기다려 왔다고 말했다.",
}


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        *(("bg", codec) for codec in ("cp1251", "koi8-r", "iso8859-5", "utf-16-le", "utf-16-be")),
        *(("uk", codec) for codec in ("cp1251", "koi8-u", "utf-16-le")),
        *(("pl", codec) for codec in ("iso8859-2", "cp1250")),
        *(("cs", codec) for codec in ("iso8859-2", "cp1250")),
        *(("el", codec) for codec in ("iso8859-7", "cp1253", "utf-16-be")),
        *(("en", codec) for codec in ("cp1252", "utf-16-le", "utf-16-be")),
        ("fr", "cp1252"),
        ("tr", "cp1254"),
        *(("ja", codec) for codec in ("shift_jis", "euc_jp", "iso2022_jp")),
        *(("zh", codec) for codec in ("gb18030", "big5")),
        ("ko", "euc_kr"),
    ],
)
def test_text_in_an_odd_charset(language: str, codec: str) -> None:
    """Text is found in whatever charset it stands, with nothing declared."""
    body = WORDS[language].encode(codec, "ignore")
    assert decode(body) == body.decode(codec)


def test_declarations_of_the_html_tests(shared_data: Path) -> None:
    """The html5lib encoding tests agree, but for two declarations after 4 KB and one that a script writes."""
    with gzip.open(shared_data / "bad_input/open/html_encoding.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    differ = set()
    for page in pages:
        body = base64.b64decode(page["html_b64"])
        assert decode(body, html=True)
        encoding = webencodings.lookup(page["encoding"])
        assert encoding is not None
        found = "utf-8" if body.startswith(codecs.BOM_UTF8) else declared_codec(body) or "cp1252"
        if found != encoding.codec_info.name:
            differ.add(page["id"])
    assert (len(pages), differ) == (
        59,
        {"encoding/tests1.dat/51", "encoding/tests1.dat/53", "encoding/scripted/tests1.dat/0"},
    )
