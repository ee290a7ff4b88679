"""When an article counts as published, and which texts its own is compared with."""

from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import Mock

import pytest

from schemas.enriched_article import NewsDate
from services.enrich.fingerprints import fingerprint
from services.enrich.relate import relate
from services.enrich.relate.copies import copies_found, neighbours, since
from services.enrich.relate.memory import MemoryIndex
from tests.unit.enrich.relate.articles import LONG_TEXT, article, at, submit

READ = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "minute", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), "minute", READ),
        (date(2026, 3, 1), "day", READ),
        (date(2026, 2, 27), "day", datetime(2026, 2, 27, 23, 59, 59, 999999, tzinfo=UTC)),
        (date(2026, 3, 2), "day", READ),
        (date(2026, 1, 1), "month", READ),
    ],
    ids=["time", "time to come", "day", "day before", "day to come", "month"],
)
def test_since(value: Any, precision: Any, expected: datetime) -> None:  # noqa: ANN401, as a date has it
    """The time of publication, of a day the moment nearest to the reading, and never after that."""
    published = NewsDate(value=value, precision=precision, origin="meta", raw="")
    read = article("page").model_copy(update={"version_at": READ, "date_published": published})
    assert since(read) == expected


def test_since_without_a_date() -> None:
    """The moment of reading."""
    assert since(article("page", 7)) == at(7)


@pytest.mark.parametrize(("second", "compared"), [(9, [1]), (0, [1, 5])], ids=["newest", "oldest"])
async def test_the_texts_of_a_page_that_is_edited_often(second: int, compared: list[int]) -> None:
    """The newest is compared with all; these with each other only where it may be their original."""

    async def nowhere(_: object) -> None: ...

    index = MemoryIndex()
    readings = [
        article("live", at_second, article_body=f"{LONG_TEXT} at {at_second}")
        for at_second in (1, 2, 3, 4, 5, second)
    ]
    for reading in readings:
        await relate(submit(reading, offset=reading.version_at.second), index, nowhere)
    text = fingerprint(readings[-1].article_body)
    assert text
    async with index.look() as look:
        spy = Mock(wraps=look)
        await copies_found(spy, await neighbours(spy, [text]), {(text.key, readings[-1].id)})
    assert [len(call.args[0]) for call in spy.texts_like.call_args_list] == compared
