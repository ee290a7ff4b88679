"""Which version is the newest, and what the others leave behind."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle
from services.store.rows import Article
from services.store.tables import CopyAnswer, LinkAnswer, VersionRow
from services.store.versions import Changes, Folded, Known, changes
from tests.unit.store.messages import an_id, article, at, copy, decoded, link, rows_of, withdrawal

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


def batch(*contents: EnrichedArticle) -> Folded:
    """A batch of these articles."""
    return rows_of(decoded(*contents))


def one(content: EnrichedArticle) -> Article:
    """The rows of one article."""
    (found,) = batch(content).articles
    return found


def past(content: EnrichedArticle) -> VersionRow:
    """The row of one version in history."""
    return VersionRow.of(one(content).row)


def known(*contents: EnrichedArticle) -> dict[UUID, Known]:
    """These as what is stored."""
    rows = [one(content).row for content in contents]
    return {row.id: Known(row.version, row.withdrawn_at) for row in rows}


def expected(
    current: Sequence[Article] = (),
    replaced: Sequence[UUID] = (),
    displaced: Sequence[tuple[UUID, datetime]] = (),
    past: Sequence[VersionRow] = (),
    withdrawn: Mapping[UUID, datetime] | None = None,
) -> Changes:
    """Changes made of lists, as `changes` makes them."""
    return Changes([*current], [*replaced], [*displaced], [*past], withdrawn or {})


def test_versions_are_ordered() -> None:
    """By time, withdrawal, number of the enricher, content, and by what knows more of two writings."""
    versions = [one(content).row.version for content in ASCENDING]
    assert versions == sorted(versions)
    assert len(set(versions)) == len(ASCENDING)


@pytest.mark.parametrize("pair", list(itertools.permutations(ASCENDING, 2)))
def test_batch_is_folded_to_the_newest(pair: tuple[EnrichedArticle, ...]) -> None:
    """Of two versions in one batch the newer one is left, whatever their order."""
    newest = max(pair, key=ASCENDING.index)
    assert batch(*pair).articles == batch(newest).articles


def test_older_versions_of_a_batch_are_history_one_of_each_time() -> None:
    """A batch keeps of the time before its newest version the best reading of each time."""
    for order in itertools.permutations(ASCENDING[:4] + ASCENDING[6:7]):
        assert batch(*order).past == [past(ASCENDING[0]), past(ASCENDING[3])]


def test_answers_are_folded_to_the_surest() -> None:
    """Of several answers to one question the surest is left, of equal ones the smallest id; sorted."""
    small, great = sorted((an_id(1), an_id(2)))
    first, second = sorted("ab", key=an_id)
    folded = rows_of(
        decoded(
            link(second, target_id=great),
            link(second, target_id=small),
            link(first, position=1, method="similar-title", score=1),
            link(first, position=1, method="url", score=0.1),
            link(first, hours=1),
            copy(first, of=1, similarity=0.9, original=-1),
            copy(first, of=2, similarity=0.8, original=-2),
            copy(first, of=3, similarity=1.0),
            copy(first, of=4, original=-3, method="address"),
            copy(first, of=first, method="address"),
            copy(first, of=first, original=-4, method="address"),
            copy(second, of=1, original=-1, method="address"),
            copy(second, of=2, original=-2, method="address"),
        )
    )
    assert folded == Folded(
        articles=[],
        past=[],
        link_answers=[
            LinkAnswer(an_id(first), at(0), 1, an_id("target"), "url", 0.1),
            LinkAnswer(an_id(first), at(1), 0, an_id("target"), "title", 1.0),
            LinkAnswer(an_id(second), at(0), 0, small, "title", 1.0),
        ],
        copy_answers=[
            CopyAnswer(an_id(first), at(0), an_id(first), None, None, "address"),
            CopyAnswer(an_id(first), at(0), an_id(2), 0.8, at(-2), "text"),
            CopyAnswer(an_id(second), at(0), an_id(2), None, at(-2), "address"),
        ],
        dead_letters=[],
    )
    assert folded.ids() == [an_id(first), an_id(second)]


def test_new_and_newer_articles_are_written() -> None:
    """An article is written when nothing is known of it, or an older version; what is stored stays."""
    unknown, older, same, newer = (article(name, hours=1) for name in "uosn")
    found = changes(batch(unknown, older, same, newer), known(article("o", hours=2), same, article("n")))
    assert found == Changes(
        current=sorted([one(unknown), one(newer)], key=lambda rows: rows.row.id.int),
        replaced=[an_id("n")],
        displaced=[(an_id("n"), at(0))],
        past=[past(older)],
    )


def test_better_reading_of_the_same_time_leaves_no_history() -> None:
    """A version of the time of the stored one replaces it and is no change of the article."""
    better = article(enricher={"version": "0.10.0"})
    assert changes(batch(better), known(article())) == expected([one(better)], [an_id("a")])
    assert changes(batch(article()), known(better)) == expected()


def test_withdrawal_takes_what_was_before_it() -> None:
    """A withdrawal leaves nothing older in history and names the article whose text has to go."""
    found = changes(batch(withdrawal(hours=2), article(hours=1)), known(article()))
    assert found == expected([one(withdrawal(hours=2))], [an_id("a")], withdrawn={an_id("a"): at(2)})


def test_article_that_came_back_remembers_its_withdrawal() -> None:
    """What comes after a withdrawal is written with its time, and what was before it is not kept."""
    returned = one(article(hours=3))
    remembered = replace(returned, row=returned.row._replace(withdrawn_at=at(2)))
    late = batch(article(hours=1), article(hours=3))
    assert changes(late, known(withdrawal(hours=2))) == expected(
        [remembered], [an_id("a")], [(an_id("a"), at(2))]
    )


def test_late_withdrawal_is_remembered() -> None:
    """A withdrawal of a time before the stored version is history, and what was before it goes."""
    assert changes(batch(withdrawal(hours=1)), known(article(hours=2))) == expected(
        past=[past(withdrawal(hours=1))], withdrawn={an_id("a"): at(1)}
    )
