"""Copies, over both link indexes."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle, NewsDate
from schemas.link_resolved import CopyFound
from services.enrich.submission import Emission
from tests.integration.enrich.subjects import Halting, Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, article, at, submit


def _copy(name: str, second: int, **fields: object) -> EnrichedArticle:
    return article(name, second, article_body=LONG_TEXT, **fields)


def _found(copy: EnrichedArticle, original: EnrichedArticle, similarity: float = 1.0) -> CopyFound:
    return CopyFound(
        article_id=copy.id,
        version_at=copy.version_at,
        copy_of=original.id,
        similarity=similarity,
        original_at=original.version_at,
    )


def _like(*places: int) -> str:
    """A text like `LONG_TEXT`, with other words at these places; of each 4 of its 57 runs are others."""
    return " ".join(f"other{n}" if n in places else word for n, word in enumerate(LONG_TEXT.split()))


async def test_a_later_article_with_the_same_text_is_a_copy(worker: Worker) -> None:
    """Folded texts are compared, and the publisher does not matter."""
    original = _copy("agency", 1)
    await worker.relate(submit(original))
    copy = article("paper", 2, article_body=LONG_TEXT.upper() + "!", source="elsewhere.example")
    await worker.relate(submit(copy, offset=1))
    assert [(one.copy_of, one.similarity) for one in worker.articles] == [(original.id, 1.0)]
    assert worker.answers == []


async def test_an_earlier_article_tells_the_copies_that_came_before_it(worker: Worker) -> None:
    """Each copy is told for its version; the original is a copy of nothing, and says so."""
    copies = sorted((_copy(name, 5) for name in ("paper", "radio")), key=lambda one: one.id)
    await worker.relate(submit(*copies))
    await worker.relate(submit(original := _copy("agency", 1), offset=2))
    assert [(one.copy_of, one.similarity) for one in worker.articles] == [(None, None)]
    assert worker.answers == [_found(one, original) for one in (original, *copies)]


async def test_at_the_same_time_the_smallest_id_is_the_original(worker: Worker) -> None:
    """Two articles of one second agree on the original, also within one batch."""
    small, big = sorted((_copy(name, 1) for name in ("one", "two")), key=lambda one: one.id)
    await worker.relate(submit(big, small))
    assert {one.id: one.copy_of for one in worker.articles} == {small.id: None, big.id: small.id}
    assert worker.answers == [_found(small, small)]


async def test_an_edit_of_the_headline_does_not_make_the_original_a_copy(worker: Worker) -> None:
    """The first version with the text counts, and the copy is told about its own newest version."""
    original, copy = _copy("agency", 1), _copy("paper", 2)
    await worker.relate(submit(original, copy))
    await worker.relate(submit(_copy("agency", 3, headline="Another headline for the agency"), offset=2))
    assert [one.copy_of for one in worker.articles] == [None]
    later = _copy("paper", 4, headline="Another headline for the paper")
    await worker.relate(submit(later, offset=3))
    assert [one.copy_of for one in worker.articles] == [original.id]
    await worker.relate(submit(earlier := _copy("first", 0), offset=4))
    assert sorted(worker.answers, key=lambda one: one.version_at) == [
        _found(earlier, earlier),
        _found(original.model_copy(update={"version_at": at(3)}), earlier),
        _found(later, earlier),
    ]


async def test_a_short_text_is_nobodys_copy(worker: Worker) -> None:
    """Below 40 words and 240 characters the same text may be chance."""
    text = " ".join(["one"] * 39)
    await worker.relate(submit(article("a", 1, article_body=text), article("b", 2, article_body=text)))
    assert [one.copy_of for one in worker.articles] == [None, None]


async def test_a_text_that_is_much_alike_is_a_copy_too(worker: Worker) -> None:
    """Four fifths of the runs of words are common; the similarity says about that."""
    await worker.relate(submit(original := _copy("agency", 1)))
    await worker.relate(submit(article("paper", 2, article_body=_like(20, 40)), offset=1))
    (copy,) = worker.articles
    assert (copy.copy_of, copy.original_at) == (original.id, at(1))
    assert copy.similarity is not None
    assert abs(copy.similarity - 49 / 65) < 0.15
    assert worker.answers == []
    await worker.relate(submit(article("other", 3, article_body=_like(*range(0, 60, 4))), offset=2))
    assert [one.copy_of for one in worker.articles] == [None]


async def test_the_day_of_publication_counts_before_the_time_of_reading(worker: Worker) -> None:
    """An original that is read last is told to the copy."""
    day = NewsDate(value=at(-90_000).date(), precision="day", origin="meta", raw="27 Feb")
    await worker.relate(submit(copy := _copy("paper", 1)))
    await worker.relate(submit(original := _copy("agency", 9, date_published=day), offset=1))
    assert [one.copy_of for one in worker.articles] == [None]
    since = {"original_at": datetime(2026, 2, 27, 23, 59, 59, 999999, tzinfo=UTC)}
    assert worker.answers == [_found(one, original).model_copy(update=since) for one in (original, copy)]


async def test_each_text_is_judged_by_its_own_likes(worker: Worker) -> None:
    """A copy of a copy that is not like the first text has the copy as its original."""
    first, middle, last = LONG_TEXT, _like(5, 15, 25), _like(5, 15, 25, 35, 45, 55)
    await worker.relate(submit(one := article("one", 1, article_body=first)))
    await worker.relate(submit(two := article("two", 2, article_body=middle), offset=1))
    await worker.relate(submit(article("three", 3, article_body=last), offset=2))
    assert [article.copy_of for article in worker.articles] == [two.id]
    assert one.id != two.id


async def test_a_late_reading_that_makes_a_copy_the_original_is_told(worker: Worker) -> None:
    """Both are told: the one that it is a copy now, the other that it is none any more."""
    await worker.relate(submit(agency := _copy("agency", 3)))
    await worker.relate(submit(paper := _copy("paper", 5), offset=1))
    assert [one.copy_of for one in worker.articles] == [agency.id]
    await worker.relate(submit(earlier := _copy("paper", 1), offset=2))
    told = {one.article_id: one for one in worker.answers if isinstance(one, CopyFound)}
    assert told[agency.id] == _found(agency, earlier)
    assert told[paper.id] == _found(paper, earlier)
    assert told[paper.id].copy_of == paper.id


async def test_a_copy_that_is_read_again_beside_its_earlier_reading_is_the_original(worker: Worker) -> None:
    """Its version is published once more and names nobody, which does not undo what was told of it before."""
    one, other = _copy("one", 4), _copy("other", 2)
    await worker.relate(submit(one))
    await worker.relate(submit(other, offset=1))
    assert worker.answers == [_found(other, other), _found(one, other)]
    earlier = _copy("one", 0)
    (again,) = submit(one)
    (late,) = submit(earlier, offset=2)
    await worker.relate([late, again])
    assert [article.copy_of for article in worker.articles] == [None]
    since = {"original_at": earlier.version_at}
    assert sorted(worker.answers, key=lambda answer: answer.version_at) == [
        _found(other, one).model_copy(update=since),
        _found(one, one).model_copy(update=since),
    ]


async def test_of_two_readings_at_one_moment_the_one_that_stands_is_told(worker: Worker) -> None:
    """Both were announced before either was recorded; the later one is no version of the article."""
    copy = _copy("copy", 1)
    first, second = submit(copy, _copy("copy", 3))
    ahead = worker.beside()

    async def meanwhile() -> None:
        if not ahead.published:
            await ahead.relate([first])

    await worker.beside(Halting(worker.index, meanwhile)).relate([second])
    await worker.relate(submit(original := _copy("agency", 0), offset=2))
    assert _found(copy, original) in worker.answers


async def test_an_earlier_reading_of_what_nobody_copied_tells_nothing(worker: Worker) -> None:
    """There is nobody to tell."""
    await worker.relate(submit(_copy("agency", 3)))
    await worker.relate(submit(_copy("agency", 1), offset=1))
    assert worker.published == []


def _what_store_holds(emissions: Sequence[Emission]) -> dict[UUID, UUID | None]:
    """Of each article what its current version is a copy of: the answer with the earliest original stands."""
    current: dict[UUID, EnrichedArticle] = {}
    answers: dict[tuple[UUID, datetime], list[tuple[datetime, UUID]]] = {}
    for message in (one.message for one in emissions):
        if isinstance(message, EnrichedArticle):
            known = current.get(message.id, message)
            current[message.id] = max(known, message, key=lambda one: (one.version_at, one.content_hash))
        if isinstance(message, EnrichedArticle | CopyFound) and message.copy_of and message.original_at:
            article_id = message.id if isinstance(message, EnrichedArticle) else message.article_id
            answer = message.original_at, message.copy_of
            answers.setdefault((article_id, message.version_at), []).append(answer)
    best = {
        name: min(answers.get((name, one.version_at), [(one.version_at, name)]))
        for name, one in current.items()
    }
    return {name: original if original != name else None for name, (_, original) in best.items()}


@pytest.mark.parametrize("seed", range(30))
async def test_the_order_of_arrival_does_not_matter(worker: Worker, seed: int) -> None:
    """Any order, with repetitions, over three workers, in any batches: the same originals."""
    chance = random.Random(seed)  # noqa: S311, an order, no secret
    published = {"date_published": NewsDate(value=at(0), precision="second", origin="meta", raw="")}
    names = [f"{name} {seed}" for name in ("agency", "paper", "radio")]
    agency, paper, radio = names
    readings = [
        _copy(agency, 9, **(published if seed % 2 else {})),
        _copy(paper, 3),
        _copy(paper, 2),
        article(radio, 4, article_body=_like(30)),
        article(radio, 6, article_body=_like(31), headline="Another headline for the radio"),
    ]
    events = [*readings, *chance.choices(readings, k=3)]
    chance.shuffle(events)
    workers = [worker.beside() for _ in range(3)]
    emissions: list[Emission] = []
    offset = 0
    while offset < len(events):
        batch = events[offset : offset + chance.randint(1, 4)]
        turn = chance.choice(workers)
        await turn.relate(submit(*batch, offset=offset))
        emissions += turn.published
        offset += len(batch)
    original = agency if seed % 2 else paper
    assert _what_store_holds(emissions) == {
        article(name).id: None if name == original else article(original).id for name in names
    }
