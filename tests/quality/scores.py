"""How what was read is compared with what is known of a page."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from schemas.enriched_article import EnrichedArticle, NewsDate
from schemas.identity import fold
from schemas.raw_article import ContentType, RawArticle
from services.enrich.read import read
from services.runtime.errors import PermanentError

FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
_OFFSET: Final = re.compile(
    r":\d\d(?::\d\d?)?(?:[.,]\d+)?\s?(?:GMT|UTC)?\s?(?P<hours>[+-]\d\d):?(?P<minutes>\d\d)?(?!\d)"
)
"""What a time says of its zone: `T23:30:00-05:00`, `23:30 GMT-05`."""
_ZONES: Final = {"EST": -5, "EDT": -4, "PDT": -7, "WIB": 7, "JST": 9, "KST": 9}
"""Hours ahead of UTC of zones that pages of the sets name."""


def read_or_none(content: str, content_type: ContentType, url: str | None) -> EnrichedArticle | None:
    """The article of a page, None for one without content."""
    page = RawArticle(content=content, content_type=content_type, fetched_at=FETCHED_AT, url=url)
    try:
        return read(page, UUID(int=1))
    except PermanentError:
        return None


def token_f1(found: str, gold: str) -> float:
    """F1 of the bag of folded words."""
    ours, theirs = Counter(fold(found).split()), Counter(fold(gold).split())
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def pieces_found(found: str, pieces: Iterable[str]) -> int:
    """How many pieces of text stand in another, whatever the spaces."""
    text = " ".join(found.split())
    return sum(" ".join(piece.split()) in text for piece in pieces)


def stated_day(found: NewsDate) -> str:
    """The day of a date as its page states it: of a moment, which is in UTC, in the zone of its offset."""
    moment, offset = found.value, _OFFSET.search(found.raw)
    if isinstance(moment, datetime) and offset:
        here = datetime.strptime(offset["hours"] + (offset["minutes"] or "00"), "%z").tzinfo
        return str(moment.astimezone(here).date())
    if isinstance(moment, datetime):
        moment += timedelta(hours=next((_ZONES[word] for word in found.raw.split() if word in _ZONES), 0))
    return str(moment)[:10]


def within_a_day(found: str | None, day: str) -> bool:
    """Whether an ISO day is a day or one beside it: a newsroom's zone is that far from UTC."""
    apart = date.fromisoformat(found) - date.fromisoformat(day) if found else timedelta.max
    return abs(apart) <= timedelta(days=1)
