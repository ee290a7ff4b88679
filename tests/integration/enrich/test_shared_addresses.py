"""Articles that share an address, over both link indexes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle, NewsDate
from schemas.link_resolved import CopyFound
from services.enrich.relate import relate
from services.enrich.relate.index import NEIGHBOURS
from services.enrich.submission import Emission, Withdrawal
from tests.integration.enrich.subjects import Halting, Held, Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submit


def _at_home(name: str, second: int, address: str = "home", **fields: object) -> EnrichedArticle:
    """An article that names its own address and was read at another one."""
    return article(name, second, url=page(address), canonical_url=page(name), **fields)


def _says(one: EnrichedArticle) -> tuple[UUID | None, str | None, float | None, datetime | None]:
    return one.copy_of, one.copy_method, one.similarity, one.original_at


NOTHING = None, None, None, None


def _told(
    one: EnrichedArticle, original: EnrichedArticle, second: int, version: int | None = None
) -> CopyFound:
    return CopyFound(
        article_id=one.id,
        version_at=one.version_at if version is None else at(version),
        copy_of=original.id,
        method="address",
        original_at=at(second),
    )


def _taken_back(*articles: EnrichedArticle) -> list[CopyFound]:
    return sorted(
        (
            CopyFound(article_id=one.id, version_at=one.version_at, copy_of=one.id, method="address")
            for one in articles
        ),
        key=lambda event: event.article_id,
    )


async def test_a_later_article_with_the_same_address_is_a_copy(worker: Worker) -> None:
    """Its page names another address than the one at which an earlier article stands."""
    await worker.relate(submit(original := article("home", 1)))
    assert [_says(one) for one in worker.articles] == [NOTHING]
    await worker.relate(submit(_at_home("moved", 2), offset=1))
    assert [_says(one) for one in worker.articles] == [(original.id, "address", None, at(1))]
    assert worker.answers == [_told(original, original, 1)]


async def test_an_earlier_article_tells_the_one_that_came_before_it(worker: Worker) -> None:
    """Both know in the end which of them is the original."""
    await worker.relate(submit(moved := _at_home("moved", 2)))
    await worker.relate(submit(original := article("home", 1), offset=1))
    assert [_says(one) for one in worker.articles] == [NOTHING]
    assert sorted(worker.answers, key=lambda one: one.version_at) == [
        _told(original, original, 1),
        _told(moved, original, 1),
    ]


async def test_at_the_same_time_the_smallest_id_is_the_original(worker: Worker) -> None:
    """Two articles of one second agree, also within one batch."""
    small, big = sorted((_at_home("one", 1), _at_home("two", 1)), key=lambda one: one.id)
    await worker.relate(submit(big, small))
    assert {one.id: one.copy_of for one in worker.articles} == {small.id: None, big.id: small.id}
    assert worker.answers == [_told(small, small, 1)]


async def test_the_time_of_publication_counts_before_that_of_reading(worker: Worker) -> None:
    """The one that was published first is the original, though it was read last."""
    published = NewsDate(value=at(0), precision="second", origin="meta", raw="")
    await worker.relate(submit(first_read := article("home", 1)))
    await worker.relate(submit(original := _at_home("moved", 9, date_published=published), offset=1))
    assert [_says(one) for one in worker.articles] == [NOTHING]
    assert sorted(worker.answers, key=lambda one: one.version_at) == [
        _told(first_read, original, 0),
        _told(original, original, 0),
    ]


@pytest.mark.parametrize(
    "spelling", [f"http://www.{SOURCE}/news/home/", f"https://m.{SOURCE}/news/home?print=1"]
)
async def test_every_spelling_is_the_same_address(worker: Worker, spelling: str) -> None:
    """Those that `schemas.identity.address_key` takes for one."""
    await worker.relate(submit(original := article("home", 1)))
    await worker.relate(submit(article("moved", 2, url=spelling, canonical_url=page("moved")), offset=1))
    assert [one.copy_of for one in worker.articles] == [original.id]


@pytest.mark.parametrize(
    "address", [f"https://{SOURCE}/", f"https://{SOURCE}", f"https://{SOURCE}/news"], ids=str
)
async def test_front_pages_and_sections_make_no_copies(worker: Worker, address: str) -> None:
    """An address above that of the article is where several stand."""
    pages = [article(name, 1, url=address, canonical_url=page(name)) for name in ("one", "two", "three")]
    await worker.relate(submit(*pages))
    await worker.relate(submit(article("four", 2, url=address, canonical_url=page("four")), offset=3))
    assert [_says(one) for one in worker.articles] == [NOTHING]
    assert worker.answers == []


async def test_articles_without_an_address_are_no_copies_for_that(worker: Worker) -> None:
    """What was read at the front page and names no address is known by its headline and text."""
    front = f"https://{SOURCE}/"
    await worker.relate(submit(*(article(name, 1, url=front) for name in ("one", "two", "three"))))
    assert [_says(one) for one in worker.articles] == [NOTHING] * 3
    assert worker.answers == []


async def test_an_address_of_too_many_is_nobodys(worker: Worker) -> None:
    """Who was told that it is a copy for that address is told that it is none; who comes later never is."""
    few = [_at_home(f"page {n}", n) for n in range(NEIGHBOURS)]
    await worker.relate(submit(*few))
    assert [one.copy_of for one in worker.articles] == [None, *[few[0].id] * (NEIGHBOURS - 1)]
    await worker.relate(submit(one_more := _at_home("one more", 8), offset=NEIGHBOURS))
    assert [_says(one) for one in worker.articles] == [NOTHING]
    assert worker.answers == _taken_back(*few, one_more)
    await worker.relate(submit(another := _at_home("another", 9), offset=NEIGHBOURS + 1))
    assert [_says(one) for one in worker.articles] == [NOTHING]
    assert worker.answers == _taken_back(another)


async def test_many_at_once_are_too_many_too(worker: Worker) -> None:
    """Those that were there before are told, however many come in one batch and whatever their ids."""
    few = [_at_home(f"early {n}", n) for n in range(NEIGHBOURS)]
    await worker.relate(submit(*few))
    crowd = [_at_home(f"page {n}", 5) for n in range(60)]
    await worker.relate(submit(*crowd, offset=NEIGHBOURS))
    assert {one.copy_of for one in worker.articles} == {None}
    assert worker.answers == _taken_back(*few, *crowd)


async def test_an_article_with_an_address_of_too_many_is_no_copy_by_another(worker: Worker) -> None:
    """It was read at a page that shows another article each time: what is at its addresses is not sure."""
    await worker.relate(submit(*(_at_home(f"page {n}", n) for n in range(NEIGHBOURS + 1))))
    await worker.relate(submit(original := article("own", 1), offset=9))
    await worker.relate(submit(moved := _at_home("moved", 10, "own"), offset=10))
    assert [one.copy_of for one in worker.articles] == [original.id]
    await worker.relate(submit(_at_home("moved", 11), offset=11))
    assert worker.articles == []
    assert worker.answers == _taken_back(moved)


async def test_a_crowd_is_told_again_after_a_crash(worker: Worker) -> None:
    """What was not acknowledged is not recorded."""
    few = [_at_home(f"page {n}", n) for n in range(NEIGHBOURS)]
    await worker.relate(submit(*few))
    more = submit(one_more := _at_home("one more", 8), offset=NEIGHBOURS)

    async def crash(_: Sequence[Emission]) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await relate(more, worker.index, crash)
    await worker.relate(more)
    assert worker.answers == _taken_back(*few, one_more)


async def test_an_edit_read_at_another_address_is_a_copy_still(worker: Worker) -> None:
    """An address is the article's in all its versions, in whichever order they come."""
    await worker.relate(submit(_at_home("moved", 2), article("moved", 4, headline="Another headline for it")))
    await worker.relate(submit(original := article("home", 1), offset=2))
    told = {one.version_at: one for one in worker.answers if one.article_id != original.id}
    assert told == {at(4): _told(article("moved"), original, 1, version=4)}
    await worker.relate(submit(article("moved", 6, headline="A third headline for it"), offset=3))
    assert [_says(one) for one in worker.articles] == [(original.id, "address", None, at(1))]


async def test_a_late_reading_at_a_shared_address_tells_the_newest_version(worker: Worker) -> None:
    """The reading itself is no version."""
    await worker.relate(submit(original := article("home", 1), newest := article("moved", 4)))
    assert worker.answers == []
    await worker.relate(submit(_at_home("moved", 2, headline="What it said at first"), offset=2))
    assert worker.articles == []
    assert sorted(worker.answers, key=lambda one: one.version_at) == [
        _told(original, original, 1),
        _told(newest, original, 1),
    ]


async def test_a_late_reading_that_makes_a_copy_the_original_is_told(worker: Worker) -> None:
    """An article is as old as the earliest of its readings, wherever that was."""
    await worker.relate(submit(was_first := article("home", 2), moved := _at_home("moved", 3)))
    assert {one.id: one.copy_of for one in worker.articles} == {was_first.id: None, moved.id: was_first.id}
    await worker.relate(submit(article("moved", 1), offset=2))
    assert worker.articles == []
    assert sorted(worker.answers, key=lambda one: one.version_at) == [
        _told(was_first, moved, 1),
        _told(moved, moved, 1),
    ]


async def test_who_shares_a_text_too_is_told_both(worker: Worker) -> None:
    """The earlier original stands in the article; the answer by the text comes beside it."""
    agency = article("agency", 2, article_body=LONG_TEXT, source="elsewhere.example")
    await worker.relate(submit(agency, original := article("home", 1)))
    moved = _at_home("moved", 3, article_body=LONG_TEXT)
    await worker.relate(submit(moved, offset=2))
    assert [_says(one) for one in worker.articles] == [(original.id, "address", None, at(1))]
    by_text = CopyFound(
        article_id=moved.id,
        version_at=at(3),
        copy_of=agency.id,
        method="text",
        similarity=1.0,
        original_at=at(2),
    )
    assert worker.answers == [by_text, _told(original, original, 1)]


async def test_the_same_page_with_the_same_text_says_how_alike(worker: Worker) -> None:
    """One and the same original by both methods is one by address."""
    await worker.relate(submit(original := article("home", 1, article_body=LONG_TEXT)))
    await worker.relate(submit(_at_home("moved", 2, article_body=LONG_TEXT), offset=1))
    assert [_says(one) for one in worker.articles] == [(original.id, "address", 1.0, at(1))]


async def test_nobody_is_a_copy_of_what_was_withdrawn(worker: Worker) -> None:
    """A version that comes after the withdrawal of the original is none, until that returns."""
    await worker.relate(submit(original := article("home", 1), Withdrawal(at(5), SOURCE, id=original.id)))
    await worker.relate(submit(moved := _at_home("moved", 6), offset=2))
    assert [_says(one) for one in worker.articles] == [NOTHING]
    assert worker.answers == []
    published = NewsDate(value=at(1), precision="second", origin="meta", raw="")
    await worker.relate(submit(article("home", 7, date_published=published), offset=3))
    assert [one for one in worker.answers if one.article_id == moved.id] == [_told(moved, original, 1)]


async def test_a_replay_repeats_what_it_told(worker: Worker) -> None:
    """The same article again, after a crash, says the same and tells the same."""
    await worker.relate(submit(_at_home("moved", 2)))
    batch = submit(article("home", 1), offset=1)
    await worker.relate(batch)
    published = worker.published
    await worker.relate(batch)
    assert worker.published == published


async def test_a_version_that_was_outrun_is_not_the_one_that_is_told(worker: Worker) -> None:
    """Another worker was faster with the same content: the version that stands learns what came meanwhile."""
    original, standing, outrun = article("home", 1), _at_home("moved", 2), _at_home("moved", 3)
    publishing, other = Held(), worker.beside()

    async def overtake() -> None:
        if publishing.begun.is_set():
            return
        faster = asyncio.create_task(relate(submit(standing, offset=1), worker.index, publishing))
        await publishing.begun.wait()
        await other.relate(submit(original, offset=3))
        publishing.let_go.set()
        await faster

    slow = worker.beside(Halting(worker.index, overtake))
    await slow.relate(submit(outrun, offset=2))
    assert _told(outrun, original, 1) in other.answers
    assert slow.answers == [_told(standing, original, 1)]
