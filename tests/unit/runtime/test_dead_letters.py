"""Which dead letters belong together, and which go back where."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from schemas.dead_letter import Cause, DeadLetter
from schemas.topics import RAW, STORE_RETRY, Topic
from services.runtime.dead_letters.letters import Letter, grouped, redrive_headers, target

SUBMISSION = UUID("0b6e5f1a-9a77-4d21-8a55-0f8f5c1d2e3f")


def _letter(offset: int = 0, headers: tuple[tuple[str, bytes], ...] = (), **about: Any) -> Letter:  # noqa: ANN401
    fields = {
        "service": "enrich",
        "stage": "read",
        "cause": Cause.NO_CONTENT,
        "message": "nothing to read",
        "topic": "articles.raw",
        "partition": 0,
        "offset": 5,
        "submission_id": SUBMISSION,
        "received_at": datetime(2026, 5, 4, tzinfo=UTC),
    }
    record: Any = SimpleNamespace(partition=1, offset=offset, headers=headers, key=b"k", value=b"v")
    return Letter(DeadLetter.model_validate(fields | about), record)


def test_letters_are_grouped_by_what_an_operator_can_do() -> None:
    """One group per service, stage and cause, the largest first."""
    letters = [_letter(0, cause=Cause.NOT_JSON, stage="decode"), _letter(1), _letter(2)]
    found = [
        (group.service, group.cause, [letter.place for letter in group.letters]) for group in grouped(letters)
    ]
    assert found == [("enrich", Cause.NO_CONTENT, ["1/1", "1/2"]), ("enrich", Cause.NOT_JSON, ["1/0"])]


@pytest.mark.parametrize(
    ("service", "attempts", "topic"),
    [
        ("ingest", 1, RAW),
        ("enrich", 2, RAW),
        ("enrich", 3, None),
        ("store", 1, STORE_RETRY),
        ("store", 3, None),
    ],
)
def test_a_letter_goes_back_to_an_input_and_stays_after_three_attempts(
    service: str, attempts: int, topic: Topic | None
) -> None:
    """A redrive writes to inputs only, and a letter that failed three times goes nowhere."""
    assert target(_letter(service=service, attempts=attempts).about) == topic


def test_a_redriven_letter_keeps_what_it_is() -> None:
    """Trace, event, submission, first time and number of failures travel with it; other headers do not."""
    letter = _letter(
        headers=(("traceparent", b"00-a"), ("ce_type", b"t"), ("vestnik.cause", b"x")), attempts=2
    )
    assert redrive_headers(letter) == [
        ("traceparent", b"00-a"),
        ("ce_type", b"t"),
        ("vestnik.submission_id", str(SUBMISSION).encode()),
        ("vestnik.attempts", b"2"),
        ("vestnik.received_at", b"2026-05-04T00:00:00+00:00"),
    ]
