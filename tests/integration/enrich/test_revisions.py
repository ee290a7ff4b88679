"""Links that might have led to what is withdrawn are answered anew, over both link indexes."""

import asyncio
from typing import Any

import pytest

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import LinkResolved
from services.enrich.relate import relate
from services.enrich.submission import Emission, Withdrawal
from tests.integration.enrich.subjects import Halting, Held, Worker
from tests.unit.enrich.relate.any_order import CUT, LIKE, TITLE
from tests.unit.enrich.relate.articles import SOURCE, article, at, page, submit, teaser

Said = tuple[str, str | None, int]
"""How a link was answered: the method, the article or None where it waits, and the revision."""


def _linking(name: str = "linking", **link: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    return article(name, 1, related_links=[teaser(0, **link)])


def _of_that_title(name: str, second: int = 1, **fields: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    return article(name, second, **({"headline": TITLE} | fields))


def _withdrawal(name: str, second: int = 5) -> Withdrawal:
    return Withdrawal(at=at(second), source=SOURCE, url=page(name))


def _said(worker: Worker, *names: str) -> list[Said]:
    by_id = {article(name).id: name for name in names}
    answers = [one for one in worker.answers if isinstance(one, LinkResolved)]
    return [
        (one.method, by_id[one.target_id] if one.target_id != one.article_id else None, one.revision)
        for one in sorted(
            answers, key=lambda one: (one.method == "similar-title", one.target_id == one.article_id)
        )
    ]


async def test_of_two_of_one_title_the_one_that_is_left_is_meant(worker: Worker) -> None:
    """The link was open between them; its new answer stands above the open one."""
    await worker.relate(submit(_linking(title=TITLE)))
    await worker.relate(submit(_of_that_title("one"), _of_that_title("other"), offset=1))
    assert _said(worker) == [("title", None, 0)]
    await worker.relate(submit(_withdrawal("other"), offset=3, traceparent="trace"))
    assert _said(worker, "one") == [("title", "one", 1)]
    assert [one.traceparent for one in worker.published] == ["trace"] * 2
    await worker.relate(submit(_of_that_title("third"), offset=4))
    assert _said(worker) == [("title", None, 1)]
    await worker.relate(submit(_withdrawal("third"), _withdrawal("one"), offset=5))
    assert _said(worker) == [("similar-title", None, 2)]


async def test_a_link_whose_target_is_withdrawn_waits_for_another_one(worker: Worker) -> None:
    """Nothing is left that it leads to: that is said, and whatever comes afterwards is more."""
    await worker.relate(submit(article("target", 1), _linking(url=page("target"), title=TITLE)))
    await worker.relate(submit(_withdrawal("target"), offset=2))
    assert _said(worker) == [("similar-title", None, 1)]
    await worker.relate(submit(_of_that_title("other", 6), offset=3))
    assert _said(worker, "other") == [("title", "other", 1)]
    await worker.relate(submit(article("target", 7), offset=4))
    assert _said(worker, "target") == [("url", "target", 1)]


async def test_at_an_address_of_two_the_one_that_is_left_is_meant(worker: Worker) -> None:
    """Links go to the smallest id; when that is withdrawn, to the other one."""
    alias = {"aliases": [page("alias")]}
    small, big = sorted((article(name, 1, **alias) for name in ("one", "two")), key=lambda one: one.id)
    await worker.relate(submit(small, big, _linking(url=page("alias"))))
    gone = Withdrawal(at=at(5), source=SOURCE, id=small.id)
    await worker.relate(submit(gone, offset=3))
    (answer,) = (one for one in worker.answers if isinstance(one, LinkResolved))
    assert (answer.target_id, answer.method, answer.revision) == (big.id, "url", 1)


async def test_a_title_like_that_of_the_withdrawn_one_is_looked_up_again(worker: Worker) -> None:
    """The whole title leads to the article with one like it; the shortened one was open between two."""
    await worker.relate(submit(_linking("whole", title=TITLE), _linking("short", title=CUT)))
    await worker.relate(submit(_of_that_title("one"), _of_that_title("like it", headline=LIKE), offset=2))
    assert _said(worker, "one") == [("title", "one", 0), ("similar-title", "one", 0)]
    await worker.relate(submit(_of_that_title("other"), offset=4))
    assert _said(worker) == [("title", None, 0), ("similar-title", None, 0)]
    await worker.relate(submit(_withdrawal("one"), offset=5))
    assert _said(worker, "other") == [("title", "other", 1), ("similar-title", "other", 1)]
    await worker.relate(submit(_withdrawal("other"), offset=6))
    assert _said(worker, "like it") == [("similar-title", "like it", 2), ("similar-title", None, 2)]


async def test_a_headline_that_a_withdrawal_takes_from_an_article_that_lives_on(worker: Worker) -> None:
    """It was read again since, under another headline: the one of before leads there no longer."""
    await worker.relate(submit(_linking(title=TITLE), _of_that_title("target")))
    await worker.relate(submit(article("target", 7), offset=2))
    await worker.relate(submit(_withdrawal("target"), offset=3))
    assert _said(worker) == [("similar-title", None, 1)]


async def test_a_headline_that_was_read_after_the_withdrawal_stays(worker: Worker) -> None:
    """Whether as that of the content that stood until an edit, or in an older crawl that came late."""
    links = [_linking(title=TITLE), _linking("second", title="An older one was read then")]
    await worker.relate(submit(*links, _of_that_title("target"), _of_that_title("target", 6)))
    await worker.relate(submit(article("target", 8), offset=4))
    old = {"headline": "An older one was read then"}
    await worker.relate(submit(article("target", 2, **old), offset=5))
    await worker.relate(submit(article("target", 7, **old), offset=6))
    await worker.relate(submit(_withdrawal("target"), offset=7))
    assert _said(worker) == []
    again = article("page", 9, related_links=[teaser(0, title=TITLE), teaser(1, title=old["headline"])])
    await worker.relate(submit(again, offset=8))
    assert [link.target_id for link in worker.articles[0].related_links] == [article("target").id] * 2


async def test_an_article_that_withdrawn_readings_alone_gave_an_address(worker: Worker) -> None:
    """The article lives on, and an address is that of all of its versions, whichever reading comes last."""
    await worker.relate(submit(_linking(url=page("alias"))))
    await worker.relate(submit(_withdrawal("target"), article("target", 7), offset=1))
    await worker.relate(submit(article("target", 2, aliases=[page("alias")]), offset=3))
    assert _said(worker, "target") == [("url", "target", 0)]


async def test_the_links_of_an_article_that_is_published_again_keep_their_revision(worker: Worker) -> None:
    """An article says nothing of revisions, so what comes with it and rests on others is told beside it."""
    linking = _linking(title=TITLE)
    await worker.relate(submit(linking, _of_that_title("one"), _of_that_title("other")))
    await worker.relate(submit(_withdrawal("other"), offset=3))
    await worker.relate(submit(linking))
    assert _said(worker) == []
    assert [one.related_links[0].target_id for one in worker.articles] == [article("one").id]
    await worker.relate([*submit(linking), *submit(_of_that_title("third"), offset=4)])
    assert _said(worker) == [("title", None, 1)]


async def test_a_withdrawal_and_a_link_in_one_batch(worker: Worker) -> None:
    """Nobody has heard of that version yet, or was told of the withdrawn one meanwhile: both end alike."""
    await worker.relate(submit(_of_that_title("one"), _of_that_title("other")))
    await worker.relate(submit(_linking(title=TITLE), _withdrawal("other"), offset=2))
    assert [one.related_links[0].target_id for one in worker.articles if one.related_links] == [
        article("one").id
    ]
    assert _said(worker, "one") == [("title", "one", 1)]


async def test_a_withdrawal_before_anybody_could_find_the_article_is_none_to_links(worker: Worker) -> None:
    """No answer rested on it, so none is given anew."""
    await worker.relate(submit(_linking(title=TITLE), _of_that_title("one")))
    await worker.relate(submit(_withdrawal("other"), offset=2))
    await worker.relate(submit(_of_that_title("other"), offset=3))
    assert _said(worker) == []


async def test_what_was_announced_and_turns_out_to_be_withdrawn(worker: Worker) -> None:
    """Meanwhile another worker has found it, and said that the link is open."""
    await worker.relate(submit(_linking(title=TITLE)))
    other = worker.beside()
    said: list[list[Said]] = []

    async def meanwhile() -> None:
        if not said:
            for batch in (submit(_of_that_title("one"), offset=1), submit(_withdrawal("late"), offset=2)):
                await other.relate(batch)
                said.append(_said(other))

    late = worker.beside(Halting(worker.index, meanwhile))
    await late.relate(submit(_of_that_title("late"), offset=3))
    assert said == [[("title", None, 0)], []]
    assert _said(late, "one") == [("title", "one", 1)]


async def test_a_version_that_is_looked_up_after_the_withdrawal_has_its_revision(worker: Worker) -> None:
    """Its links were announced before, so who withdrew has answered them, and whoever came afterwards."""
    await worker.relate(submit(_of_that_title("one"), _of_that_title("other")))
    other = worker.beside()
    said: list[list[Said]] = []

    async def meanwhile() -> None:
        for batch in (submit(_withdrawal("other"), offset=2), submit(_of_that_title("third"), offset=3)):
            await other.relate(batch)
            said.append(_said(other, "one"))

    late = worker.beside(Halting(worker.index, meanwhile))
    await late.relate(submit(_linking(title=TITLE), offset=4))
    assert said == [[("title", "one", 1)], [("title", None, 1)]]
    assert [one.related_links[0].status for one in late.articles] == ["pending"]


async def test_a_crash_after_the_answers_gives_them_again(worker: Worker) -> None:
    """Nothing was recorded, so the same batch publishes the same."""
    await worker.relate(submit(_linking(title=TITLE), _of_that_title("one"), _of_that_title("other")))
    batch = submit(_withdrawal("other"), offset=3)
    published: list[Emission] = []

    async def publish_then_crash(emissions: Any) -> None:  # noqa: ANN401, emissions
        published.extend(emissions)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await relate(batch, worker.index, publish_then_crash)
    await worker.relate(batch)
    assert worker.published == published
    assert _said(worker, "one") == [("title", "one", 1)]


@pytest.mark.parametrize("withdraws", [0, 1])
async def test_a_look_in_which_something_is_withdrawn_is_alone(worker: Worker, withdraws: int) -> None:
    """It waits for those who look at other articles, and they wait for it; without it nobody waits."""
    await worker.relate(submit(article("bridge", 1)))
    batches = [submit(article("tunnel", 1), offset=1), submit(_withdrawal("bridge"), offset=2)]
    held = Held()
    first = asyncio.create_task(relate(batches[withdraws], worker.index, held))
    await held.begun.wait()
    second = asyncio.create_task(worker.beside().relate(batches[1 - withdraws]))
    done, _ = await asyncio.wait([second], timeout=0.3)
    assert not done
    held.let_go.set()
    await asyncio.gather(first, second)
