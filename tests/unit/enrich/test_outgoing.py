"""What enrich puts on its topics."""

from uuid import uuid5

from schemas.dead_letter import Cause, DeadLetter
from schemas.identity import NAMESPACE
from schemas.link_resolved import CopyFound, LinkResolved
from schemas.raw_article import RawArticle
from schemas.topics import DEAD_LETTER, ENRICHED, LINKS
from services.enrich.message import to_submission
from services.enrich.outgoing import Record, dead_letter_record, emission_record
from services.enrich.submission import Emission
from services.runtime.errors import PermanentError
from tests.unit.enrich.messages import APPENDED, FETCHED, OWN_ID, article, message, raw

ARTICLE = article(RawArticle.model_validate_json(raw()), OWN_ID)
LINK = LinkResolved(
    article_id=ARTICLE.id, version_at=FETCHED, position=2, target_id=OWN_ID, method="url", score=1.0
)
COPY = CopyFound(article_id=ARTICLE.id, version_at=FETCHED, copy_of=OWN_ID, similarity=0.9)


def headers(record: Record) -> dict[str, str]:
    """The headers as text."""
    return {name: value.decode() for name, value in record.headers}


def test_an_article_goes_under_its_id() -> None:
    """Topic, key, value and every header of an article."""
    record = emission_record(Emission(ARTICLE, "00-trace-span-01"))
    assert (record.topic, record.key, record.value) == (
        ENRICHED,
        str(ARTICLE.id).encode(),
        ARTICLE.to_json(),
    )
    event = f"{OWN_ID}\nhash of the text\n1"
    assert headers(record) == {
        "ce_specversion": "1.0",
        "ce_type": "vestnik.enriched-article.v1",
        "ce_source": "/vestnik/enrich",
        "ce_id": str(uuid5(NAMESPACE, f"event:vestnik.enriched-article.v1\n{ARTICLE.id}\n{event}")),
        "ce_time": "2026-05-06T12:25:00Z",
        "ce_subject": str(ARTICLE.id),
        "ce_dataschema": "urn:vestnik:schema:vestnik.enriched-article.v1",
        "content-type": "application/json; charset=utf-8",
        "traceparent": "00-trace-span-01",
    }


def test_answers_go_under_article_and_place() -> None:
    """Both kinds of answers share a topic, and their type tells them apart."""
    records = [emission_record(Emission(answer)) for answer in (LINK, COPY)]
    assert [(record.topic, record.key, headers(record)["ce_type"]) for record in records] == [
        (LINKS, f"{ARTICLE.id}/2".encode(), "vestnik.link-resolved.v1"),
        (LINKS, f"{ARTICLE.id}/copy".encode(), "vestnik.copy-found.v1"),
    ]


def test_a_withdrawal_that_was_outlived_goes_beside_the_answers() -> None:
    """So the newest version stays the last message of the article's own key."""
    withdrawn = ARTICLE.model_copy(update={"status": "canceled"})
    found = emission_record(Emission(withdrawn, outlived=True))
    assert (found.topic, found.key, found.value) == (
        LINKS,
        f"{ARTICLE.id}/withdrawn".encode(),
        withdrawn.to_json(),
    )
    assert headers(found)["ce_type"] == "vestnik.enriched-article.v1"


def test_a_replay_writes_the_same_bytes() -> None:
    """The same emission twice is the same record, event id included; another answer is another event."""
    assert emission_record(Emission(LINK)) == emission_record(Emission(LINK.model_copy()))
    other = LINK.model_copy(update={"target_id": ARTICLE.id})
    assert (
        headers(emission_record(Emission(LINK)))["ce_id"]
        != headers(emission_record(Emission(other)))["ce_id"]
    )


def test_a_dead_letter_is_the_original_with_its_story() -> None:
    """Key and value are the original bytes; the headers read back as what happened."""
    original = message(
        b"{",
        ("traceparent", b"00-trace-span-01"),
        ("ce_id", b"1"),
        ("vestnik.attempts", b"1"),
        ("other", b"x"),
    )
    submission = to_submission(original, article)
    error = PermanentError(Cause.NOT_JSON, "no JSON", stage="decode")
    record = dead_letter_record(original, submission, error)
    assert (record.topic, record.key, record.value) == (DEAD_LETTER, b"any key", b"{")
    assert DeadLetter.from_headers(record.headers) == DeadLetter(
        service="enrich",
        stage="decode",
        cause=Cause.NOT_JSON,
        message="no JSON",
        topic="articles.raw",
        partition=3,
        offset=41,
        submission_id=submission.submission_id,
        attempts=2,
        received_at=APPENDED,
    )
    kept = {name: value for name, value in record.headers if not name.startswith(("vestnik.", "__connect."))}
    assert kept == {"traceparent": b"00-trace-span-01", "ce_id": b"1"}
