"""Links to other articles, over both link indexes."""

from typing import Any
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle, RelatedLink
from schemas.link_resolved import LinkResolved
from services.enrich.submission import OutcomeKind
from tests.integration.enrich.subjects import Worker
from tests.unit.enrich.relate.articles import article, at, page, submit, teaser

TITLE = "What happened to target today"


def _linking(*links: RelatedLink, name: str = "page", second: int = 2, **fields: Any) -> EnrichedArticle:  # noqa: ANN401
    return article(name, second, related_links=list(links), **fields)


def _resolved(link: RelatedLink, target: UUID, method: str) -> RelatedLink:
    return link.model_copy(update={"status": "resolved", "target_id": target, "method": method, "score": 1.0})


def _answer(target: UUID, method: Any = "url", position: int = 0, enricher: str = "1.0") -> LinkResolved:  # noqa: ANN401
    return LinkResolved(
        article_id=article("page").id,
        version_at=at(2),
        position=position,
        target_id=target,
        method=method,
        score=1.0,
        enricher_version=enricher,
    )


async def test_links_to_known_articles_are_resolved_at_once(worker: Worker) -> None:
    """By address in any spelling, by folded title, on another site by address; the others stay."""
    target = article("target", 1)
    links = [
        teaser(0, url="http://www.zornitsa.example/news/target/"),
        teaser(1, title="WHAT HAPPENED: to “target” today"),
        teaser(2, title=TITLE, url=page("moved")),
        teaser(3, title="Nobody wrote about that"),
        RelatedLink(position=4, kind="body", title=TITLE, url=page("unknown")),
        teaser(5, url=page("target")).model_copy(update={"status": "external"}),
        teaser(6, title=TITLE, url=page("unknown")).model_copy(update={"status": "external"}),
    ]
    await worker.relate(submit(target))
    await worker.relate(submit(_linking(*links), offset=1))
    assert worker.articles[0].related_links == [
        _resolved(links[0], target.id, "url"),
        _resolved(links[1], target.id, "title"),
        _resolved(links[2], target.id, "title"),
        *links[3:5],
        _resolved(links[5], target.id, "url"),
        links[6],
    ]
    assert worker.answers == []


async def test_a_target_that_comes_later_answers_the_links_that_wait(worker: Worker) -> None:
    """Each waiting link gets one answer, by the surest method, for the version that holds it."""
    waiting = _linking(
        teaser(0, title=TITLE, url=page("target")), teaser(1, title=TITLE), teaser(2, title="x y z")
    )
    await worker.relate(submit(waiting))
    assert [one.status for one in worker.articles[0].related_links] == ["pending"] * 3
    target = article("target", 9)
    await worker.relate(submit(target, offset=1, traceparent="trace"))
    assert worker.answers == [_answer(target.id, "url", 0), _answer(target.id, "title", 1)]
    assert [one.traceparent for one in worker.published] == ["trace"] * 3


async def test_a_replay_of_the_target_repeats_its_answers(worker: Worker) -> None:
    """An answer is matched by its key, not by whether it was given before."""
    target = article("target", 9)
    await worker.relate(submit(_linking(teaser(0, url=page("target")))))
    for _ in range(2):
        await worker.relate(submit(target, offset=1))
        assert worker.answers == [_answer(target.id)]


async def test_articles_of_one_batch_find_each_other(worker: Worker) -> None:
    """Within a batch the version itself carries the answer, whichever comes first."""
    target = article("target", 9)
    waiting, back = _linking(teaser(0, url=page("target"))), _linking(teaser(0, url=page("page")), name="b")
    await worker.relate(submit(waiting, target, back))
    assert [[link.target_id for link in one.related_links] for one in worker.articles] == [
        [target.id],
        [],
        [waiting.id],
    ]
    assert worker.answers == []


@pytest.mark.parametrize("own_place", [0, 1])
async def test_a_link_never_leads_to_its_own_page(worker: Worker, own_place: int) -> None:
    """Neither by address nor by title; another article of that title still answers, whatever its id."""
    names = sorted(("page", "twin"), key=lambda name: article(name).id)
    own_name, twin_name = names[own_place], names[1 - own_place]
    own = _linking(teaser(0, url=page(own_name)), teaser(1, title=TITLE), name=own_name, headline=TITLE)
    await worker.relate(submit(own))
    assert [one.status for one in worker.articles[0].related_links] == ["pending", "pending"]
    twin = article(twin_name, 3, headline=TITLE)
    await worker.relate(submit(twin, offset=1))
    assert worker.answers == [_answer(twin.id, "title", 1).model_copy(update={"article_id": own.id})]


async def test_a_title_counts_within_its_publisher_only(worker: Worker) -> None:
    """The same title of another publisher, and one too short to name an article, answer nothing."""
    await worker.relate(
        submit(article("target", 1, source="elsewhere.example"), article("short", 1, headline="Today"))
    )
    await worker.relate(submit(_linking(teaser(0, title=TITLE), teaser(1, title="Today")), offset=2))
    assert [one.status for one in worker.articles[0].related_links] == ["pending", "pending"]


async def test_of_several_articles_at_one_address_the_smallest_id_answers(worker: Worker) -> None:
    """Whatever the order in which link and articles come, the answer that stands is the same."""
    names = ("one", "two", "three")
    alias = {"aliases": [page("alias")]}
    small, big, biggest = sorted((article(name, 1, **alias) for name in names), key=lambda one: one.id)
    await worker.relate(submit(big, biggest, offset=7))
    await worker.relate(submit(_linking(teaser(0, url=page("alias"))), offset=1))
    assert [link.target_id for link in worker.articles[0].related_links] == [big.id]
    await worker.relate(submit(small, offset=2))
    assert [one for one in worker.answers if isinstance(one, LinkResolved)] == [_answer(small.id, "url")]
    await worker.relate(submit(big, biggest, offset=7))
    assert [one for one in worker.answers if isinstance(one, LinkResolved)] == []
    await worker.relate(submit(_linking(teaser(0, url=page("alias")), name="b"), offset=3))
    assert [link.target_id for link in worker.articles[0].related_links] == [small.id]


async def test_only_the_newest_version_of_a_page_waits(worker: Worker) -> None:
    """Links of a version that was replaced get no answer any more; what lost never waits."""
    old = _linking(teaser(0, url=page("target")), teaser(1, url=page("other")), second=1)
    new = _linking(teaser(0, url=page("target")), headline="The page is another now")
    late = _linking(teaser(5, url=page("target")), headline="The page as it was long ago", second=0)
    await worker.relate(submit(old))
    await worker.relate(submit(new, offset=1))
    await worker.relate(submit(late, offset=2))
    target, other = article("target", 9), article("other", 9)
    await worker.relate(submit(target, other, offset=3))
    assert worker.answers == [_answer(target.id)]


async def test_a_repeated_page_keeps_waiting(worker: Worker) -> None:
    """An unchanged reading neither adds nor removes links that wait."""
    link = teaser(0, url=page("target"))
    await worker.relate(submit(_linking(link), _linking(link, second=3)))
    await worker.relate(submit(_linking(link, second=4), offset=2))
    target = article("target", 9)
    await worker.relate(submit(target, offset=3))
    assert worker.answers == [_answer(target.id)]


async def test_a_new_spelling_answers_although_the_content_is_unchanged(worker: Worker) -> None:
    """A known article that is read under a further address is found under it from then on."""
    target = article("target", 1)
    await worker.relate(submit(target))
    await worker.relate(submit(_linking(teaser(0, url=page("target?edition=2"))), offset=1))
    printed = article("target", 3, url=page("target?edition=2"), canonical_url=page("target"))
    outcomes = await worker.relate(submit(printed, offset=2))
    assert outcomes[0].kind is OutcomeKind.UNCHANGED
    assert worker.published[0].message == _answer(target.id)
    await worker.relate(submit(_linking(teaser(0, url=page("target?edition=2")), name="b"), offset=3))
    assert worker.articles[0].related_links[0].target_id == target.id


async def test_the_title_of_a_late_crawl_answers_too(worker: Worker) -> None:
    """A superseded reading publishes no version, and yet the links that show its older title find it."""
    target = article("target", 5, headline="What became of the target")
    await worker.relate(submit(_linking(teaser(0, title=TITLE)), target))
    await worker.relate(submit(article("target", 1), offset=2))
    assert [one.message for one in worker.published] == [_answer(target.id, "title")]


async def test_an_edit_answers_only_what_is_new(worker: Worker) -> None:
    """A new headline answers the links that wait for it; those of the old one have their answer."""
    links = [teaser(0, title=TITLE), teaser(1, title="Target hit by a meteor"), teaser(2, url=page("target"))]
    await worker.relate(submit(_linking(*links)))
    await worker.relate(submit(article("target", 5), offset=1))
    edited = article("target", 6, headline="Target hit by a meteor")
    await worker.relate(submit(edited, offset=2))
    assert worker.answers == [_answer(edited.id, "title", 1)]


async def test_a_newer_reading_of_the_same_content_holds_the_answers(worker: Worker) -> None:
    """A later enricher's version has the same time, and its links are answered for that time."""
    link = teaser(0, url=page("target"))
    await worker.relate(submit(_linking(link)))
    newer = _linking(teaser(7, url=page("target")), second=4, enricher={"version": "2.0"})
    await worker.relate(submit(newer, offset=1))
    target = article("target", 9)
    await worker.relate(submit(target, offset=2))
    assert worker.answers == [_answer(target.id, position=7, enricher="2.0")]
