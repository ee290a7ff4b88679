"""A dead letter as a row: pure."""

import json
from typing import Final
from uuid import UUID

from pydantic_core import from_json

from schemas.dead_letter import DeadLetter
from schemas.identity import article_id, normalise_url, own_address
from schemas.topics import ENRICHED, LINKS, RAW, STORE_RETRY
from services.store.message import Record
from services.store.tables import DeadLetterRow

_OF_ARTICLES: Final = (ENRICHED.name, LINKS.name, STORE_RETRY.name)
"""The topics whose keys begin with the id of an article; a prefix may stand before their names."""


def dead_letter_row(record: Record, about: DeadLetter | None) -> DeadLetterRow:
    """Its bytes, and what its headers say; Postgres takes it whatever is in it."""
    headers = [
        [_text(name), _text(value.decode("utf-8", "backslashreplace"))] for name, value in record.headers
    ]
    row = DeadLetterRow(
        place=f"{record.partition}/{record.offset}",
        dead_lettered_at=record.timestamp,
        key=record.key,
        value=record.value,
        headers=json.dumps(headers),
    )
    if about is None:
        return row
    return row._replace(
        article_id=_of_page(record.value) if about.topic.endswith(RAW.name) else _of_key(about, record.key),
        service=_text(about.service),
        stage=_text(about.stage),
        cause=about.cause.value,
        message=_text(about.message),
        topic=_text(about.topic),
        topic_partition=about.partition,
        topic_offset=about.offset,
        submission_id=about.submission_id,
        attempts=about.attempts,
        received_at=about.received_at,
    )


def _of_key(about: DeadLetter, key: bytes | None) -> UUID | None:
    try:
        return UUID((key or b"").partition(b"/")[0].decode()) if about.topic.endswith(_OF_ARTICLES) else None
    except ValueError:
        return None


def _of_page(value: bytes | None) -> UUID | None:
    """The article that the address of a page makes, so that its withdrawal finds the letter.

    Nobody has read which other address the page may declare.
    """
    try:
        page = from_json(value or b"")
    except ValueError:
        return None
    url = page.get("url") if isinstance(page, dict) else None
    own = own_address(normalise_url(url), None) if isinstance(url, str) else None
    return article_id(own=own, source="", headline=None, body="") if own else None


def _text(text: str) -> str:
    """Postgres takes every character but one, and no half of a pair."""
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()
