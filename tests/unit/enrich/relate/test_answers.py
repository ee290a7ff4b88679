"""Answers to links and copies."""

from uuid import UUID

from schemas.link_resolved import CopyFound, LinkResolved
from services.enrich.relate.answers import copies_found, links_resolved, with_original, with_targets
from services.enrich.relate.index import LinkRow, Sharer
from services.enrich.relate.keys import WaitingKey
from tests.unit.enrich.relate.articles import article, at, page, teaser

FIRST, SECOND, KEY, OTHER = (UUID(int=number) for number in range(1, 5))


def _row(article_id: UUID, key: UUID = KEY, method: str = "url", position: int = 0) -> LinkRow:
    return LinkRow(UUID(int=article_id.int + 100), article_id, at(2), position, key, method)  # type: ignore[arg-type]


def _answer(article_id: UUID, target: UUID, method: str = "url") -> LinkResolved:
    return LinkResolved(
        article_id=article_id, version_at=at(2), position=0, target_id=target, method=method, score=1.0
    )


def test_the_first_holder_answers_and_the_second_what_the_first_asks() -> None:
    """A page never links to itself, so its own question goes to the other."""
    rows = [_row(OTHER), _row(FIRST), _row(SECOND)]
    holders = {KEY: [FIRST, SECOND]}
    assert links_resolved(rows, holders, {(KEY, FIRST)}, ()) == [
        _answer(SECOND, FIRST),
        _answer(OTHER, FIRST),
    ]
    assert links_resolved(rows, holders, {(KEY, SECOND)}, ()) == [_answer(FIRST, SECOND)]


def test_a_link_gets_one_answer_by_the_surest_method() -> None:
    """The address is surer than the title, in either order of the rows."""
    rows = [_row(OTHER, KEY, "title"), _row(OTHER, SECOND, "url")]
    holders, served = {KEY: [FIRST], SECOND: [FIRST]}, {(KEY, FIRST), (SECOND, FIRST)}
    for order in (rows, rows[::-1]):
        assert links_resolved(order, holders, served, ()) == [_answer(OTHER, FIRST)]


def test_a_version_that_carries_its_answers_is_not_answered_again() -> None:
    """It is published in the same batch."""
    row = _row(OTHER)
    assert links_resolved([row], {KEY: [FIRST]}, {(KEY, FIRST)}, {row.version}) == []


def test_a_link_takes_the_surest_target() -> None:
    """Also where the address leads to its own page only."""
    links = [teaser(0, title="Rain in May", url=page("page"))]
    linking = article("page", related_links=links)
    waiting = [WaitingKey(0, KEY, "url"), WaitingKey(0, OTHER, "title")]
    by_title = with_targets(linking, waiting, {KEY: [linking.id], OTHER: [FIRST]}).related_links
    assert [(link.target_id, link.method, link.score) for link in by_title] == [(FIRST, "title", 1.0)]
    by_url = with_targets(linking, waiting, {KEY: [linking.id, SECOND], OTHER: [FIRST]}).related_links
    assert [(link.target_id, link.method, link.score) for link in by_url] == [(SECOND, "url", 1.0)]
    assert with_targets(linking, waiting, {}) is linking


def test_an_original_is_no_copy_of_itself() -> None:
    """Only another article counts."""
    original = article("page")
    assert with_original(original, original.id) is original
    assert with_original(original, None) is original
    assert with_original(original, FIRST).copy_of == FIRST


def test_every_other_holder_of_a_text_is_a_copy() -> None:
    """For its own newest version with that text."""
    sharers = [Sharer(SECOND, at(3)), Sharer(FIRST, at(1))]
    assert copies_found(FIRST, sharers) == [
        CopyFound(article_id=SECOND, version_at=at(3), copy_of=FIRST, similarity=1.0)
    ]
