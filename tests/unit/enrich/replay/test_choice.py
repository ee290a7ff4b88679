"""Which messages a replay sends again, and with which headers."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from schemas.identity import derived_submission_id
from services.enrich.message import Message
from services.enrich.relate.known import Known
from services.enrich.replay.choice import Choice, Verdict, copy_headers, decide
from services.enrich.submission import Outcome, OutcomeKind
from tests.unit.enrich.messages import APPENDED, FETCHED, OWN_ID, message, raw

ARTICLE = UUID("3f0e8a52-5d0c-5e0f-9a51-0a1b2c3d4e5f")
ANOTHER = UUID("11111111-2222-4333-8444-555555555555")
ENRICHED = Outcome(3, 41, OWN_ID, OutcomeKind.ENRICHED, ARTICLE)
KNOWN = Known(
    id=ARTICLE,
    source="news.example",
    owner=OWN_ID,
    version_at=FETCHED,
    enricher_version="2026.9",
    content_hash="hash of the text",
    last_seen_at=FETCHED,
)
PAGE = message(raw())
EVERYTHING = Choice()
LATER = FETCHED + timedelta(minutes=1)
WITHDRAWN = replace(KNOWN, withdrawn_at=LATER, version_at=LATER, content_hash="")
REVIVED = replace(KNOWN, withdrawn_at=FETCHED, version_at=LATER, last_seen_at=LATER, owner=ANOTHER)
EDITED = replace(KNOWN, version_at=LATER, last_seen_at=LATER, owner=ANOTHER)


def copy_of(offset: bytes) -> Message:
    """A page that says of itself that it is a copy."""
    return message(raw(), ("vestnik.replay_of", offset))


@pytest.mark.parametrize(
    ("choice", "verdict"),
    [
        (EVERYTHING, Verdict.AGAIN),
        (Choice(source="news.example"), Verdict.AGAIN),
        (Choice(source="other.example"), Verdict.NOT_ASKED),
        (Choice(older_than="2026.10"), Verdict.AGAIN),
        (Choice(older_than="2026.9"), Verdict.NOT_ASKED),
        (Choice("other.example", "2026.10"), Verdict.NOT_ASKED),
    ],
)
def test_what_is_asked_for_is_sent(choice: Choice, verdict: Verdict) -> None:
    """By publisher and by the enricher of the article, whose versions are compared as numbers."""
    assert decide(PAGE, ENRICHED, KNOWN, choice, 0) is verdict


@pytest.mark.parametrize(
    ("choice", "verdict"),
    [
        (EVERYTHING, Verdict.AGAIN),
        (Choice(source="news.example"), Verdict.AGAIN),
        (Choice(source="unknown"), Verdict.NOT_ASKED),
        (Choice(older_than="2026.10"), Verdict.NOT_ASKED),
    ],
)
def test_an_article_that_the_index_forgot_goes_by_its_page(choice: Choice, verdict: Verdict) -> None:
    """Its publisher is that of the page; nobody knows which enricher read it."""
    assert decide(PAGE, ENRICHED, None, choice, 0) is verdict


@pytest.mark.parametrize("kind", [OutcomeKind.UNCHANGED, OutcomeKind.SUPERSEDED])
def test_a_repeat_is_read_again_too(kind: OutcomeKind) -> None:
    """Today's enricher may see a difference, and what was read latest counts."""
    outcome = replace(ENRICHED, kind=kind, submission_id=OWN_ID, against=ANOTHER)
    assert decide(PAGE, outcome, replace(KNOWN, owner=ANOTHER), EVERYTHING, 0) is Verdict.AGAIN


@pytest.mark.parametrize(
    ("page", "outcome", "known", "verdict"),
    [
        (PAGE, None, None, Verdict.NO_OUTCOME),
        (PAGE, replace(ENRICHED, submission_id=ANOTHER), KNOWN, Verdict.NO_OUTCOME),
        (PAGE, Outcome(3, 41, OWN_ID, OutcomeKind.DEAD_LETTER), None, Verdict.DEAD_LETTER),
        (message(b"{"), ENRICHED, KNOWN, Verdict.UNREADABLE),
        (PAGE, replace(ENRICHED, kind=OutcomeKind.CANCELED), None, Verdict.WITHDRAWN),
        (message(raw(status="canceled", content=None)), ENRICHED, KNOWN, Verdict.WITHDRAWN),
        (PAGE, ENRICHED, WITHDRAWN, Verdict.WITHDRAWN),
        (PAGE, ENRICHED, REVIVED, Verdict.WITHDRAWN),
        (message(raw(fetched_at=LATER)), ENRICHED, REVIVED, Verdict.AGAIN),
        (PAGE, ENRICHED, EDITED, Verdict.SUPERSEDED),
        (message(raw(fetched_at=LATER)), ENRICHED, EDITED, Verdict.AGAIN),
        (PAGE, ENRICHED, replace(EDITED, owner=OWN_ID), Verdict.AGAIN),
    ],
)
def test_what_is_passed_over(
    page: Message, outcome: Outcome | None, known: Known | None, verdict: Verdict
) -> None:
    """What has no outcome, ended badly, was withdrawn or replaced; the owner of the content never is."""
    assert decide(page, outcome, known, EVERYTHING, 0) is verdict


@pytest.mark.parametrize(
    ("page", "first_offset", "verdict"),
    [
        (copy_of(b"7"), 7, Verdict.COPY),
        (copy_of(b"7"), 8, Verdict.AGAIN),
        (copy_of(b"41"), 0, Verdict.AGAIN),
        (copy_of(b"-1"), 0, Verdict.AGAIN),
        (copy_of(b"9" * 5000), 0, Verdict.AGAIN),
        (copy_of(b"\xff"), 0, Verdict.AGAIN),
    ],
)
def test_a_copy_stands_in_for_what_is_gone(page: Message, first_offset: int, verdict: Verdict) -> None:
    """As long as the page itself is on the topic, only that is sent; a header that cannot be true is none."""
    assert decide(page, ENRICHED, KNOWN, EVERYTHING, first_offset) is verdict


def test_a_copy_is_the_same_submission_at_the_same_time() -> None:
    """Trace and event go along; place, time and submission are those of the page that is sent again."""
    page = message(raw(submission_id=None), ("traceparent", b"00-a"), ("vestnik.attempts", b"1"), offset=41)
    derived = derived_submission_id("articles.raw", 3, 41)
    headers = tuple(copy_headers(page, derived))
    assert headers == (
        ("traceparent", b"00-a"),
        ("vestnik.attempts", b"1"),
        ("vestnik.replay_of", b"41"),
        ("vestnik.submission_id", str(derived).encode()),
        ("vestnik.received_at", APPENDED.isoformat().encode()),
    )
    copy = replace(page, offset=99, appended_at=APPENDED + timedelta(days=7), headers=headers)
    assert (copy.submission_id(None), copy.received_at) == (derived, APPENDED)
    again = tuple(copy_headers(copy, derived))
    assert [value for name, value in again if name == "vestnik.replay_of"] == [b"99"]
    assert replace(copy, offset=200, headers=again).received_at == APPENDED
