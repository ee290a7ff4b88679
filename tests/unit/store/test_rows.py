"""Messages as rows."""

import itertools
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle
from services.store.rows import Article, Rows, message_rank, winners
from services.store.tables import CopyAnswer, EntityRow, LinkAnswer, LinkRow, Version
from tests.unit.store.messages import an_id, article, at, copy, decoded, link, rows_of, withdrawal


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
        EntityRow(content.id, 0, "Place", "България", "country:BG", None, 1.0, mentions)
    ]
    assert found.links == [
        LinkRow(content.id, 0, "teaser", "Друга", None, "Увод", external=False),
        LinkRow(content.id, 1, "body", None, "https://example.org/", None, external=True),
    ]
    assert rows.link_answers == [LinkAnswer(content.id, at(0), 0, an_id("t"), "url", 1.0)]


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


ASCENDING = [
    article(),
    article(hours=1, content_hash="a", enricher={"version": "0.9.0"}),
    article(hours=1, content_hash="b", enricher={"version": "0.9.0"}),
    article(hours=1, content_hash="a", enricher={"version": "0.10.0"}),
    article(hours=1, content_hash="a", enricher={"version": "0.10.0"}, changed_fields=["headline"]),
    withdrawal(hours=1),
    article(hours=2),
    withdrawal(hours=3),
]


def test_longer_of_two_writings_is_greater() -> None:
    """A longer message of one version ranks above a shorter one; of equal length one of them does."""
    ranks = [message_rank(b"x" * length) for length in range(300)]
    assert ranks == sorted(set(ranks))
    assert message_rank(b"a") != message_rank(b"b")


def test_versions_are_ordered() -> None:
    """By time, withdrawal, number of the enricher, content, and by what knows more of two writings."""
    versions = [one(content).row.version for content in ASCENDING]
    assert versions == sorted(versions)
    assert len(set(versions)) == len(ASCENDING)


@pytest.mark.parametrize("pair", list(itertools.permutations(ASCENDING, 2)))
def test_batch_is_folded_to_the_newest(pair: tuple[EnrichedArticle, ...]) -> None:
    """Of two versions in one batch the newer one is left, whatever their order."""
    newest = max(pair, key=ASCENDING.index)
    assert rows_of(decoded(*pair)).articles == rows_of(decoded(newest)).articles


def test_answers_are_folded_to_the_surest() -> None:
    """Of several answers to one question the surest is left, of equal ones the smallest id; sorted."""
    small, great = sorted((an_id(1), an_id(2)))
    first, second = sorted("ab", key=an_id)
    rows = rows_of(
        decoded(
            link(second, target_id=great),
            link(second, target_id=small),
            link(first, position=1, method="similar-title", score=1),
            link(first, position=1, method="url", score=0.1),
            link(first, hours=1),
            copy(first, of=1, similarity=0.8),
            copy(first, of=2, similarity=0.9),
        )
    )
    assert rows == Rows(
        [],
        [
            LinkAnswer(an_id(first), at(0), 1, an_id("target"), "url", 0.1),
            LinkAnswer(an_id(first), at(1), 0, an_id("target"), "title", 1.0),
            LinkAnswer(an_id(second), at(0), 0, small, "title", 1.0),
        ],
        [CopyAnswer(an_id(first), at(0), an_id(2), 0.9)],
    )
    assert rows.ids() == [an_id(first), an_id(second)]


def test_winners_are_new_or_newer() -> None:
    """An article wins when nothing is known of it, or an older version; the same version does not."""
    unknown, older, same, newer = (one(article(name, hours=1)) for name in "uosn")
    known: dict[UUID, Version] = {
        older.row.id: one(article("o", hours=2)).row.version,
        same.row.id: same.row.version,
        newer.row.id: one(article("n")).row.version,
    }
    assert winners([unknown, older, same, newer], known) == [unknown, newer]
