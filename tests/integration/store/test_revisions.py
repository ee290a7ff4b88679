"""Answers of a later revision make those of before void. On a real Postgres."""

from itertools import permutations

from schemas.link_resolved import LinkResolved
from services.store.message import Content
from tests.integration.store.tables import Tables
from tests.unit.store.messages import an_id, article, link

ENRICHER = {"version": "0.10"}
RESOLVED = {
    "position": 0,
    "kind": "teaser",
    "title": "Друга",
    "status": "resolved",
    "target_id": an_id("gone"),
}


def _answer(revision: int, target: str, method: str, score: float = 1) -> LinkResolved:
    return link(
        target_id=an_id(target), method=method, score=score, revision=revision, enricher_version="0.10"
    )


async def test_the_answer_of_the_latest_revision_stands(tables: Tables) -> None:
    """In whatever order they come, also above what the article itself says; in it the best one stands."""
    messages: list[Content] = [
        article(enricher=ENRICHER, related_links=[RESOLVED | {"method": "url", "score": 1}]),
        _answer(1, "a", "similar-title", 0),
        _answer(1, "left", "title", 0.9),
        _answer(0, "other", "url"),
    ]
    for order in permutations(messages):
        await tables.empty()
        for message in order:
            await tables.write(message)
        assert await tables.links() == [(an_id("a"), 0, "resolved", an_id("left"), "title", 0.9)]
    await tables.write(_answer(2, "a", "similar-title", 0))
    assert await tables.links() == [(an_id("a"), 0, "pending", None, None, None)]


async def test_verify_knows_revisions(tables: Tables) -> None:
    """A better answer of an earlier revision is none; one of a later revision is missing."""
    await tables.write(article(enricher=ENRICHER), _answer(1, "left", "title", 0.9))
    found = [
        await tables.differences(article(enricher=ENRICHER), _answer(revision, "other", "url"))
        for revision in range(3)
    ]
    assert found == [[], ["link"], ["link"]]
