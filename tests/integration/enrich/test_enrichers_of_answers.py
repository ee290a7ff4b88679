"""A newer enricher finds other links in the same text: which of them an answer means, over both indexes."""

from typing import Any

from schemas.enriched_article import EnrichedArticle, Enricher
from schemas.link_resolved import LinkResolved
from tests.integration.enrich.subjects import Halting, Worker
from tests.unit.enrich.relate.articles import article, at, page, submission_id, submit, teaser

PAGES = 8
"""The order of names that are made of hashes is right by chance once in so many times two."""


def _read_by(version: str, name: str = "page", **fields: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    return article(name, 1, enricher=Enricher(version=version), **fields)


def _answers(worker: Worker) -> list[tuple[Any, ...]]:
    return [
        (one.version_at, one.position, one.target_id, one.enricher_version)
        for one in worker.answers
        if isinstance(one, LinkResolved)
    ]


async def test_an_answer_names_the_enricher_that_read_the_link(worker: Worker) -> None:
    """The version keeps its time when the same text is read anew, so the time alone tells no difference."""
    await worker.relate(submit(_read_by("1.9", related_links=[teaser(0, url=page("old"))])))
    await worker.relate(submit(article("old", 2), offset=1))
    assert _answers(worker) == [(at(1), 0, article("old").id, "1.9")]
    await worker.relate(submit(_read_by("1.10", related_links=[teaser(0, url=page("new"))]), offset=2))
    assert [(one.version_at, one.related_links[0].status) for one in worker.articles] == [(at(1), "pending")]
    await worker.relate(submit(article("new", 3), article("old", 2), offset=3))
    assert _answers(worker) == [(at(1), 0, article("new").id, "1.10")]


async def test_of_two_readings_that_wait_the_newer_one_is_answered_last(worker: Worker) -> None:
    """Both share a key on the topic, where the last message stays; the newer one is announced only."""
    links = [teaser(0, url=page("target"))]
    older = [_read_by("1.9", f"page {number}", related_links=links) for number in range(PAGES)]
    newer = [
        one.model_copy(
            update={"enricher": Enricher(version="1.10"), "submission_id": submission_id("replay")}
        )
        for one in older
    ]
    await worker.relate(submit(*older))

    async def target_comes() -> None:
        await worker.relate(submit(article("target", 5), offset=PAGES))

    await worker.beside(Halting(worker.index, target_comes)).relate(submit(*newer, offset=PAGES + 1))
    last = {one.article_id: one for one in worker.answers if isinstance(one, LinkResolved)}
    assert len(worker.answers) == 2 * PAGES
    assert [one.enricher_version for one in last.values()] == ["1.10"] * PAGES
