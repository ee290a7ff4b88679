"""What becomes of a record of a web archive."""

import gzip
import json
import zlib
from datetime import UTC, datetime
from uuid import UUID

import brotli
import pytest
from backports import zstd

from schemas.validation import FieldError
from services.ingest.acceptance import Arrival, Publication, Rejection
from services.ingest.files.archive import accept_record
from services.ingest.files.items import Skipped
from tests.unit.ingest.files.archives import http, record

TEXT = "<p>Мост над Дунав</p>"
HTML = "Content-Type: text/html; charset=utf-8"
KNOWN = Arrival(datetime(2026, 5, 1, tzinfo=UTC), UUID(int=1), datetime(2026, 5, 1, tzinfo=UTC), "a.example")


def accept(written: bytes, limit: int = 100_000) -> Publication | Rejection | Skipped:
    """What becomes of it."""
    return accept_record(written, KNOWN, limit)


def article(written: bytes) -> dict[str, str]:
    """The message that it becomes."""
    taken = accept(written)
    assert isinstance(taken, Publication), taken
    found: dict[str, str] = json.loads(taken.value)
    return found


def test_page_with_everything() -> None:
    """Address, time and text come from the record; the rest is what is known otherwise."""
    written = record(http(TEXT.encode(), HTML), date="2026-03-01T10:00:00.123456Z", url="https://a.example/1")
    assert article(written) == {
        "content": TEXT,
        "content_type": "text/html",
        "fetched_at": "2026-03-01T10:00:00.123456Z",
        "submission_id": str(UUID(int=1)),
        "url": "https://a.example/1",
        "source": "a.example",
        "status": "usable",
        "authors": [],
    }


@pytest.mark.parametrize(
    ("heads", "body", "content_type"),
    [
        (["Content-Type: text/html; charset=windows-1251"], TEXT.encode("cp1251"), "text/html"),
        (['content-type: TEXT/HTML;Charset="KOI8-R"'], TEXT.encode("koi8-r"), "text/html"),
        (["Content-Type: application/xhtml+xml"], TEXT.encode(), "text/html"),
        (["Content-Type: text/plain"], TEXT.encode(), "text/plain"),
        ([HTML, "Content-Encoding: gzip"], gzip.compress(TEXT.encode(), mtime=0), "text/html"),
        ([HTML, "Content-Encoding: deflate"], zlib.compress(TEXT.encode()), "text/html"),
        ([HTML, "Content-Encoding: br"], brotli.compress(TEXT.encode()), "text/html"),
        ([HTML, "Content-Encoding: zstd"], zstd.compress(TEXT.encode()), "text/html"),
        (
            [HTML, "Content-Encoding: br, gzip"],
            gzip.compress(brotli.compress(TEXT.encode()), mtime=0),
            "text/html",
        ),
        ([HTML, "Content-Encoding: gzip"], TEXT.encode(), "text/html"),
        ([HTML, "Content-Encoding: br"], TEXT.encode(), "text/html"),
        ([HTML, "Content-Encoding: identity"], TEXT.encode(), "text/html"),
        (
            [HTML, "Transfer-Encoding: chunked"],
            b"3\r\n" + TEXT.encode()[:3] + b"\r\n1e;x=y\r\n" + TEXT.encode()[3:] + b"\r\n0\r\n\r\n",
            "text/html",
        ),
        ([HTML, "Transfer-Encoding: chunked"], TEXT.encode(), "text/html"),
    ],
)
def test_what_http_did(heads: list[str], body: bytes, content_type: str) -> None:
    """Charset, content coding and chunks are undone, also where the crawler has undone them already."""
    found = article(record(http(body, *heads)))
    assert (found["content"], found["content_type"]) == (TEXT, content_type)


@pytest.mark.parametrize("status", ["HTTP/1.0 200 OK", "HTTP/1.1 200", "HTTP/2 200 ", "HTTP/2.0 200 OK"])
def test_versions_of_http(status: str) -> None:
    """The status is read in every version of HTTP."""
    assert article(record(http(TEXT.encode(), HTML, status=status)))["content"] == TEXT


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (record(b"software: x", kind="warcinfo", url=None), "warcinfo record"),
        (record(b"GET / HTTP/1.1\r\n\r\n", kind="request"), "request record"),
        (record(http(TEXT.encode(), HTML), kind="revisit"), "revisit record"),
        (record(TEXT.encode(), kind="resource"), "resource record"),
        (record(b"a: b", kind="metadata"), "metadata record"),
        (record(b"text", kind="conversion"), "conversion record"),
        (record(b"x", url="dns:a.example"), "response without HTTP"),
        (record(http(b"gone", HTML, status="HTTP/1.1 404 Not Found")), "HTTP status 404"),
        (record(http(b"", HTML, status="HTTP/1.1 301 Moved")), "HTTP status 301"),
        (record(http(b"half", HTML, status="HTTP/1.1 206 Partial Content")), "HTTP status 206"),
        (record(http(b"\x89PNG", "Content-Type: image/png")), "content type image/png"),
        (record(http(TEXT.encode())), "content type unknown"),
    ],
)
def test_what_is_no_article(written: bytes, reason: str) -> None:
    """Other records and other answers are passed over, with the reason."""
    assert accept(written) == Skipped(reason)


@pytest.mark.parametrize(
    ("written", "code", "message"),
    [
        (
            record(http(TEXT.encode(), HTML), date="yesterday"),
            "unreadable",
            "broken record: Invalid isoformat",
        ),
        (record(http(TEXT.encode(), HTML), url=None), "unreadable", "broken record: "),
        (
            record(http(b"\x00\xff" * 50, HTML, "Content-Encoding: gzip")),
            "unreadable",
            "broken record: broken gzip data",
        ),
        (
            record(http(TEXT.encode(), HTML, "Content-Encoding: sdch")),
            "unreadable",
            "broken record: content encoding sdch is not known",
        ),
        (record(http(bytes(range(256)) * 8, HTML)), "undecodable", ""),
        (record(http(b"", HTML)), "blank", ""),
        (record(http(b"<p>x", HTML), date="2026-03-01T10:00:00"), "timezone_aware", ""),
    ],
)
def test_what_cannot_be_used(written: bytes, code: str, message: str) -> None:
    """A broken record, and a page that is no text, are refused with a reason."""
    taken = accept(written)
    assert isinstance(taken, Rejection), taken
    assert (taken.status, taken.errors[0].code) == ("rejected", code)
    assert taken.errors[0].message.startswith(message)


@pytest.mark.parametrize("compress", [bytes, gzip.compress, brotli.compress, zstd.compress])
def test_limit(compress: type[bytes]) -> None:
    """A page is as long as allowed or too large; counted is what it expands to."""
    coding = {bytes: "identity", gzip.compress: "gzip", brotli.compress: "br"}.get(compress, "zstd")

    def written(size: int) -> bytes:
        return record(http(compress(b"<" + b"x" * (size - 1)), HTML, f"Content-Encoding: {coding}"))

    assert isinstance(accept(written(100_000)), Publication)
    error = FieldError("too-large", "", "the page is larger than 100,000 bytes")
    assert accept(written(100_001)) == Rejection("too_large", (error,))
    assert accept(written(50_000_000)) == Rejection("too_large", (error,))
