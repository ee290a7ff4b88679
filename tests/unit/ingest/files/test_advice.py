"""Whether a message is a good one, and why not."""

import json
from datetime import UTC, datetime

import pytest

from services.ingest.files.advice import Verdict, judge, without_key

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = {
    "content": "<p>Мост",
    "content_type": "text/html",
    "fetched_at": "2026-03-01T11:00:00Z",
    "url": "https://a.example/1",
}


def codes(verdict: Verdict) -> tuple[list[str], list[str]]:
    """Errors and warnings, each as code and pointer."""
    errors, warnings = (
        [f"{one.code} {one.pointer}".strip() for one in problems]
        for problems in (verdict.errors, verdict.warnings)
    )
    return errors, warnings


def judged(document: object) -> tuple[list[str], list[str]]:
    """What is said of a document."""
    return codes(judge(json.dumps(document).encode(), NOW))


def test_good_message() -> None:
    """Of a good message nothing is said."""
    assert judged(GOOD) == ([], [])
    assert judged({"status": "canceled", "url": GOOD["url"], "fetched_at": GOOD["fetched_at"]}) == ([], [])


@pytest.mark.parametrize(
    ("change", "errors", "warnings"),
    [
        ({"fetched_at": None}, ["missing /fetched_at"], []),
        ({"fetched_at": None, "content": ""}, ["blank /content", "missing /fetched_at"], []),
        ({"fetched_at": "2026-03-01T11:00:00"}, ["timezone_aware /fetched_at"], []),
        ({"content_type": "html"}, ["literal_error /content_type"], []),
        ({"content": "a\0b"}, ["nul /content"], []),
        ({"fetched_at": "2026-03-01T12:00:59Z"}, [], []),
        ({"fetched_at": "2026-03-01T12:01:01Z"}, [], ["future /fetched_at"]),
        ({"fetched_at": "1970-01-01T00:00:00Z"}, [], ["long-ago /fetched_at"]),
        ({"fetched_at": 1_772_362_800}, ["datetime_type /fetched_at"], []),
        ({"url": None}, [], ["no-origin"]),
        ({"url": None, "source": "a.example"}, [], []),
        ({"url": "ftp://a.example/1"}, [], ["no-http-address /url"]),
        ({"url": "/news/1"}, [], ["no-http-address /url"]),
        ({"content": "Мост < 3 km"}, [], ["content-type /content_type"]),
        (
            {"content_type": "text/plain", "content": "\n<!DOCTYPE html><p>x"},
            [],
            ["content-type /content_type"],
        ),
        ({"status": "canceled"}, [], ["ignored /content"]),
        ({"fetchedAt": "x"}, [], ["unknown-field /fetchedAt"]),
        ({"a/b~": 1}, [], ["unknown-field /a~1b~0"]),
    ],
)
def test_what_is_said(change: dict[str, object], errors: list[str], warnings: list[str]) -> None:
    """Errors and warnings, each with its code and the field that is meant."""
    assert judged(GOOD | change) == (errors, warnings)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("fetchedAt", "did you mean fetched_at?"),
        ("fetch_at", "did you mean fetched_at?"),
        ("contentType", "did you mean content_type?"),
        ("Content-Type", "did you mean content_type?"),
        ("URL", "did you mean url?"),
        ("date_publish", "did you mean date_published?"),
        ("language", "did you mean in_language?"),
        ("tags", "it is ignored"),
    ],
)
def test_which_field_was_meant(name: str, meant: str) -> None:
    """A misspelled field is told apart from one of the scraper's own."""
    (warning,) = judge(json.dumps(GOOD | {name: "x"}).encode(), NOW).warnings
    assert warning.message == f"no field of a RawArticle; {meant}"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[]", "not-an-object"),
        (b"\xff", "not-utf-8"),
        (b'{"a":1,"a":2}', "duplicate-key /a"),
    ],
)
def test_what_is_no_message(value: bytes, code: str) -> None:
    """What cannot be read is one error, and perhaps that the time is missing."""
    assert codes(judge(value, NOW))[0][0] == code


def test_size() -> None:
    """A message over the limit of the topic is an error."""
    assert judged(GOOD | {"content": "x" * 6_000_000}) == (["too-large"], [])


def test_without_key() -> None:
    """A message without a key is warned of, unless it is wrong anyway."""
    assert codes(without_key(judge(json.dumps(GOOD).encode(), NOW))) == ([], ["no-key"])
    assert codes(without_key(judge(b"{", NOW))) == (["not-json"], [])
