"""Which date of a page is that of its publication."""

from datetime import UTC, date, datetime

from schemas.enriched_article import NewsDate
from services.enrich.read.dates.publication import Publication, publication
from services.enrich.read.dates.written import Reader
from services.enrich.read.page import DateClue

READER = Reader("en", datetime(2026, 3, 12, 12, tzinfo=UTC))
HEAD = DateClue("2026-03-11", "json-ld")
DAY = NewsDate(value=date(2026, 3, 11), precision="day", origin="json-ld", raw="2026-03-11")


def chosen(*clues: DateClue) -> tuple[str | None, list[str]]:
    """The raw words of the date and of the others."""
    found = publication(clues, READER)
    return found.date.raw if found.date else None, [date.raw for date in found.others]


def test_best_first() -> None:
    """The first date that holds counts; one on another day is kept, once."""
    later = DateClue("2026-03-10", "meta")
    found = publication(
        [DateClue("soon", "json-ld"), HEAD, later, later, DateClue("11 March 2026", "text")], READER
    )
    other = NewsDate(value=date(2026, 3, 10), precision="day", origin="meta", raw="2026-03-10")
    assert found == Publication(DAY, [other])
    assert publication([], READER) == Publication(None, [])


def test_last_change() -> None:
    """The date of the last change counts where no clue says anything; two ways to read one say something."""
    changed = [DateClue("Updated: 12 March 2026", "text")]
    day = NewsDate(value=date(2026, 3, 12), precision="day", origin="text", raw="Updated: 12 March 2026")
    assert publication([DateClue("soon", "meta")], READER, changed) == Publication(day, [])
    assert publication([HEAD], READER, changed) == Publication(DAY, [])
    either = publication([DateClue("03/02/2026", "text")], READER, changed)
    assert (either.date, len(either.others)) == (None, 2)


def test_same_day_with_its_time() -> None:
    """A time on the same day says more; in another zone it may be the day beside, and is no other date."""
    assert chosen(HEAD, DateClue("2026-03-11T08:00Z", "meta")) == ("2026-03-11T08:00Z", [])
    assert chosen(DateClue("2026-03-10T23:30Z", "meta"), HEAD) == ("2026-03-10T23:30Z", [])
    assert chosen(DateClue("2026-03-10T23:30Z", "meta"), DateClue("2026-03-11T09:30Z", "meta")) == (
        "2026-03-10T23:30Z",
        ["2026-03-11T09:30Z"],
    )


def test_month() -> None:
    """A month counts if there is no better; the day that is in it does not disagree."""
    month = DateClue("2026/03", "url")
    assert chosen(month, DateClue("11 March 2026", "text")) == ("11 March 2026", [])
    assert chosen(month) == ("2026/03", [])
    assert chosen(month, DateClue("11 February 2026", "text")) == ("11 February 2026", ["2026/03"])


def test_folders_of_the_address() -> None:
    """An earlier day in folders of the address is that of first publication; in a file name it is not."""
    folders, name = DateClue("2025/07/12", "url"), DateClue("2025-07-12", "url")
    assert chosen(HEAD, folders) == ("2025/07/12", ["2026-03-11"])
    assert chosen(HEAD, name) == ("2026-03-11", ["2025-07-12"])
    assert chosen(HEAD, DateClue("2026/03/10", "url")) == ("2026-03-11", ["2026/03/10"])


def test_two_days() -> None:
    """What may be two days is neither; it is no other date where one of them is the date."""
    either = DateClue("03/02/2026", "text")
    assert chosen(either) == (None, ["03/02/2026"] * 2)
    assert chosen(either, either) == (None, ["03/02/2026"] * 2)
    assert chosen(HEAD, either) == ("2026-03-11", ["03/02/2026"] * 2)


def test_one_of_two_days() -> None:
    """What may be two days is the one that another clue agrees with, be it only its month."""
    either = DateClue("03/02/2026", "text")
    day = NewsDate(value=date(2026, 2, 3), precision="day", origin="text", raw="03/02/2026")
    assert publication([either, DateClue("2026-02-03", "meta")], READER) == Publication(day, [])
    assert publication([DateClue("2026/02", "url"), either], READER) == Publication(day, [])
    assert chosen(either, DateClue("2026-02-03", "meta"), DateClue("2026-03-02", "meta")) == (
        "2026-02-03",
        ["2026-03-02"],
    )


def test_few() -> None:
    """Five others are kept."""
    assert len(chosen(HEAD, *(DateClue(f"2026-02-{day:02}", "text") for day in range(1, 20)))[1]) == 5
