"""When an article counts as published."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.enriched_article import NewsDate
from services.enrich.relate.copies import since
from tests.unit.enrich.relate.articles import article, at

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
