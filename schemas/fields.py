"""Types that several messages share."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError, to_json

_ENDS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""What programs write for "none", and asyncpg for -infinity and infinity, which come back without a zone."""


def _to_utc(value: datetime) -> datetime:
    try:
        moment = value.astimezone(UTC)
    except OverflowError:
        raise ValueError("in UTC this time lies outside the years 1 to 9999") from None
    if moment in _ENDS:
        raise ValueError("the first and the last moment that can be written mean no time")
    return moment


def _no_number(value: object) -> object:
    """Refuse seconds since 1970, which pydantic would take too, guessing from their size what they count."""
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise PydanticCustomError("datetime_type", "a time is written as RFC 3339: 2026-03-12T07:05:00Z")
    return value


_NUMBER = re.compile(r"\s*[+-]?[\d.]+\s*")
Utc = Annotated[AwareDatetime, BeforeValidator(_no_number), AfterValidator(_to_utc)]
"""An aware time, kept in UTC and written as RFC 3339."""

Day = Annotated[date, BeforeValidator(_no_number)]
"""A calendar day, where the time or its zone is not known."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=253)]
"""A short name of a publisher or a scraper; 253 is the longest name of a host (RFC 1035)."""

Address = Annotated[str, StringConstraints(min_length=1, max_length=8192)]
"""An address as text; servers refuse longer request lines (8 KiB is the usual limit)."""

Line = Annotated[str, StringConstraints(max_length=2000)]
"""One line of text: a headline, a name, a caption."""


class Message(BaseModel):
    """How every message behaves: fixed once made, and deaf to fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    def to_json(self) -> bytes:
        """Write the message as it stands on its topic: JSON, UTF-8, without null fields."""
        return to_json(
            self, exclude_none=True
        )  # a third of the time of model_dump_json, whose text is a copy
