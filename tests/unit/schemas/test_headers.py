"""Headers: CloudEvents on every message, and a dead letter that can be read back."""

from datetime import UTC, datetime
from uuid import UUID

from schemas.cloudevents import event_headers, header
from schemas.dead_letter import MESSAGE_LIMIT, Cause, DeadLetter

AT = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)
LETTER = DeadLetter(
    service="enrich",
    stage="decode",
    cause=Cause.INVALID_MESSAGE,
    message="/fetched_at: Field required",
    topic="articles.raw",
    partition=3,
    offset=1207,
    submission_id=UUID("0b6e5f1a-9a77-4d21-8a55-0f8f5c1d2e3f"),
    received_at=AT,
)


def test_event_headers() -> None:
    """A message carries the required attributes of CloudEvents, its schema and its trace."""
    headers = event_headers(
        type_="vestnik.raw-article.v1",
        source="ingest",
        subject="s",
        time=AT,
        discriminator="1",
        traceparent="00-a",
    )
    assert dict(headers) | {"ce_id": b""} == {
        "ce_specversion": b"1.0",
        "ce_type": b"vestnik.raw-article.v1",
        "ce_source": b"/vestnik/ingest",
        "ce_id": b"",
        "ce_time": b"2026-05-04T06:30:00Z",
        "ce_subject": b"s",
        "ce_dataschema": b"urn:vestnik:schema:vestnik.raw-article.v1",
        "content-type": b"application/json; charset=utf-8",
        "traceparent": b"00-a",
    }


def test_event_id_is_the_same_on_every_try() -> None:
    """Written twice, an event has one id; another event has another."""

    def made(discriminator: str) -> str | None:
        headers = event_headers(type_="t", source="s", subject="x", time=AT, discriminator=discriminator)
        return header(headers, "ce_id")

    assert made("1") == made("1") != made("2")


def test_header_takes_the_last_and_survives_bytes() -> None:
    """The last of equal names counts, and bytes that are no text are no value."""
    assert header([("a", b"1"), ("a", b"2")], "a") == "2"
    assert header([("a", b"\xff")], "a") is None
    assert header([], "a") is None


def test_dead_letter_is_read_back_from_its_headers() -> None:
    """All that is known of a dead letter survives in its headers."""
    assert DeadLetter.from_headers(LETTER.to_headers()) == LETTER


def test_dead_letter_keeps_trace_and_shortens_words() -> None:
    """The trace of the original stays, and no explanation makes the headers too large."""
    long = LETTER.model_copy(update={"message": "я" * 100_000})
    headers = long.to_headers([("traceparent", b"00-a"), ("ce_id", b"1"), ("other", b"x")])
    assert header(headers, "traceparent") == "00-a"
    assert header(headers, "other") is None
    assert DeadLetter.from_headers(headers).message == "я" * MESSAGE_LIMIT
    assert sum(len(key) + len(value) for key, value in headers) < 64 * 1024
