"""From the bytes of `articles.raw` to a submission: decoded, checked, read. Pure; the child runs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import from_json

from schemas.cloudevents import TRACEPARENT, Header, header
from schemas.dead_letter import PREFIX, Cause
from schemas.enriched_article import EnrichedArticle
from schemas.identity import derived_submission_id, normalise_url, source_of
from schemas.raw_article import RawArticle
from schemas.topics import ENRICHED, KIBIBYTE
from schemas.validation import field_errors
from services.enrich.fingerprints import fingerprint
from services.enrich.submission import Submission, Withdrawal
from services.runtime.errors import PermanentError

Read: TypeAlias = Callable[[RawArticle, UUID], EnrichedArticle]
"""`services.enrich.read.read`: the page alone, without what is known of others."""

HEADROOM_BYTES: Final = 64 * KIBIBYTE
"""What relate and the headers may add to an article: aliases, link targets, CloudEvents."""
ARTICLE_MAX_BYTES: Final = ENRICHED.max_message_bytes - HEADROOM_BYTES
ATTEMPTS_HEADER: Final = f"{PREFIX}attempts"
SUBMISSION_HEADER: Final = f"{PREFIX}submission_id"
RECEIVED_HEADER: Final = f"{PREFIX}received_at"


@dataclass(frozen=True)
class Message:
    """A message of `articles.raw` as Kafka handed it over. `appended_at` is when Kafka took it."""

    topic: str
    partition: int
    offset: int
    appended_at: datetime
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...] = ()

    @property
    def size_bytes(self) -> int:
        """What it weighs in memory, roughly."""
        return len(self.key or b"") + len(self.value or b"")

    @property
    def attempts(self) -> int:
        """How often it was tried, this time included; a redrive carries the count along."""
        before = header(self.headers, ATTEMPTS_HEADER) or ""
        return int(before) + 1 if before.isascii() and before.isdecimal() and len(before) <= 3 else 1  # noqa: PLR2004, a count, not a number to fill memory with

    @property
    def received_at(self) -> datetime:
        """When Kafka took it first; a replay carries that along."""
        carried = _time(header(self.headers, RECEIVED_HEADER) or "")
        return min(carried, self.appended_at) if carried else self.appended_at

    def submission_id(self, own: UUID | None) -> UUID:
        """The id it gives itself, else the one that a redrive or replay carries, else that of its place."""
        carried = _uuid(header(self.headers, SUBMISSION_HEADER))
        return own or carried or derived_submission_id(self.topic, self.partition, self.offset)


def to_submission(message: Message, read: Read) -> Submission:
    """Decode and read a message. What is wrong with it becomes the content: a `PermanentError`.

    Any other exception of `read` is a bug and passes through.
    """
    content: EnrichedArticle | Withdrawal | PermanentError
    try:
        page = decode(message)
        submission_id = message.submission_id(page.submission_id)
    except PermanentError as error:
        content, submission_id = error, message.submission_id(_claimed_id(message.value))
    else:
        try:
            content = _withdrawal(page) if page.status == "canceled" else _fitting(read(page, submission_id))
        except PermanentError as error:
            content = error
    return Submission(
        partition=message.partition,
        offset=message.offset,
        submission_id=submission_id,
        content=content,
        traceparent=header(message.headers, TRACEPARENT),
        text=fingerprint(content.article_body) if isinstance(content, EnrichedArticle) else None,
    )


def decode(message: Message) -> RawArticle:
    """The page of a message, fetched when Kafka took it at the latest. Raises `PermanentError`."""
    try:
        page = RawArticle.model_validate_json(message.value or b"")
    except ValidationError as error:
        problems = field_errors(error)
        if problems[0].code == "json_invalid":
            raise PermanentError(Cause.NOT_JSON, problems[0].message, stage="decode") from None
        raise PermanentError(Cause.INVALID_MESSAGE, "; ".join(map(str, problems)), stage="decode") from None
    return page.model_copy(update={"fetched_at": min(page.fetched_at, message.received_at)})


def _withdrawal(page: RawArticle) -> Withdrawal:
    url = normalise_url(page.url) if page.url else None
    if url is None and page.id is None:
        raise PermanentError(Cause.INVALID_MESSAGE, "/url: is no http(s) address", stage="decode")
    return Withdrawal(
        at=page.fetched_at, source=source_of(page.source, url), scraper=page.scraper, id=page.id, url=url
    )


def _fitting(article: EnrichedArticle) -> EnrichedArticle:
    size = len(article.to_json())
    if size > ARTICLE_MAX_BYTES:
        raise PermanentError(
            Cause.TOO_LARGE,
            f"the article has {size} bytes, {ARTICLE_MAX_BYTES} fit",
            stage="read",
        )
    return article


def _claimed_id(value: bytes | None) -> UUID | None:
    """The id of a message that cannot be used otherwise."""
    try:
        fields = from_json(value or b"")
    except ValueError:
        return None
    return _uuid(fields.get("submission_id")) if isinstance(fields, dict) else None


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
