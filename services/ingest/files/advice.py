"""Whether a message is a good `RawArticle`: what is wrong with it, and what is legal but unwise. Pure."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json

from schemas.identity import normalise_url
from schemas.raw_article import RawArticle
from schemas.validation import FieldError
from services.ingest.acceptance import Arrival, Publication, Rejection, accept_json

CLOCK_SKEW: Final = timedelta(minutes=1)
"""A clock may be so far ahead before `fetched_at` counts as in the future."""
FIRST_PAGE: Final = datetime(1991, 8, 6, tzinfo=UTC)
"""The day the web was announced; an earlier `fetched_at` is a number read wrongly."""
LIKENESS: Final = 0.75
"""How alike an unknown field must be to a known one to be taken for its misspelling (difflib's ratio)."""

_TAG = re.compile(r"<(!doctype|html|head|body|div|p|h1|article|meta|span|br|a)\b", re.IGNORECASE)
_PAGE = re.compile(r"\s*(<!doctype html|<html)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

FETCHED_AT_MISSING: Final = FieldError(
    "missing",
    "/fetched_at",
    "Field required: ingest fills it in, a direct producer says when the page was read",
)


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a message (enrich or ingest would refuse it), and what is legal but unwise."""

    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it can be used."""
        return not self.errors


def judge(value: bytes, now: datetime) -> Verdict:
    """Whether a message is a good `RawArticle`; `now` is when it was written, or checked."""
    taken = accept_json(value, Arrival(now, UUID(int=0), now))
    errors = list(taken.errors) if isinstance(taken, Rejection) else []
    document = _document(value)
    if document is None:
        return Verdict(tuple(errors))
    if document.get("fetched_at") is None:
        errors.append(FETCHED_AT_MISSING)
    warnings = tuple(_unknown_fields(document))
    if isinstance(taken, Publication) and not errors:
        warnings += tuple(_unwise(RawArticle.model_validate_json(taken.value), document, now))
    return Verdict(tuple(errors), warnings)


def without_key(verdict: Verdict) -> Verdict:
    """The same, for a message that was produced without a key."""
    if not verdict.good:
        return verdict
    warning = FieldError("no-key", "", "without a key versions of one page may be read in another order")
    return replace(verdict, warnings=(*verdict.warnings, warning))


def _document(value: bytes) -> dict[str, Any] | None:
    try:
        document = from_json(value.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _unknown_fields(document: dict[str, Any]) -> Iterator[FieldError]:
    for name in document:
        if name not in RawArticle.model_fields:
            snake = _CAPITAL.sub("_", name).replace("-", "_").lower()
            meant = difflib.get_close_matches(snake, RawArticle.model_fields, 1, LIKENESS)
            words = f"did you mean {meant[0]}?" if meant else "it is ignored"
            pointer = "/" + name.replace("~", "~0").replace("/", "~1")
            yield FieldError("unknown-field", pointer, f"no field of a RawArticle; {words}")


def _unwise(article: RawArticle, document: dict[str, Any], now: datetime) -> Iterator[FieldError]:
    if article.fetched_at > now + CLOCK_SKEW:
        yield FieldError("future", "/fetched_at", "in the future; it counts as the time when Kafka got it")
    if article.fetched_at < FIRST_PAGE:
        yield FieldError(
            "long-ago", "/fetched_at", "before there were web pages; is a unit of time mixed up?"
        )
    if article.url and normalise_url(article.url) is None:
        yield FieldError(
            "no-http-address", "/url", "no http or https address; the page counts as having none"
        )
    elif article.url is None and document.get("source") is None and article.status == "usable":
        yield FieldError("no-origin", "", "neither url nor source; the publisher will be `unknown`")
    yield from _contradiction(article)


def _contradiction(article: RawArticle) -> Iterator[FieldError]:
    text = article.content or ""
    if article.status == "canceled":
        if text:
            yield FieldError("ignored", "/content", "a withdrawal has no content")
    elif article.content_type == "text/html" and not _TAG.search(text):
        yield FieldError("content-type", "/content_type", "text/html, but there is no tag in it")
    elif article.content_type == "text/plain" and _PAGE.match(text):
        yield FieldError("content-type", "/content_type", "text/plain, but it begins as an HTML page")
