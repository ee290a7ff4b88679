"""Answers to links."""

from uuid import UUID

from schemas.link_resolved import LinkResolved
from services.enrich.relate.answers import link_resolved, with_targets, without_targets
from services.enrich.relate.resolution import Answer, Link
from tests.unit.enrich.relate.articles import SOURCE, article, at, teaser

FIRST, SECOND = UUID(int=1), UUID(int=2)
ANSWER = Answer("similar-title", SECOND, 0.9, frozenset({SECOND}))
OPEN = ANSWER._replace(target_id=None)


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
    assert with_targets(linking, {0: OPEN}) is linking


def test_an_article_without_its_answers_is_as_it_was_read() -> None:
    """Links within the site wait by address and title, those to others by address alone, answered or not."""
    outside = teaser(2, title="Rain in June", url="https://other.example/rain")
    links = [
        teaser(0, title="Rain in May"),
        teaser(1, title="Snow in May", url=f"https://www.{SOURCE}/snow"),
        outside.model_copy(update={"status": "external"}),
        teaser(3, title="Snow in June"),
    ]
    linking = article("page", related_links=links)
    answered = with_targets(linking, dict.fromkeys(range(3), ANSWER))
    assert [link.status for link in answered.related_links] == ["resolved"] * 3 + ["pending"]
    assert without_targets(answered) == linking


def test_an_answer_names_the_version_that_holds_the_link() -> None:
    """Its place there, and who read it."""
    link = Link(FIRST, UUID(int=7), at(2), 3, at(1), enricher_version="1.9")
    assert link_resolved(link, ANSWER) == LinkResolved(
        article_id=FIRST,
        version_at=at(2),
        position=3,
        target_id=SECOND,
        method="similar-title",
        score=0.9,
        enricher_version="1.9",
    )


def test_a_link_that_is_left_open_names_the_article_that_holds_it() -> None:
    """A link never leads to its own page, so that says that several others are as likely."""
    link = Link(FIRST, UUID(int=7), at(2), 3, at(1))
    assert link_resolved(link, OPEN).target_id == FIRST
