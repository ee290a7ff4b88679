"""What a message of `articles.raw` becomes before relate sees it."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from schemas.identity import derived_submission_id
from schemas.raw_article import RawArticle
from services.enrich import message as module
from services.enrich.message import to_submission
from services.enrich.submission import Submission, Withdrawal
from services.runtime.errors import PermanentError
from tests.unit.enrich.messages import APPENDED, FETCHED, OWN_ID, article, message, raw

DERIVED = derived_submission_id("articles.raw", 3, 41)
CARRIED = UUID("11111111-2222-4333-8444-555555555555")


def error_of(value: bytes | None) -> tuple[Cause, str, str]:
    """Cause, stage and explanation of what is wrong with a message."""
    content = to_submission(message(value), article).content
    assert isinstance(content, PermanentError)
    return content.cause, content.stage, content.message


def test_a_page_becomes_an_article_at_its_place() -> None:
    """A good page is read, and place, submission and trace go along."""
    page = RawArticle.model_validate_json(raw())
    assert to_submission(message(raw(), ("traceparent", b"00-trace-span-01")), article) == Submission(
        partition=3,
        offset=41,
        submission_id=OWN_ID,
        content=article(page, OWN_ID),
        traceparent="00-trace-span-01",
    )


@pytest.mark.parametrize(
    ("own", "headers", "expected"),
    [
        (OWN_ID, (("vestnik.submission_id", str(CARRIED).encode()),), OWN_ID),
        (None, (("vestnik.submission_id", str(CARRIED).encode()),), CARRIED),
        (None, (("vestnik.submission_id", b"no uuid"),), DERIVED),
        (None, (), DERIVED),
    ],
)
def test_the_id_of_a_submission(
    own: UUID | None, headers: tuple[tuple[str, bytes], ...], expected: UUID
) -> None:
    """Its own id comes first, then the one a redrive carries, then the one of its place."""
    assert to_submission(message(raw(submission_id=own), *headers), article).submission_id == expected


def test_a_time_after_the_append_time_counts_as_that() -> None:
    """A scraper's clock that is ahead does not make a page newer than Kafka knows it."""
    content = to_submission(message(raw(fetched_at=APPENDED + timedelta(hours=2))), article).content
    assert isinstance(content, EnrichedArticle)
    assert content.version_at == APPENDED


def test_a_copy_is_no_newer_than_what_it_is_a_copy_of() -> None:
    """A clock that is ahead counts as the time at which Kafka first took the page, never as a later one."""
    page = raw(fetched_at=APPENDED + timedelta(hours=2))
    carried = {
        APPENDED - timedelta(days=1): APPENDED - timedelta(days=1),
        APPENDED + timedelta(days=1): APPENDED,
    }
    for time, expected in carried.items():
        copy = message(page, ("vestnik.received_at", time.isoformat().encode()))
        content = to_submission(copy, article).content
        assert isinstance(content, EnrichedArticle)
        assert content.version_at == expected


@pytest.mark.parametrize("text", [b"", b"yesterday", b"2026-05-06", b"\xff"])
def test_a_carried_time_that_is_none_counts_for_nothing(text: bytes) -> None:
    """No time, one without a zone, and what is no text: the append time stands."""
    assert message(raw(), ("vestnik.received_at", text)).received_at == APPENDED


@pytest.mark.parametrize("value", [None, b"", b"{", b"\xff\xfe", b'{"content": "\\ud800"}', b"[" * 5000])
def test_what_is_no_json(value: bytes | None) -> None:
    """Bytes that are no JSON end as `not-json`, also those that other parsers take or fall over."""
    cause, stage, explanation = error_of(value)
    assert (cause, stage) == (Cause.NOT_JSON, "decode")
    assert explanation


def test_every_wrong_field_is_named() -> None:
    """The explanation lists all fields that are wrong, with words for people."""
    cause, stage, explanation = error_of(b'{"content": "x", "content_type": "image/png", "url": 5}')
    assert (cause, stage) == (Cause.INVALID_MESSAGE, "decode")
    assert explanation.split("; ") == [
        "/content_type: Input should be 'text/html' or 'text/plain'",
        "/fetched_at: Field required",
        "/url: Input should be a valid string",
    ]


@pytest.mark.parametrize("claimed", [str(OWN_ID), "no uuid", 7, None])
def test_a_message_that_is_wrong_keeps_the_id_that_it_claims(claimed: object) -> None:
    """Its outcome is found under the receipt, where there is a usable one."""
    value = json.dumps({"content": "x", "submission_id": claimed}).encode()
    submission = to_submission(message(value), article)
    assert submission.submission_id == (OWN_ID if claimed == str(OWN_ID) else DERIVED)


def test_a_withdrawal_is_not_read() -> None:
    """A canceled page becomes a withdrawal under its normalised address, with its publisher."""
    value = raw(
        status="canceled",
        content=None,
        content_type=None,
        url="HTTPS://News.Example/bridge?utm_source=x",
        scraper="s",
    )
    assert to_submission(message(value), article).content == Withdrawal(
        at=FETCHED, source="news.example", scraper="s", url="https://news.example/bridge"
    )


def test_a_withdrawal_of_nothing() -> None:
    """A canceled page without an id and a usable address withdraws nothing, and is told so."""
    assert error_of(raw(status="canceled", url="mailto:someone@news.example")) == (
        Cause.INVALID_MESSAGE,
        "decode",
        "/url: is no http(s) address",
    )


def test_what_read_refuses_becomes_the_content() -> None:
    """A `PermanentError` of read travels on as the content of the submission."""
    refusal = PermanentError(Cause.NO_CONTENT, "nothing but a menu", stage="read")

    def refuse(page: RawArticle, submission_id: UUID) -> EnrichedArticle:
        raise refusal

    submission = to_submission(message(raw()), refuse)
    assert (submission.content, submission.submission_id) == (refusal, OWN_ID)


def test_a_bug_in_read_passes_through() -> None:
    """Any other exception of read reaches whoever stops the process."""

    def broken(page: RawArticle, submission_id: UUID) -> EnrichedArticle:
        raise IndexError("a bug")

    with pytest.raises(IndexError, match="a bug"):
        to_submission(message(raw()), broken)


def test_an_article_that_would_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """An article larger than the topic takes, less headroom for what relate adds, is refused before that."""
    limit = len(article(RawArticle.model_validate_json(raw()), OWN_ID).to_json())
    monkeypatch.setattr(module, "ARTICLE_MAX_BYTES", limit)
    assert isinstance(to_submission(message(raw()), article).content, EnrichedArticle)
    monkeypatch.setattr(module, "ARTICLE_MAX_BYTES", limit - 1)
    assert error_of(raw()) == (
        Cause.TOO_LARGE,
        "read",
        f"the article has {limit} bytes, {limit - 1} fit",
    )


@pytest.mark.parametrize(
    ("header", "attempts"),
    [(None, 1), (b"2", 3), (b"-1", 1), ("²".encode(), 1), (b"9" * 5000, 1), (b"\xff", 1)],
)
def test_attempts_are_counted_on(header: bytes | None, attempts: int) -> None:
    """A redriven message counts on from what it carries; nonsense counts as the first attempt."""
    headers = [("vestnik.attempts", header)] if header is not None else []
    assert message(raw(), *headers).attempts == attempts
