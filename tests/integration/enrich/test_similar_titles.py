"""Links that show a title otherwise than its article does, over both link indexes."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle, NewsDate
from schemas.link_resolved import LinkResolved
from services.enrich.relate.index import CANDIDATES, NAMESAKES
from services.enrich.submission import Withdrawal
from tests.integration.enrich.subjects import Halting, Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submit, teaser

TITLE = "The old stone bridge over the river opens again after nine years"
SHORT = "The old stone bridge over the..."
REWRITTEN = "Old stone bridge over the river opens again after nine years of works"


def _linking(*titles: str, name: str = "page", **fields: Any) -> EnrichedArticle:  # noqa: ANN401, any field
    links = [teaser(place, title=title) for place, title in enumerate(titles)]
    return article(name, 2, url=None, **{"related_links": links} | fields)


def _bridge(name: str = "bridge", headline: str = TITLE, second: int = 1, **fields: Any) -> EnrichedArticle:  # noqa: ANN401
    return article(name, second, headline=headline, **fields)


def _on(day: int) -> dict[str, Any]:
    value = datetime(2026, 3, day, tzinfo=UTC).date()
    return {"date_published": NewsDate(value=value, precision="day", origin="text", raw="")}


def _found(article_: EnrichedArticle) -> list[tuple[UUID | None, str | None, float | None]]:
    return [(link.target_id, link.method, link.score) for link in article_.related_links]


def _answers(worker: Worker) -> list[tuple[int, UUID, str, float]]:
    return [
        (one.position, one.target_id, one.method, one.score)
        for one in worker.answers
        if isinstance(one, LinkResolved)
    ]


async def test_a_title_cut_short_or_rewritten_finds_its_article(worker: Worker) -> None:
    """At once where the article is known; the score says how alike the two are."""
    target = _bridge()
    await worker.relate(submit(target))
    await worker.relate(submit(_linking(SHORT, REWRITTEN, "The old town hall opens again"), offset=1))
    assert _found(worker.articles[0]) == [
        (target.id, "similar-title", 0.98),
        (target.id, "similar-title", 0.936),
        (None, None, None),
    ]


async def test_an_article_answers_the_links_that_wait_for_a_title_like_its_own(worker: Worker) -> None:
    """Later as at once; a replay repeats the answers."""
    await worker.relate(submit(_linking(SHORT, REWRITTEN)))
    assert _found(worker.articles[0]) == [(None, None, None)] * 2
    for _ in range(2):
        await worker.relate(submit(target := _bridge(), offset=1))
        assert _answers(worker) == [
            (0, target.id, "similar-title", 0.98),
            (1, target.id, "similar-title", 0.936),
        ]


async def test_a_better_answer_follows_a_worse_one_and_not_the_other_way_round(worker: Worker) -> None:
    """The article of the very title comes after one that is like it; then others that are like it come."""
    like, very, other = _bridge("like", REWRITTEN), _bridge("very"), _bridge("other", f"News: {TITLE}")
    await worker.relate(submit(_linking(TITLE)))
    await worker.relate(submit(like, offset=1))
    assert _answers(worker) == [(0, like.id, "similar-title", 0.936)]
    await worker.relate(submit(very, offset=2))
    assert _answers(worker) == [(0, very.id, "title", 1.0)]
    await worker.relate(submit(other, offset=3))
    assert _answers(worker) == []
    await worker.relate(submit(like, offset=1))
    assert _answers(worker) == []


async def test_between_two_titles_that_are_as_like_the_link_waits(worker: Worker) -> None:
    """A cut title that begins both says nothing; a third article of the very title settles it."""
    await worker.relate(submit(_bridge("one", f"{TITLE} of works"), _bridge("two", f"{TITLE} of quarrels")))
    await worker.relate(submit(_linking("The old stone bridge over the river opens again..."), offset=2))
    assert _found(worker.articles[0]) == [(None, None, None)]
    very = _bridge("very", "The old stone bridge over the river opens again")
    await worker.relate(submit(very, offset=3))
    assert _answers(worker) == [(0, very.id, "title", 1.0)]


async def test_of_articles_under_one_title_the_one_of_the_day_is_meant(worker: Worker) -> None:
    """A column of every few days; the score falls with the time between link and article."""
    columns = [_bridge(f"on {day}", "The weather on the coast", **_on(day)) for day in (3, 5, 9)]
    await worker.relate(submit(*columns))
    await worker.relate(submit(_linking("The weather on the coast", **_on(5)), offset=3))
    assert _found(worker.articles[0]) == [(columns[1].id, "title", 1.0)]
    await worker.relate(submit(_linking("The weather on the coast", name="b", **_on(8)), offset=4))
    assert _found(worker.articles[0]) == [(columns[2].id, "title", 0.9968)]


async def test_a_nearer_article_of_the_same_title_answers_again(worker: Worker) -> None:
    """A score that only grows: store keeps the nearest."""
    far, near, farther = (_bridge(f"on {day}", "The weather on the coast", **_on(day)) for day in (20, 6, 28))
    await worker.relate(submit(_linking("The weather on the coast", **_on(5))))
    answers = []
    for offset, one in enumerate((far, near, farther), 1):
        await worker.relate(submit(one, offset=offset))
        answers.append(_answers(worker))
    assert answers == [[(0, far.id, "title", 0.9667)], [(0, near.id, "title", 0.9968)], []]


async def test_one_title_over_two_articles_of_a_day_is_left_open(worker: Worker) -> None:
    """By chance the link could lead to either; the same text twice is one article, of the smaller id."""
    twins = [_bridge(name, **_on(5)) for name in ("one", "two")]
    await worker.relate(submit(*twins))
    await worker.relate(submit(_linking(TITLE, **_on(5)), offset=2))
    assert _found(worker.articles[0]) == [(None, None, None)]
    copies = [
        _bridge(name, "The mill by the river burnt down", article_body=LONG_TEXT) for name in ("a", "b")
    ]
    await worker.relate(submit(*copies, offset=3))
    await worker.relate(submit(_linking("The mill by the river burnt down", name="b page"), offset=5))
    assert _found(worker.articles[0]) == [(min(one.id for one in copies), "title", 1.0)]


async def test_a_rival_that_comes_later_leaves_the_link_open(worker: Worker) -> None:
    """The answer names the article that holds the link; a replay repeats it, a nearer article settles it."""
    linking = _linking(TITLE, **_on(5))
    await worker.relate(submit(_bridge("one", **_on(7))))
    await worker.relate(submit(linking, offset=1))
    assert [link.status for link in worker.articles[0].related_links] == ["resolved"]
    for _ in range(2):
        await worker.relate(submit(_bridge("two", **_on(7)), offset=2))
        assert _answers(worker) == [(0, linking.id, "title", 0.9938)]
    await worker.relate(submit(nearer := _bridge("three", **_on(5)), offset=3))
    assert _answers(worker) == [(0, nearer.id, "title", 1.0)]
    await worker.relate(submit(_bridge("four", **_on(7)), offset=4))
    assert _answers(worker) == []


async def test_an_article_that_is_published_again_beside_a_rival_says_that_its_link_is_open(
    worker: Worker,
) -> None:
    """What it says of its own links names targets only, and an earlier answer would stand."""
    linking = _linking(TITLE)
    await worker.relate(submit(_bridge("one"), linking))
    await worker.relate(submit(_bridge("two"), linking, offset=1))
    assert [link.status for link in worker.articles[1].related_links] == ["pending"]
    assert _answers(worker) == [(0, linking.id, "title", 1.0)]


async def test_a_title_that_very_many_articles_get_opens_the_links_that_show_it(worker: Worker) -> None:
    """Those that were answered while few had it wait again."""
    linking = _linking("The weather on the coast", **_on(5))
    columns = [_bridge(f"{n}", "The weather on the coast", **_on(5 + n)) for n in range(NAMESAKES + 1)]
    await worker.relate(submit(*columns[:-1], linking))
    assert _found(worker.articles[-1]) == [(columns[0].id, "title", 1.0)]
    await worker.relate(submit(columns[-1], offset=100))
    assert _answers(worker) == [(0, linking.id, "title", 1.0)]


async def test_the_name_of_a_column_names_no_article(worker: Worker) -> None:
    """A title over very many articles answers nothing, nor does one that is like very many."""
    columns = [_bridge(f"{n}", "The weather on the coast", **_on(1 + n)) for n in range(NAMESAKES + 1)]
    await worker.relate(submit(*columns))
    await worker.relate(submit(_linking("The weather on the coast", **_on(5)), offset=100))
    assert _found(worker.articles[0]) == [(None, None, None)]
    parts = [_bridge(f"part {n}", f"The letters of our readers, part {n}") for n in range(CANDIDATES + 1)]
    await worker.relate(submit(*parts, offset=200))
    await worker.relate(submit(_linking("The letters of our readers, part 7 of many..."), offset=300))
    assert _found(worker.articles[0]) == [(None, None, None)]


@pytest.mark.parametrize(
    ("shown", "headline"),
    [
        (
            "Weekly horoscope for the twelve signs 14 - 21 November",
            "Weekly horoscope for the twelve signs 21 - 28 November",
        ),
        ("The weather in Varna this weekend", "The weather in Sofia this weekend"),
        ("What you should know, part 2", "What you should know"),
    ],
)
async def test_what_differs_in_a_number_or_a_name_is_another_article(
    worker: Worker, shown: str, headline: str
) -> None:
    """However alike the rest is, and in either order of arrival."""
    await worker.relate(submit(_linking(shown)))
    await worker.relate(submit(_bridge("other", headline), _linking(shown, name="b"), offset=1))
    assert [_found(one) for one in worker.articles] == [[], [(None, None, None)]]
    assert worker.answers == []


async def test_of_two_addresses_that_differ_a_title_that_is_only_alike_proves_nothing(worker: Worker) -> None:
    """An answer to a comment has a page of its own and the title of the article."""
    links = [teaser(0, title=f"Re: {TITLE}", url=page("comment")), teaser(1, title=f"Re: {TITLE}")]
    target = _bridge()
    await worker.relate(submit(target))
    await worker.relate(submit(_linking(related_links=links), offset=1))
    assert [link.target_id for link in worker.articles[0].related_links] == [None, target.id]
    bare = _bridge("bare", url=None, article_body="Another text")
    await worker.relate(submit(_linking(related_links=links[:1], name="b"), offset=2))
    await worker.relate(submit(bare, offset=3))
    assert bare.id in {target_id for _, target_id, _, _ in _answers(worker)}


async def test_a_withdrawn_article_is_like_nothing(worker: Worker) -> None:
    """Its title is forgotten with its text."""
    await worker.relate(submit(_bridge()))
    await worker.relate(submit(Withdrawal(at=at(5), source=SOURCE, url=page("bridge")), offset=1))
    await worker.relate(submit(_linking(SHORT), offset=2))
    assert _found(worker.articles[0]) == [(None, None, None)]


async def test_a_title_counts_within_its_publisher_only(worker: Worker) -> None:
    """Agency texts have titles like each other on many sites."""
    await worker.relate(submit(_bridge(source="elsewhere.example")))
    await worker.relate(submit(_linking(SHORT), offset=1))
    assert _found(worker.articles[0]) == [(None, None, None)]


@pytest.mark.parametrize("headline", [f"{TITLE} | Zornitsa", f"{TITLE} {TITLE}", TITLE.upper()])
async def test_the_name_of_the_site_and_a_title_twice_do_not_count(worker: Worker, headline: str) -> None:
    """On either side, so that the title is the very same."""
    await worker.relate(submit(target := _bridge(headline=headline)))
    await worker.relate(submit(_linking(TITLE), offset=1))
    assert _found(worker.articles[0]) == [(target.id, "title", 1.0)]


async def test_titles_that_meet_between_announce_and_look_are_seen(worker: Worker) -> None:
    """Two workers announce before either looks: at least one of them finds the link."""
    both = asyncio.Barrier(2)
    workers = [worker.beside(Halting(worker.index, both.wait)) for _ in range(2)]
    batches = submit(_linking(SHORT)), submit(target := _bridge(), offset=1)
    await asyncio.gather(*(each.relate(batch) for each, batch in zip(workers, batches, strict=True)))
    by_page = [link.target_id for one in workers[0].articles for link in one.related_links]
    by_answer = [target_id for _, target_id, _, _ in _answers(workers[1])]
    assert {*by_page, *by_answer} - {None} == {target.id}
