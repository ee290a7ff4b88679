"""Answers to links and copies."""

from uuid import UUID

from schemas.link_resolved import CopyFound, LinkResolved
from services.enrich.relate.answers import copies_found, link_resolved, with_original, with_targets
from services.enrich.relate.index import Sharer
from services.enrich.relate.resolution import Answer, Link
from tests.unit.enrich.relate.articles import article, at, teaser

FIRST, SECOND = UUID(int=1), UUID(int=2)
ANSWER = Answer("similar-title", SECOND, 0.9)


def test_a_link_takes_its_answer() -> None:
    """The others stay as they were read."""
    links = [teaser(0, title="Rain in May"), teaser(1, title="Snow in May")]
    linking = article("page", related_links=links)
    resolved = {"status": "resolved", "target_id": SECOND, "method": "similar-title", "score": 0.9}
    assert with_targets(linking, {1: ANSWER}).related_links == [
        links[0],
        links[1].model_copy(update=resolved),
    ]
    assert with_targets(linking, {}) is linking


def test_an_answer_names_the_version_that_holds_the_link() -> None:
    """And its place there."""
    link = Link(FIRST, UUID(int=7), at(2), 3, at(1))
    assert link_resolved(link, ANSWER) == LinkResolved(
        article_id=FIRST, version_at=at(2), position=3, target_id=SECOND, method="similar-title", score=0.9
    )


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
