"""Which messages of `articles.raw` a replay sends again, and why not the others. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from schemas.cloudevents import Header, header
from schemas.dead_letter import PREFIX
from schemas.identity import normalise_url, source_of
from schemas.raw_article import RawArticle
from services.enrich.message import RECEIVED_HEADER, SUBMISSION_HEADER, Message, decode
from services.enrich.relate.known import Known, enricher_order
from services.enrich.submission import Outcome, OutcomeKind
from services.runtime.errors import PermanentError

COPY_HEADER: Final = f"{PREFIX}replay_of"
"""On a copy: the offset, in the same partition, of the message that was sent again."""


class Verdict(StrEnum):
    """What a replay does with a message, in the words of its summary."""

    AGAIN = "sent again"
    NOT_ASKED = "not asked for: another source, or no older enricher"
    COPY = "copies that an earlier replay made"
    NO_OUTCOME = "without an outcome: a worker has yet to read them"
    DEAD_LETTER = "dead letters (see `python -m services.runtime.dead_letters redrive`)"
    UNREADABLE = "no page that could be read"
    WITHDRAWN = "withdrawals, and pages of withdrawn articles"
    SUPERSEDED = "older than the version that is known"
    TOO_LARGE = "so large that a copy, with its headers, is no message any more"


@dataclass(frozen=True)
class Choice:
    """What was asked for; None asks for everything."""

    source: str | None = None
    older_than: str | None = None
    """The version of the enricher before which an article was read last."""


def decide(
    message: Message, outcome: Outcome | None, known: Known | None, choice: Choice, first_offset: int
) -> Verdict:
    """What to do with a message.

    `outcome` is what was recorded of it, `known` what is known now of the article that it became,
    `first_offset` the first one that its partition still has: a copy stands in for what is gone.
    """
    if (copied := _copied_offset(message)) is not None and copied >= first_offset:
        return Verdict.COPY
    if outcome is None:
        return Verdict.NO_OUTCOME
    if outcome.kind is OutcomeKind.DEAD_LETTER:
        return Verdict.DEAD_LETTER
    if choice.older_than and (known is None or not _is_older(known.enricher_version, choice.older_than)):
        return Verdict.NOT_ASKED  # most of them, when a replay is given again, so before they are decoded
    return _decide_page(message, outcome, known, choice)


def _decide_page(message: Message, outcome: Outcome, known: Known | None, choice: Choice) -> Verdict:
    try:
        page = decode(message)
    except PermanentError:
        return Verdict.UNREADABLE
    if outcome.submission_id != message.submission_id(page.submission_id):
        return Verdict.NO_OUTCOME  # the outcome is of a topic that was made anew since
    source = known.source if known else source_of(page.source, normalise_url(page.url or ""))
    if choice.source and choice.source != source:
        return Verdict.NOT_ASKED
    if _is_withdrawn(page, outcome, known):
        return Verdict.WITHDRAWN
    if known and page.fetched_at < known.version_at and outcome.submission_id != known.owner:
        return Verdict.SUPERSEDED
    return Verdict.AGAIN


def copy_headers(message: Message, submission_id: UUID) -> list[Header]:
    """The headers of its copy: its own, and what makes the copy the same submission at the same time."""
    own = {
        COPY_HEADER: str(message.offset),
        SUBMISSION_HEADER: str(submission_id),
        RECEIVED_HEADER: message.received_at.isoformat(),
    }
    kept = [(name, value) for name, value in message.headers if name not in own]
    return kept + [(name, value.encode()) for name, value in own.items()]


def _copied_offset(message: Message) -> int | None:
    """The offset that a copy names, as far as it is one before its own."""
    text = header(message.headers, COPY_HEADER) or ""
    offset = int(text) if text.isascii() and text.isdecimal() and len(text) <= 19 else None  # noqa: PLR2004, 64 bits
    return offset if offset is not None and offset < message.offset else None


def _is_withdrawn(page: RawArticle, outcome: Outcome, known: Known | None) -> bool:
    if page.status == "canceled" or outcome.kind is OutcomeKind.CANCELED:
        return True
    return bool(known and known.withdrawn_at and page.fetched_at <= known.withdrawn_at)


def _is_older(version: str, than: str) -> bool:
    return enricher_order(version) < enricher_order(than)
