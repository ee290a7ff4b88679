"""What relate derives from an article."""

from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.enriched_article import NewsDate
from services.enrich.relate.arrival import Arrival
from tests.unit.enrich.relate.articles import article, at

DAY = datetime(2026, 2, 27, tzinfo=UTC)


def _date(**fields: Any) -> NewsDate:  # noqa: ANN401, any field
    return NewsDate(origin="text", raw="", **fields)


@pytest.mark.parametrize(
    ("published", "dated"),
    [
        (None, at(7)),
        (_date(value=DAY.date(), precision="day"), DAY),
        (_date(value=DAY.replace(hour=9), precision="minute"), DAY.replace(hour=9)),
    ],
)
def test_an_article_is_dated_by_its_publication_else_by_its_reading(
    published: NewsDate | None, dated: datetime
) -> None:
    """A day counts from its start."""
    read = article("bridge", 7, date_published=published)
    assert Arrival(read.submission_id, read).dated == dated
