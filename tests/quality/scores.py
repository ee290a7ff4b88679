"""How what was read is compared with what is known of a page."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from schemas.enriched_article import EnrichedArticle, NewsDate
from schemas.identity import fold
from schemas.raw_article import ContentType, RawArticle
from services.enrich.read import read
from services.runtime.errors import PermanentError

FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)


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


def same_day(found: NewsDate | None, day: str) -> bool:
    """Whether a date is on a day, in UTC or in the zone of the page."""
    return found is not None and (str(found.value)[:10] == day or day in found.raw.replace("/", "-"))


def within_a_day(found: str | None, day: str) -> bool:
    """Whether an ISO date or time is on a day or one beside it: a newsroom's zone is that far from UTC."""
    apart = date.fromisoformat(found[:10]) - date.fromisoformat(day) if found else timedelta.max
    return abs(apart) <= timedelta(days=1)
