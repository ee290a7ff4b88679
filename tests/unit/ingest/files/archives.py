"""Web archives for tests, written by hand so that they can be broken anywhere."""

import gzip
from collections.abc import Callable

DATE = "2026-03-01T10:00:00Z"


def record(
    block: bytes,
    *,
    url: str | None = "http://a.example/1",
    kind: str = "response",
    date: str = DATE,
    **heads: str,
) -> bytes:
    """One record with its blank lines after it."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Date: {date}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        *(f"{name}: {value}" for name, value in heads.items()),
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def http(body: bytes, *heads: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    """An answer of a server."""
    return "\r\n".join([status, *heads]).encode() + b"\r\n\r\n" + body


def page(text: str, url: str = "http://a.example/1", charset: str = "utf-8") -> bytes:
    """A record with an HTML page."""
    return record(http(text.encode(charset), f"Content-Type: text/html; charset={charset}"), url=url)


def archive(records: list[bytes], compress: Callable[[bytes], bytes] = gzip.compress) -> bytes:
    """A file with a member for each record."""
    return b"".join(map(compress, records))
