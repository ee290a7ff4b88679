"""What is remembered of an article."""

from datetime import UTC, datetime

import pytest

from schemas.enriched_article import Image, NewsDate
from services.enrich.database.rows import from_row, to_row
from services.enrich.relate.known import changed_fields, enricher_order, field_hashes
from tests.unit.enrich.relate.articles import article, at, submission_id
from tests.unit.enrich.relate.states import known


@pytest.mark.parametrize(
    ("older", "newer"), [("1.9", "1.10"), ("2026.11.23", "2026.11.23.1"), ("2026.2.1", "2026.11.1")]
)
def test_versions_of_the_enricher_are_ordered_by_their_numbers(older: str, newer: str) -> None:
    """As people read them, not as text."""
    assert enricher_order(older) < enricher_order(newer)


def test_a_changed_field_is_named_whatever_its_type() -> None:
    """Fields that differ, that are new and that are gone; the words around a date do not count."""
    day = datetime(2026, 3, 1, tzinfo=UTC).date()
    before = article("a", authors=["A", "B"], images=[Image(caption="x")], description="lead")
    after = before.model_copy(
        update={
            "authors": ["A B"],
            "images": [Image(caption="y")],
            "description": None,
            "alternative_headline": "second",
            "date_published": NewsDate(value=day, precision="day", origin="meta", raw="1.3.2026"),
        }
    )
    assert changed_fields(field_hashes(before), field_hashes(after)) == (
        "alternative_headline",
        "authors",
        "date_published",
        "description",
        "images",
    )


def test_versions_have_names_of_their_own() -> None:
    """Another time, content, enricher or owner is another version; the same one has the same name."""
    version = known()
    others = [
        known(version_at=at(2)),
        known(content_hash="other"),
        known(enricher_version="1.1"),
        known(owner=submission_id("other")),
        known(last_seen_at=at(9)),
    ]
    assert [other.version == version.version for other in others] == [False, False, False, False, True]


@pytest.mark.parametrize(
    "state",
    [
        known(),
        known(withdrawn_at=at(9), version_at=at(9), content_hash="", keys=frozenset()),
        known(
            url=None, canonical_url="https://a.example/ж", aliases=("b", "c"), changed_fields=("headline",)
        ),
    ],
)
def test_a_row_gives_back_what_was_written(state: object) -> None:
    """Nothing that is known is lost in the table."""
    assert from_row(to_row(state)._asdict()) == state  # type: ignore[arg-type]  # parametrize has no types
