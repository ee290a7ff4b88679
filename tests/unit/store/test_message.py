"""What a message of Kafka holds, and the letters of those that hold nothing."""

import json

import pytest

from schemas.dead_letter import PREFIX, Cause, DeadLetter
from schemas.identity import derived_submission_id
from schemas.link_resolved import CopyFound, LinkResolved
from services.runtime.errors import PermanentError
from services.store.message import Content, Decoded, Letter, Record, decode, refused
from tests.unit.store.messages import START, article, copy, decoded, key, link, record, withdrawal

EVERY = [article(), withdrawal(), link(), copy()]


@pytest.mark.parametrize("content", EVERY)
def test_message_is_known_by_its_type(content: Content) -> None:
    """`ce_type` says what a message is, whatever its topic and key."""
    read = record(content, key=b"x", topic="articles.store-retry")
    assert decode(read) == Decoded(read, content, content.to_json())


@pytest.mark.parametrize("content", EVERY)
def test_message_without_type_is_known_by_its_key(content: Content) -> None:
    """Without CloudEvents headers the shape of the key says what a message is."""
    read = record(content, headers=())
    assert (read.key, decode(read).content) == (key(content), content)


def with_field(**field: str) -> bytes:
    """An article as JSON with one field changed."""
    return json.dumps(json.loads(article().to_json()) | field).encode()


def test_withdrawal_beside_a_newer_version_is_known_by_its_key() -> None:
    """On the topic of answers it has a key of its own, of the article."""
    beside = f"{withdrawal().id}/withdrawn".encode()
    assert decode(record(withdrawal(), headers=(), key=beside)).content == withdrawal()


@pytest.mark.parametrize(
    ("value", "headers", "cause", "message"),
    [
        (b"{", (), Cause.NOT_JSON, "/: Invalid JSON"),
        (b"\xff", (), Cause.NOT_JSON, "/: Invalid JSON"),
        (b"[]", (), Cause.INVALID_MESSAGE, "/: Input should be an object"),
        (with_field(version_at="today"), (), Cause.INVALID_MESSAGE, "/version_at: Input should be a valid"),
        (
            with_field(version_at="10000-01-01T00:00:00Z"),
            (),
            Cause.INVALID_MESSAGE,
            "/version_at: Input should be a valid",
        ),
        (with_field(headline="\ud800"), (), Cause.NOT_JSON, "/: Invalid JSON"),
        (b"{}", (("ce_type", b"x.v9"),), Cause.INVALID_MESSAGE, "/ce_type: 'x.v9' is none of vestnik."),
        (None, (), Cause.INVALID_MESSAGE, "the message has no value"),
    ],
    ids=["cut short", "no UTF-8", "no object", "field", "year", "half of a pair", "type", "tombstone"],
)
def test_what_cannot_be_read_says_why(
    value: bytes | None, headers: tuple[tuple[str, bytes], ...], cause: Cause, message: str
) -> None:
    """The error of an unreadable message has its cause and names the field."""
    with pytest.raises(PermanentError) as error:
        decode(record(value=value, headers=headers))
    assert (error.value.cause, error.value.stage) == (cause, "decode")
    assert error.value.message.startswith(message)


def test_letter_tells_the_whole_story() -> None:
    """The headers of a letter say who gave up on what, where, why, and how often."""
    (item,) = decoded(article())
    letter = refused(item, PermanentError(Cause.REFUSED_BY_DATABASE, "too long", stage="write"))
    assert DeadLetter.from_headers(letter.headers()) == DeadLetter(
        service="store",
        stage="write",
        cause=Cause.REFUSED_BY_DATABASE,
        message="too long",
        topic="articles.enriched",
        partition=0,
        offset=0,
        submission_id=article().submission_id,
        attempts=1,
        received_at=START,
    )


@pytest.mark.parametrize(
    ("carried", "attempts"), [(b"2", 3), (b"many", 1), (b"9" * 5000, 1)], ids=["2", "no number", "too long"]
)
def test_letter_counts_on_after_a_redrive(carried: bytes, attempts: int) -> None:
    """A redriven message carries its attempts and its submission; nonsense in them counts as none."""
    submission = str(article().submission_id).encode()
    read = record(
        value=b"{",
        headers=((f"{PREFIX}attempts", carried), (f"{PREFIX}submission_id", submission)),
    )
    about = DeadLetter.from_headers(_letter(read).headers())
    assert (about.attempts, about.submission_id) == (attempts, article().submission_id)


@pytest.mark.parametrize("model", [LinkResolved, CopyFound])
def test_letter_of_an_answer_has_a_derived_submission(model: type[Content]) -> None:
    """An answer has no submission; its letter derives one from where the message stands."""
    (item,) = decoded(link() if model is LinkResolved else copy())
    letter = refused(item, PermanentError(Cause.REFUSED_BY_DATABASE, "", stage="write"))
    expected = derived_submission_id("articles.enriched", 0, 0)
    assert DeadLetter.from_headers(letter.headers()).submission_id == expected


def _letter(read: Record) -> Letter:
    with pytest.raises(PermanentError) as error:
        decode(read)
    return Letter(read, error.value)
