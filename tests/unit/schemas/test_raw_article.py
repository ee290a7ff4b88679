"""What a raw article must hold, and how it is said when it does not."""

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.raw_article import RawArticle
from schemas.validation import FieldError, field_errors

GOOD = {"content": "Text.", "content_type": "text/plain", "fetched_at": "2026-05-04T08:30:00+02:00"}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"content": None}, "/content", "missing"),
        ({"content": " \n"}, "/content", "blank"),
        ({"content_type": None}, "/content_type", "missing"),
        ({"content_type": "application/pdf"}, "/content_type", "literal_error"),
        ({"fetched_at": None}, "/fetched_at", "datetime_type"),
        ({"fetched_at": "2026-05-04T08:30:00"}, "/fetched_at", "timezone_aware"),
        ({"fetched_at": "0001-01-01T00:00:00+02:00"}, "/fetched_at", "value_error"),
        ({"fetched_at": "9999-12-31T23:59:59-05:00"}, "/fetched_at", "value_error"),
        ({"fetched_at": "0001-01-01T02:00:00+02:00"}, "/fetched_at", "value_error"),
        ({"fetched_at": "9999-12-31T23:59:59.999999Z"}, "/fetched_at", "value_error"),
        ({"fetched_at": "yesterday"}, "/fetched_at", "datetime_from_date_parsing"),
        ({"fetched_at": 1767225600}, "/fetched_at", "datetime_type"),
        ({"fetched_at": "1767225600.5"}, "/fetched_at", "datetime_type"),
        ({"date_published": 1767225600}, "/date_published", "datetime_type"),
        ({"id": "8d1c4d0e-2f33-5a50-9a39-0a3b1f7e5c11"}, "/id", "unexpected"),
        ({"date_published": "soon"}, "/date_published", "datetime_from_date_parsing"),
        ({"submission_id": "7"}, "/submission_id", "uuid_parsing"),
        ({"source": ""}, "/source", "string_too_short"),
        ({"in_language": "bulgarian language"}, "/in_language", "string_pattern_mismatch"),
        ({"authors": ["A", 3]}, "/authors/1", "string_type"),
        ({"status": "canceled"}, "/url", "missing"),
    ],
)
def test_errors_name_the_field(change: dict[str, Any], pointer: str, code: str) -> None:
    """Each thing that is wrong is said of its field."""
    with pytest.raises(ValidationError) as caught:
        RawArticle.model_validate(GOOD | change)
    assert [(error.pointer, error.code) for error in field_errors(caught.value)] == [(pointer, code)]


def test_times_are_utc() -> None:
    """A time with any offset is kept and written in UTC."""
    assert b'"fetched_at":"2026-05-04T06:30:00Z"' in RawArticle.model_validate(GOOD).to_json()


def test_unknown_fields_are_ignored() -> None:
    """A newer writer does no harm."""
    assert RawArticle.model_validate(GOOD | {"new": 1}) == RawArticle.model_validate(GOOD)


def test_pointer_is_escaped() -> None:
    """A pointer follows RFC 6901, and a field error reads as one line."""
    assert str(FieldError("missing", "/content", "Field required")) == "/content: Field required"
    assert str(FieldError("json_invalid", "", "Invalid JSON")) == "/: Invalid JSON"
