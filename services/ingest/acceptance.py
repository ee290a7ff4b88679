"""A body or a line becomes a message for `articles.raw`, or is refused with a reason. Pure."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, NoReturn
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from schemas.cloudevents import Header, event_headers
from schemas.identity import normalise_url, routing_key
from schemas.raw_article import RawArticle
from schemas.topics import KIBIBYTE, RAW_MAX_BYTES, TYPES
from schemas.validation import FieldError, field_errors

VALUE_MAX_BYTES: Final = RAW_MAX_BYTES - 4 * KIBIBYTE
"""The largest message: Kafka's limit counts key, headers (0.6 KB) and its own frame too."""
MAX_DEPTH: Final = 32
"""A RawArticle has two levels; a scraper's own fields beside it, which nobody reads, hardly ever ten."""
NUL: Final = "holds the character NUL, which no text has; is it UTF-16?"
SURROGATE: Final = "holds half of a surrogate pair, which is no character"

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the door knows of an article: the time, and what stands in for what its sender left out."""

    received_at: datetime
    submission_id: UUID
    fetched_at: datetime
    source: str | None = None
    traceparent: str | None = None
    line: int | None = None
    """Its line, in a batch or a file of many."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A message for `articles.raw`."""

    submission_id: UUID
    key: bytes
    value: bytes
    headers: list[Header]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an article is not taken; `errors` is never empty."""

    status: Literal["rejected", "too_large"]
    errors: tuple[FieldError, ...]
    submission_id: UUID | None = None


def accept_json(body: bytes, arrival: Arrival, *, max_depth: int = MAX_DEPTH) -> Publication | Rejection:
    """Take one RawArticle as JSON, with lists and objects in each other no deeper than `max_depth`."""
    try:
        document = _parse(body, max_depth)
    except _UnusableJsonError as error:
        return _rejected(arrival, [error.problem])
    return _accept(document, arrival)


def accept_page(
    text: str, content_type: str, arrival: Arrival, *, url: str | None = None, scraper: str | None = None
) -> Publication | Rejection:
    """Take a page as it is: HTML source or plain text."""
    named = {"url": url, "scraper": scraper}
    return _accept({"content": text, "content_type": content_type} | named, arrival)


def accept_withdrawal(arrival: Arrival, *, url: str | None, id_: str | None) -> Publication | Rejection:
    """Take the withdrawal of the article at an address, or with an id."""
    return _accept({"status": "canceled", "url": url, "id": id_}, arrival)


def too_large(limit: int, what: str, arrival: Arrival, submission_id: UUID | None = None) -> Rejection:
    """Refuse what is longer than `limit` bytes."""
    error = FieldError("too-large", "", _on_line(arrival, f"{what} is larger than {limit:,} bytes"))
    return Rejection("too_large", (error,), submission_id)


def undecodable(arrival: Arrival, reason: str) -> Rejection:
    """Refuse bytes that are no text."""
    return _rejected(arrival, [FieldError("undecodable", "", reason)])


def _accept(document: dict[str, Any], arrival: Arrival) -> Publication | Rejection:
    defaults = {
        "submission_id": arrival.submission_id,
        "fetched_at": arrival.fetched_at,
        "source": arrival.source,
    }
    missing = {name: value for name, value in defaults.items() if document.get(name) is None}
    try:
        article = RawArticle.model_validate(document | missing)
        value = article.to_json()
    except ValidationError as error:
        return _rejected(arrival, field_errors(error), document)
    except PydanticSerializationError:
        halves = [where for where, text in _texts(article) if _is_halved(text)]
        return _rejected(
            arrival, [FieldError("lone-surrogate", where, SURROGATE) for where in halves], document
        )
    # A backslash may stand before it; only then is it worth looking at each field.
    if b"\\u0000" in value and (nuls := [where for where, text in _texts(article) if "\0" in text]):
        return _rejected(arrival, [FieldError("nul", where, NUL) for where in nuls], document)
    submission_id = article.submission_id or arrival.submission_id
    if len(value) > VALUE_MAX_BYTES:
        return too_large(VALUE_MAX_BYTES, "the article as a message", arrival, _own_id(document))
    url = normalise_url(article.url) if article.url else None
    key = routing_key(url, submission_id).encode()
    return Publication(submission_id, key, value, _headers(submission_id, arrival))


def _headers(submission_id: UUID, arrival: Arrival) -> list[Header]:
    traceparent = arrival.traceparent or ""
    return event_headers(
        type_=TYPES[RawArticle],
        source="ingest",
        subject=str(submission_id),
        time=arrival.received_at,
        discriminator=str(submission_id),
        traceparent=traceparent if _TRACEPARENT.fullmatch(traceparent) else None,
    )


class _UnusableJsonError(ValueError):
    def __init__(self, code: str, message: str, pointer: str = "") -> None:
        self.problem = FieldError(code, pointer, message)
        super().__init__(message)


class _Object(dict[str, Any]):
    """A JSON object that remembers a key that it was given twice."""

    twice: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.twice = next(name for name in names if names.count(name) > 1)
    return found


def _no_number(name: str) -> NoReturn:
    raise _UnusableJsonError("not-json", f"{name} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)


def _parse(body: bytes, max_depth: int) -> dict[str, Any]:
    try:
        document = _DECODER.decode(str(body.removeprefix(BOM_UTF8), "utf-8"))
    except UnicodeDecodeError as error:
        raise _UnusableJsonError("not-utf-8", f"byte {error.start} is not UTF-8") from None
    except RecursionError:
        raise _too_deep(max_depth) from None
    except json.JSONDecodeError as error:
        raise _UnusableJsonError("not-json", f"{error.msg}, at character {error.pos}") from None
    except _UnusableJsonError:
        raise
    except ValueError:
        raise _UnusableJsonError("not-json", "a number has too many digits") from None
    if not isinstance(document, _Object):
        raise _UnusableJsonError("not-an-object", "an article is a JSON object")
    if document.twice is not None:
        raise _UnusableJsonError("duplicate-key", "given twice", _pointer(document.twice))
    for name, value in document.items():
        if isinstance(value, list | dict) and not _is_within(value, max_depth - 1):
            raise _too_deep(max_depth, _pointer(name))
    return document


def _is_within(value: object, depth: int) -> bool:
    """Whether lists and objects are in each other no deeper than `depth`; the JSON decoder bounds it."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return True
    return depth > 0 and all(_is_within(inner, depth - 1) for inner in value)


def _too_deep(max_depth: int, pointer: str = "") -> _UnusableJsonError:
    return _UnusableJsonError(
        "too-deep", f"lists and objects lie in each other deeper than {max_depth} levels", pointer
    )


def _pointer(name: str) -> str:
    return f"/{name.replace('~', '~0').replace('/', '~1')}"


def _texts(article: RawArticle) -> Iterator[tuple[str, str]]:
    yield from ((f"/{name}", value) for name, value in article if isinstance(value, str))
    yield from ((f"/authors/{place}", author) for place, author in enumerate(article.authors))


def _is_halved(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _rejected(
    arrival: Arrival, errors: list[FieldError], document: dict[str, Any] | None = None
) -> Rejection:
    named = tuple(replace(error, message=_on_line(arrival, error.message)) for error in errors)
    return Rejection("rejected", named, _own_id(document or {}))


def _on_line(arrival: Arrival, message: str) -> str:
    return message if arrival.line is None else f"line {arrival.line}: {message}"


def _own_id(document: dict[str, Any]) -> UUID | None:
    """The id that the sender gave, where it is one."""
    try:
        return UUID(document["submission_id"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
