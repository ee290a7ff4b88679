"""When an article was published: which of the dates of its page counts, and which others disagree with it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from schemas.enriched_article import NewsDate
from services.enrich.read.dates.written import Reader, readings
from services.enrich.read.page import DateClue

_MOST: Final = 5
"""Other dates that are kept."""
_NEXT: Final = timedelta(days=1)
"""A day of the page's own zone and a moment in UTC are the same within this."""
_VAGUE: Final = frozenset({"month", "year"})


class Publication(NamedTuple):
    """The date of publication, and those that are another day, best first."""

    date: NewsDate | None
    others: list[NewsDate]


def publication(clues: Iterable[DateClue], reader: Reader, changed: Iterable[DateClue] = ()) -> Publication:
    """Which of the clues, best first, is the date of publication.

    One that is only a month counts if there is no better. One that may be two days counts if another
    clue agrees with only one of them; else both are among the others. A day in the folders of the
    page's address that is earlier than what the page says is when it was first published: of 58 pages
    with both, one differs, and the address is right. Where no clue says anything, the day of the last
    change counts: of 23 pages that show both, 22 were changed within a day.
    """
    found = _settled(_read(clues, reader)) or _settled(_read(changed, reader))
    sure = [dates[0] for dates in found if len(dates) == 1]
    first = min(
        sure, key=lambda date: (not _is_earlier(date, sure[0]), date.precision in _VAGUE), default=None
    )
    if first is not None:
        first = next((date for date in sure if _refines(date, first)), first)
    others: list[NewsDate] = []
    for dates in found:
        if first is not None and any(_agree(date, first) for date in dates):
            continue
        others += [date for date in dates if not any(_agree(date, other) for other in others)]
    return Publication(first, others[:_MOST])


def _read(clues: Iterable[DateClue], reader: Reader) -> list[list[NewsDate]]:
    return [dates for clue in clues if (dates := readings(clue, reader))]


def _settled(found: Sequence[list[NewsDate]]) -> list[list[NewsDate]]:
    """The same, without the readings of a clue that others speak against."""
    sure = [dates[0] for dates in found if len(dates) == 1]
    settled = []
    for dates in found:
        agreeing = [date for date in dates if any(_agree(date, other) for other in sure)]
        settled.append(agreeing if len(agreeing) == 1 else dates)
    return settled


def _is_earlier(date: NewsDate, stated: NewsDate) -> bool:
    folders = date.origin == "url" and date.precision == "day" and "/" in date.raw
    return folders and _day(stated) - _day(date) > _NEXT


def _refines(date: NewsDate, first: NewsDate) -> bool:
    """Whether a date is the same one with its time."""
    timed = isinstance(date.value, datetime) and not isinstance(first.value, datetime)
    return timed and first.precision == "day" and _day(date) == _day(first)


def _agree(date: NewsDate, other: NewsDate) -> bool:
    """Whether two dates may be the same: as exactly as the vaguer one says, and in whatever zone."""
    precisions = {date.precision, other.precision}
    if not _VAGUE.isdisjoint(precisions):
        length = 4 if "year" in precisions else 7
        return str(_day(date))[:length] == str(_day(other))[:length]
    apart = abs(_day(date) - _day(other))
    mixed = isinstance(date.value, datetime) != isinstance(other.value, datetime)
    return apart <= (_NEXT if mixed else timedelta())


def _day(found: NewsDate) -> date:
    return found.value.date() if isinstance(found.value, datetime) else found.value
