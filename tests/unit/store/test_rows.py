"""Messages as rows."""

from datetime import UTC, date, datetime

import pytest

from schemas.enriched_article import CopyMethod, EnrichedArticle
from services.store.rows import Article, message_rank
from services.store.tables import CopyAnswer, EntityRow, LinkAnswer, LinkRow
from tests.unit.store.messages import an_id, article, at, decoded, rows_of


def one(content: EnrichedArticle) -> Article:
    """The rows of one article."""
    (found,) = rows_of(decoded(content)).articles
    return found


def test_entities_and_links_are_rows() -> None:
    """Each entity and link of an article is a row; an answer within it is an answer."""
    resolved = {"status": "resolved", "target_id": an_id("t"), "method": "url", "score": 1}
    content = article(
        related_links=[
            {"position": 0, "kind": "teaser", "title": "Друга", "description": "Увод"} | resolved,
            {"position": 1, "kind": "body", "url": "https://example.org/", "status": "external"},
        ]
    )
    rows = rows_of(decoded(content))
    (found,) = rows.articles
    mentions = '[{"start":0,"end":8,"text":"България"}]'
    assert found.entities == [
        EntityRow(content.id, 0, "Place", "България", "country:BG", None, 1.0, mentions, "country:BG")
    ]
    assert found.links == [
        LinkRow(content.id, 0, "teaser", "Друга", None, "Увод", external=False),
        LinkRow(content.id, 1, "body", None, "https://example.org/", None, external=True),
    ]
    assert rows.link_answers == [LinkAnswer(content.id, at(0), 0, an_id("t"), "url", 1.0, "0.1.0")]


@pytest.mark.parametrize(
    ("value", "time", "day"),
    [
        ("2024-05-01", None, date(2024, 5, 1)),
        ("2024-05-01T01:00:00+03:00", datetime(2024, 4, 30, 22, tzinfo=UTC), date(2024, 4, 30)),
    ],
)
def test_day_is_there_with_and_without_a_time(value: str, time: datetime | None, day: date) -> None:
    """A day alone gives no time; a time gives its day in UTC."""
    found = {"value": value, "precision": "day", "origin": "meta", "raw": "x"}
    row = one(article(date_published=found)).row
    assert (row.date_published, row.date_published_day) == (time, day)


def test_withdrawn_article_keeps_addresses_and_times_only() -> None:
    """Of a withdrawal that carries text nothing but id, addresses and times becomes a row."""
    full = article(
        canonical_url="https://bgnes.bg/c",
        copy_of=an_id("x"),
        related_links=[{"position": 0, "kind": "body", "target_id": an_id("t"), "method": "url", "score": 1}],
    )
    canceled = full.model_copy(update={"status": "canceled"})
    bare = EnrichedArticle(
        id=full.id,
        submission_id=full.submission_id,
        source=full.source,
        status="canceled",
        url=full.url,
        canonical_url=full.canonical_url,
        aliases=full.aliases,
        version_at=full.version_at,
        content_hash=full.content_hash,
        date_published=full.date_published,
        enricher=full.enricher,
    )
    rows = rows_of(decoded(canceled))
    (found,) = rows.articles
    rank = found.row.message_rank
    assert found == Article(one(bare).row._replace(message_rank=rank), [], [])
    assert (rows.link_answers, rows.copy_answers) == ([], [])


@pytest.mark.parametrize(
    ("method", "similarity", "expected"),
    [(None, 0.9, (0.9, "text")), ("text", 0.9, (0.9, "text")), ("address", 0.9, (None, "address"))],
)
def test_an_article_answers_what_it_is_a_copy_of(
    method: str | None, similarity: float, expected: tuple[float | None, CopyMethod]
) -> None:
    """By its method; a similarity beside the method `address` is that of the answer by text."""
    said = article(copy_of=an_id("x"), copy_method=method, similarity=similarity)
    (answer,) = rows_of(decoded(said)).copy_answers
    assert answer == CopyAnswer(said.id, said.version_at, an_id("x"), expected[0], None, expected[1])


def test_longer_of_two_writings_is_greater() -> None:
    """A longer message of one version ranks above a shorter one; of equal length one of them does."""
    ranks = [message_rank(b"x" * length) for length in range(300)]
    assert ranks == sorted(set(ranks))
    assert message_rank(b"a") != message_rank(b"b")
