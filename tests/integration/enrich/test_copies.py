"""Exact copies, over both link indexes."""

from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound
from tests.integration.enrich.subjects import Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, article, at, submit


def _copy(name: str, second: int, **fields: object) -> EnrichedArticle:
    return article(name, second, article_body=LONG_TEXT, **fields)


def _found(copy: EnrichedArticle, original: UUID) -> CopyFound:
    return CopyFound(article_id=copy.id, version_at=copy.version_at, copy_of=original, similarity=1.0)


async def test_a_later_article_with_the_same_text_is_a_copy(worker: Worker) -> None:
    """Folded texts are compared, and the publisher does not matter."""
    original = _copy("agency", 1)
    await worker.relate(submit(original))
    copy = article("paper", 2, article_body=LONG_TEXT.upper() + "!", source="elsewhere.example")
    await worker.relate(submit(copy, offset=1))
    assert [(one.copy_of, one.similarity) for one in worker.articles] == [(original.id, 1.0)]
    assert worker.answers == []


async def test_an_earlier_article_tells_the_copies_that_came_before_it(worker: Worker) -> None:
    """Each copy is told for its version; the original is a copy of nothing."""
    copies = sorted((_copy(name, 5) for name in ("paper", "radio")), key=lambda one: one.id)
    await worker.relate(submit(*copies))
    await worker.relate(submit(original := _copy("agency", 1), offset=2))
    assert [(one.copy_of, one.similarity) for one in worker.articles] == [(None, None)]
    assert worker.answers == [_found(copy, original.id) for copy in copies]


async def test_at_the_same_time_the_smallest_id_is_the_original(worker: Worker) -> None:
    """Two articles of one second agree on the original, also within one batch."""
    small, big = sorted((_copy(name, 1) for name in ("one", "two")), key=lambda one: one.id)
    await worker.relate(submit(big, small))
    assert {one.id: one.copy_of for one in worker.articles} == {small.id: None, big.id: small.id}
    assert worker.answers == []


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
        CopyFound(article_id=original.id, version_at=at(3), copy_of=earlier.id, similarity=1.0),
        _found(later, earlier.id),
    ]


async def test_a_short_text_is_nobodys_copy(worker: Worker) -> None:
    """Below 40 words and 240 characters the same text may be chance."""
    text = " ".join(["one"] * 39)
    await worker.relate(submit(article("a", 1, article_body=text), article("b", 2, article_body=text)))
    assert [one.copy_of for one in worker.articles] == [None, None]
