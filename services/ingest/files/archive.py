"""A record of a web archive becomes an article, is passed over, or is refused with a reason. Pure."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException

from services.ingest.acceptance import Arrival, Publication, Rejection, accept_page, too_large, undecodable
from services.ingest.charset import UndecodableError, decode
from services.ingest.files.expansion import CODINGS, NotExpandableError, TooLongError, expanded
from services.ingest.files.items import Skipped, unreadable

PAGES: Final = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
"""Media types of HTTP that are articles, and what they are for us."""
FETCHED: Final = "200"
"""The one status whose body is the page that was asked for."""

LOADER: Final = ArcWarcRecordLoader(verify_http=False)  # HTTP/2 is written as its first line too

_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)
_BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, AttributeError, UnicodeError)
"""What warcio raises at a broken head; AttributeError where WARC-Target-URI is missing."""


def accept_record(record: bytes, known: Arrival, limit: int) -> Publication | Rejection | Skipped:
    """Take the page of an HTTP response. Other records, and other answers than pages, are passed over."""
    try:
        parsed: ArcWarcRecord = LOADER.parse_record_stream(io.BytesIO(record), known_format="warc")
    except _BROKEN as error:
        return unreadable(f"broken record: {error}")
    if parsed.rec_type != "response":
        return Skipped(f"{parsed.rec_type or 'unknown'} record")
    if parsed.http_headers is None:
        return Skipped("response without HTTP")
    return _accept_response(parsed, parsed.http_headers, known, limit)


def _accept_response(
    record: ArcWarcRecord, answer: StatusAndHeaders, known: Arrival, limit: int
) -> Publication | Rejection | Skipped:
    if (status := answer.get_statuscode()) != FETCHED:
        return Skipped(f"HTTP status {status[:3]}")
    media_type, _, parameters = (answer.get_header("content-type") or "").partition(";")
    content_type = PAGES.get(media_type.strip().lower())
    if content_type is None:
        return Skipped(f"content type {media_type.strip().lower()[:60] or 'unknown'}")
    charset = _CHARSET.search(parameters)
    try:
        fetched_at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
        body = _body(record, answer, limit)
        text = decode(body, declared=charset[1] if charset else None, html=content_type == "text/html")
    except UndecodableError as error:
        return undecodable(known, str(error))
    except TooLongError:
        return too_large(limit, "the page", known)
    except (NotExpandableError, ValueError) as error:
        return unreadable(f"broken record: {error}")
    url = record.rec_headers.get_header("WARC-Target-URI")
    return accept_page(text, content_type, replace(known, fetched_at=fetched_at), url=url)


def _body(record: ArcWarcRecord, answer: StatusAndHeaders, limit: int) -> bytes:
    """The page, without what HTTP did to it on its way."""
    body: bytes = record.raw_stream.read()
    if "chunked" in (answer.get_header("transfer-encoding") or "").lower():
        body = _joined(body)
    # The last coding was applied last. Crawlers that undo one often leave its header.
    for coding in reversed(list(_codings(answer))):
        try:
            body = expanded(body, coding, limit)
        except NotExpandableError:
            if not _is_text(body):
                raise
    if len(body) > limit:
        raise TooLongError
    return body


def _codings(answer: StatusAndHeaders) -> Iterator[str]:
    for name in (answer.get_header("content-encoding") or "").lower().split(","):
        coding = name.strip()
        if coding in CODINGS:
            yield coding
        elif coding not in {"", "identity", "none", "utf-8"}:
            raise NotExpandableError(f"content encoding {coding[:40]} is not known")


def _joined(body: bytes) -> bytes:
    """The chunks of HTTP/1.1 as one; the same bytes where the crawler has joined them already."""
    joined: bytes = ChunkedDataReader(io.BytesIO(body)).read(len(body))
    return joined


def _is_text(body: bytes) -> bool:
    return b"\0" not in body[:1024] and body.lstrip()[:1] == b"<"
