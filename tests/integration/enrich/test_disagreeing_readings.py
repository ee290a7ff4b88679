"""Readings of one article that disagree: links end as all of them together say, over both link indexes."""

import asyncio
from datetime import date
from typing import Any

from schemas.enriched_article import EnrichedArticle, NewsDate
from schemas.link_resolved import LinkResolved
from services.enrich.relate import relate
from services.enrich.submission import Withdrawal
from tests.integration.enrich.subjects import Held, Worker
from tests.unit.enrich.relate.any_order import TITLE
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submit, teaser

DAY = 86_400

Said = tuple[str | None, int]
"""Where a link leads to, None where it waits, and the revision."""


def _on(day: int) -> NewsDate:
    return NewsDate(value=date(2026, 2, day), precision="day", origin="meta", raw="")


def _linking(second: int = 1, day: int | None = 3, **fields: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    published = _on(day) if day else None
    return article(
        "linking", second, **{"related_links": [teaser(0, title=TITLE)], "date_published": published} | fields
    )


def _of_that_title(name: str, second: int = 1, day: int = 3, **fields: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    return article(name, second, **{"headline": TITLE, "date_published": _on(day)} | fields)


def _said(worker: Worker) -> list[Said]:
    by_id = {article(name).id: name for name in ("one", "other")}
    return [
        (by_id.get(one.target_id), one.revision) for one in worker.answers if isinstance(one, LinkResolved)
    ]


async def test_an_article_that_turns_out_to_be_older(worker: Worker) -> None:
    """The link was open between two as near as each other; the new date decides, in a revision of its own."""
    await worker.relate(submit(_linking(), _of_that_title("one", day=1), _of_that_title("other", day=5)))
    assert [one.related_links[0].status for one in worker.articles if one.related_links] == ["pending"]
    await worker.relate(submit(_of_that_title("other", 2, day=4), offset=3))
    assert _said(worker) == [("other", 1)]
    await worker.relate(submit(_of_that_title("other", 3, day=2), offset=4))
    assert _said(worker) == [("other", 2)]


async def test_an_older_date_moves_a_link_on_to_another_article(worker: Worker) -> None:
    """Now two are as near as each other: the answer of before was surer, and no longer stands."""
    await worker.relate(submit(_linking(), _of_that_title("one", day=3), _of_that_title("other", day=5)))
    assert [one.related_links[0].target_id for one in worker.articles if one.related_links] == [
        article("one").id
    ]
    await worker.relate(submit(_of_that_title("one", 2, day=1), offset=3))
    assert _said(worker) == [(None, 1)]


async def test_a_later_date_changes_nothing(worker: Worker) -> None:
    """The earliest date that was read stands, as if the readings had come the other way round."""
    await worker.relate(submit(_linking(), _of_that_title("one", day=1), _of_that_title("other", day=5)))
    await worker.relate(submit(_of_that_title("one", 2, day=3), offset=3))
    assert _said(worker) == []


async def test_of_two_of_one_title_and_text_one_is_edited(worker: Worker) -> None:
    """As long as the texts are one the articles are, and the link leads to the smaller id."""
    smaller = min(("one", "other"), key=lambda name: article(name).id)
    same = [_of_that_title(name, article_body=LONG_TEXT) for name in ("one", "other")]
    await worker.relate(submit(_linking(), *same))
    assert [one.related_links[0].target_id for one in worker.articles if one.related_links] == [
        article(smaller).id
    ]
    await worker.relate(submit(_of_that_title("other", 2, article_body=f"{LONG_TEXT} and more"), offset=3))
    assert _said(worker) == [(None, 1)]
    await worker.relate(submit(_of_that_title("one", 2, article_body=f"{LONG_TEXT} and more"), offset=4))
    assert _said(worker) == [(smaller, 2)]


async def test_an_edit_of_a_text_that_nobody_else_has_is_nothing_to_links(worker: Worker) -> None:
    """Also where they are open: most edits are of this kind, and no other worker has to wait for them."""
    unlike = [_of_that_title(name, article_body=f"{LONG_TEXT} in {name}") for name in ("one", "other")]
    await worker.relate(submit(_linking(), *unlike))
    await worker.relate(submit(_of_that_title("other", 2, article_body=f"{LONG_TEXT} anew"), offset=3))
    assert [revision for _, revision in _said(worker)] in ([], [0])


async def test_a_link_that_turns_out_to_be_older(worker: Worker) -> None:
    """An earlier reading of a page without a date: its own links are compared by the time of that one."""
    targets = [_of_that_title("one", day=1), _of_that_title("other", day=28)]
    await worker.relate(submit(*targets, _linking(1, day=None)))
    assert [one.related_links[0].target_id for one in worker.articles if one.related_links] == [
        article("other").id
    ]
    await worker.relate(submit(_linking(-27 * DAY, day=None), offset=3))
    assert _said(worker) == [("one", 1)]
    await worker.relate(submit(_linking(-20 * DAY, day=None), offset=4))
    assert _said(worker) == []


async def test_the_dates_of_a_batch_count_together(worker: Worker) -> None:
    """Nobody has heard of the later one yet, so no answer has to be taken back."""
    targets = [_of_that_title("one", day=1), _of_that_title("other", day=28)]
    await worker.relate(submit(*targets, _linking(1, day=None), _linking(-27 * DAY, day=None)))
    assert [one.related_links[0].target_id for one in worker.articles if one.related_links] == [
        article("one").id
    ]
    assert _said(worker) == []


async def test_a_look_in_which_links_are_answered_anew_is_alone(worker: Worker) -> None:
    """Those who look at other articles wait for it: what they answer is of the new revision."""
    await worker.relate(submit(_linking(), _of_that_title("one", day=1), _of_that_title("other", day=5)))
    held = Held()
    first = asyncio.create_task(
        relate(submit(_of_that_title("other", 2, day=2), offset=3), worker.index, held)
    )
    await held.begun.wait()
    beside = worker.beside()
    second = asyncio.create_task(beside.relate(submit(_of_that_title("third", day=3), offset=4)))
    done, _ = await asyncio.wait([second], timeout=0.3)
    assert not done
    held.let_go.set()
    await asyncio.gather(first, second)
    assert [one.revision for one in beside.answers if isinstance(one, LinkResolved)] == [1]


async def test_a_withdrawal_forgets_the_dates_before_it(worker: Worker) -> None:
    """What is read afterwards is dated by itself."""
    await worker.relate(submit(_linking(), _of_that_title("one", day=3), _of_that_title("other", day=4)))
    gone = Withdrawal(at=at(5), source=SOURCE, url=page("one"))
    await worker.relate(submit(gone, offset=3))
    assert _said(worker) == [("other", 1)]
    await worker.relate(submit(_of_that_title("one", 6, day=9), offset=4))
    assert _said(worker) == []
