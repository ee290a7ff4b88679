"""From a body or a line to a message, or to a reason."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from schemas.validation import FieldError
from services.ingest.acceptance import Arrival, Publication, Rejection, accept_json, accept_page, too_large

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = UUID("5b0c7d5e-7a35-4a6e-9d8f-0b8f6f0a5d11")
OTHER = UUID("11111111-7a35-4a6e-9d8f-0b8f6f0a5d11")
ARRIVAL = Arrival(received_at=NOW, submission_id=ID, fetched_at=NOW)


def errors(body: bytes | dict[str, object], arrival: Arrival = ARRIVAL) -> list[tuple[str, str]]:
    """Codes and pointers of a refused article."""
    found = accept_json(body if isinstance(body, bytes) else json.dumps(body).encode(), arrival)
    assert isinstance(found, Rejection)
    return [(error.code, error.pointer) for error in found.errors]


def page(**fields: object) -> dict[str, object]:
    """An article that would be accepted."""
    return {"content": "Текст", "content_type": "text/plain"} | fields


def test_page_becomes_a_message() -> None:
    """A page becomes a RawArticle with what is known of it; without an address its id is the key."""
    known = Arrival(NOW, ID, NOW, source="own.example", line=3)
    found = accept_page("<p>Ж</p>", "text/html", known, scraper="s")
    assert isinstance(found, Publication)
    assert json.loads(found.value) == {
        "content": "<p>Ж</p>",
        "content_type": "text/html",
        "fetched_at": "2026-03-01T12:00:00Z",
        "submission_id": str(ID),
        "source": "own.example",
        "scraper": "s",
        "status": "usable",
        "authors": [],
    }
    assert (found.submission_id, found.key) == (ID, str(ID).encode())


def test_versions_of_an_address_share_a_key() -> None:
    """Two spellings of one address have one key, whatever their submissions."""
    bodies = (
        page(url="https://www.example.org/a?utm_source=x", submission_id=str(ID)),
        page(url="http://example.org/a#top", submission_id=str(OTHER)),
    )
    found = [accept_json(json.dumps(body).encode(), ARRIVAL) for body in bodies]
    keys = [one.key for one in found if isinstance(one, Publication)]
    assert len(keys) == 2
    assert keys[0] == keys[1] != str(ID).encode()


def test_address_that_is_none_is_kept() -> None:
    """What is no http address is carried over as text, and the submission is the key."""
    found = accept_json(json.dumps(page(url="/news/1")).encode(), ARRIVAL)
    assert isinstance(found, Publication)
    assert (json.loads(found.value)["url"], found.key) == ("/news/1", str(ID).encode())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", [("not-json", "")]),
        (b"\xff", [("not-utf-8", "")]),
        (b'{"a":NaN}', [("not-json", "")]),
        (b'{"a":' + b"9" * 5000 + b"}", [("not-json", "")]),
        (b"[" * 100_000, [("too-deep", "")]),
        (b'{"a":' * 100_000, [("too-deep", "")]),
        (b'"text"', [("not-an-object", "")]),
        (b'{"a/b~":1,"a/b~":2}', [("duplicate-key", "/a~1b~0")]),
        ({}, [("missing", "/content")]),
        (page(content=5), [("string_type", "/content")]),
        (page(content="\u2003\n"), [("blank", "/content")]),
        (page(content_type="image/png"), [("literal_error", "/content_type")]),
        (page(fetched_at="last Tuesday"), [("datetime_from_date_parsing", "/fetched_at")]),
        (page(fetched_at="2026-03-01T10:00:00"), [("timezone_aware", "/fetched_at")]),
        (page(fetched_at="9999-12-31T23:59:59-10:00"), [("value_error", "/fetched_at")]),
        (page(date_published="soon"), [("datetime_from_date_parsing", "/date_published")]),
        (page(submission_id="7"), [("uuid_parsing", "/submission_id")]),
        (page(id=str(ID)), [("unexpected", "/id")]),
        (
            page(source="", in_language="?"),
            [("string_too_short", "/source"), ("string_pattern_mismatch", "/in_language")],
        ),
        (page(authors=["a", 3]), [("string_type", "/authors/1")]),
        (page(authors=["a", "b\0"], headline="\0"), [("nul", "/headline"), ("nul", "/authors/1")]),
        (page(content="half \ud83d"), [("lone-surrogate", "/content")]),
        ({"status": "canceled"}, [("missing", "/url")]),
    ],
)  # fmt: skip
def test_refused_with_the_field(body: bytes | dict[str, object], expected: list[tuple[str, str]]) -> None:
    """Each thing that is wrong has a code and the pointer of its field, once."""
    assert errors(body) == expected


def test_keys_given_twice_below_are_no_matter() -> None:
    """Only the article's own fields must be without a doubt; below are unknown ones, which nobody reads."""
    body = b'{"content":"x","content_type":"text/plain","extra":{"a":1,"a":2}}'
    assert isinstance(accept_json(body, ARRIVAL), Publication)


def test_byte_order_mark_before_json() -> None:
    """A byte order mark before the JSON is passed over (RFC 8259, section 8.1)."""
    assert isinstance(accept_json(b"\xef\xbb\xbf" + json.dumps(page()).encode(), ARRIVAL), Publication)


def test_refusal_names_the_line_and_the_submission() -> None:
    """In a batch the message begins with the line, and the id that the sender gave comes back."""
    body = json.dumps(page(submission_id=str(OTHER), content=None)).encode()
    assert accept_json(body, Arrival(NOW, ID, NOW, line=7)) == Rejection(
        "rejected", (FieldError("missing", "/content", "line 7: `content` is required"),), OTHER
    )


def test_too_large_names_the_limit() -> None:
    """What is too large is told how much is allowed."""
    assert too_large(1024, "the line", Arrival(NOW, ID, NOW, line=7)) == Rejection(
        "too_large", (FieldError("too-large", "", "line 7: the line is larger than 1,024 bytes"),)
    )


@pytest.mark.parametrize(
    "trace", ["", "00-zz", f"00-{'A' * 32}-{'b' * 16}-01", f"00-{'a' * 32}-{'b' * 16}-01\n"]
)
def test_trace_that_is_none_is_left_out(trace: str) -> None:
    """Only a W3C traceparent is carried on."""
    found = accept_json(json.dumps(page()).encode(), Arrival(NOW, ID, NOW, traceparent=trace))
    assert isinstance(found, Publication)
    assert "traceparent" not in dict(found.headers)
