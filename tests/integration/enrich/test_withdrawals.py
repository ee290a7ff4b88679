"""Withdrawals, over both link indexes."""

from typing import Any
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle, Enricher
from schemas.link_resolved import LinkResolved
from services.enrich.submission import Outcome, OutcomeKind, Withdrawal
from tests.integration.enrich.subjects import Worker
from tests.unit.enrich.relate.articles import (
    LONG_TEXT,
    SOURCE,
    article,
    at,
    page,
    submission_id,
    submit,
    teaser,
)

CANCELED, ENRICHED = OutcomeKind.CANCELED, OutcomeKind.ENRICHED


def _by_address(second: int, name: str = "bridge") -> Withdrawal:
    return Withdrawal(at=at(second), source=SOURCE, url=page(name))


def _tombstone(
    offset: int,
    second: float,
    version: str = "1.0",
    name: str = "bridge",
    **fields: Any,  # noqa: ANN401, any field
) -> EnrichedArticle:
    return EnrichedArticle(
        id=article(name).id,
        submission_id=submission_id(f"offset {offset}"),
        source=SOURCE,
        status="canceled",
        url=page(name),
        aliases=[page(name)],
        version_at=at(second),
        enricher=Enricher(version=version),
        **fields,
    )


@pytest.mark.parametrize(
    "withdrawal", [_by_address(5), Withdrawal(at=at(5), source=SOURCE, id=article("bridge").id)]
)
async def test_a_known_article_is_withdrawn(worker: Worker, withdrawal: Withdrawal) -> None:
    """By address or by id, what was read before loses its text and keeps id, addresses and times."""
    known = article("bridge", 1)
    await worker.relate(submit(known))
    outcomes = await worker.relate(submit(withdrawal, offset=1))
    assert worker.articles == [_tombstone(1, 5)]
    assert outcomes == [Outcome(0, 1, submission_id("offset 1"), CANCELED, known.id, None)]


async def test_an_article_that_comes_after_its_withdrawal_is_canceled(worker: Worker) -> None:
    """The address is withdrawn in advance; what was read up to that time never shows its text."""
    await worker.relate(submit(_by_address(5)))
    assert worker.articles == [_tombstone(0, 5, version="0")]
    late = article("bridge", 5)
    outcomes = await worker.relate(submit(late, offset=1))
    assert worker.published == []
    assert outcomes == [Outcome(0, 1, late.submission_id, CANCELED, late.id, submission_id("offset 0"))]


async def test_a_withdrawn_address_reaches_articles_with_another_id(worker: Worker) -> None:
    """Every article on the address goes, also one that names another as its own, before and after.

    With them the one that the address itself would make, whoever is known there.
    """
    fetched = page("bridge?edition=2")
    known = article("bridge", 1, url=fetched, canonical_url=page("bridge"))
    await worker.relate(submit(known))
    await worker.relate(submit(Withdrawal(at=at(5), source=SOURCE, url=fetched), offset=1))
    assert [(one.id, one.status, one.aliases) for one in worker.articles] == [
        (known.id, "canceled", [page("bridge"), fetched]),
        (article("any", url=fetched).id, "canceled", [fetched]),
    ]
    other = article("other", 2, url=fetched, canonical_url=page("other"))
    outcomes = await worker.relate(submit(other, offset=2))
    assert outcomes[0].kind is CANCELED
    assert [(one.id, one.status, one.version_at) for one in worker.articles] == [
        (other.id, "canceled", at(5))
    ]


async def test_a_withdrawn_article_keeps_its_addresses(worker: Worker) -> None:
    """A later withdrawal of another address of it finds it, and moves its time."""
    fetched = page("bridge?edition=2")
    known = article("bridge", 1, url=fetched, canonical_url=page("bridge"))
    await worker.relate(submit(known, _by_address(5)))
    await worker.relate(submit(Withdrawal(at=at(9), source=SOURCE, url=fetched), offset=2))
    alias = article("any", url=fetched)
    assert [(one.id, one.version_at) for one in worker.articles] == [(known.id, at(9)), (alias.id, at(9))]


@pytest.mark.parametrize("named", [0, 2], ids=["first", "last"])
async def test_an_address_of_what_is_withdrawn_already_is_known(worker: Worker, named: int) -> None:
    """Also where only a crawl that was canceled shows it: a later withdrawal of it finds the article."""
    alias = page("alias")
    events = [submit(_by_address(5), offset=1), submit(article("bridge", 3, aliases=[alias]), offset=2)]
    events.insert(named, submit(Withdrawal(at=at(9), source=SOURCE, url=alias), offset=3))
    published: dict[UUID, EnrichedArticle] = {}
    for event in events:
        await worker.relate(event)
        published |= {one.id: one for one in worker.articles}
    assert {one.id: one.version_at for one in published.values()} == {
        article("bridge").id: at(9),
        article("alias").id: at(9),
    }
    outcomes = await worker.relate(submit(article("bridge", 7, headline="Open again"), offset=4))
    assert [one.kind for one in outcomes] == [CANCELED]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_who_comes_on_a_withdrawn_address_remembers_it(worker: Worker, order: tuple[int, int]) -> None:
    """Read after the withdrawal, it stays; what was read of it before, elsewhere, goes, in both orders."""
    alias = page("alias")
    await worker.relate(submit(article("bridge", 1)))
    events = [
        submit(Withdrawal(at=at(5), source=SOURCE, url=alias), offset=1),
        submit(article("bridge", 9, headline="The bridge is open again", aliases=[alias]), offset=2),
    ]
    outlived: list[EnrichedArticle] = []
    for place in order:
        await worker.relate(events[place])
        outlived += worker.outlived
    assert [(one.id, one.version_at) for one in outlived] == [(article("bridge").id, at(5))]
    links = [teaser(0, title="What happened to bridge today"), teaser(1, title="The bridge is open again")]
    await worker.relate(submit(article("page", 10, related_links=links), offset=3))
    assert [link.target_id for link in worker.articles[0].related_links] == [None, article("bridge").id]


async def test_the_latest_withdrawal_of_an_address_counts(worker: Worker) -> None:
    """An earlier one that comes afterwards lets nothing through."""
    await worker.relate(submit(_by_address(9)))
    await worker.relate(submit(_by_address(5), offset=1))
    other = article("other", 7, url=page("bridge"), canonical_url=page("other"))
    assert [one.kind for one in await worker.relate(submit(other, offset=2))] == [CANCELED]


async def test_an_article_read_after_its_withdrawal_is_enriched_again(worker: Worker) -> None:
    """It starts anew, without a history; older crawls stay canceled, its own withdrawal is superseded.

    The withdrawal is published once more under a key of its own, where compaction leaves it, on every try.
    """
    await worker.relate(submit(article("bridge", 1)))
    await worker.relate(submit(_by_address(5), offset=1))
    again = article("bridge", 6, headline="The bridge is back in the news")
    outcomes = await worker.relate(submit(again, article("bridge", 4), offset=2))
    assert [one.kind for one in outcomes] == [ENRICHED, CANCELED]
    assert [(one.version_at, one.changed_fields) for one in worker.articles] == [(at(6), [])]
    assert worker.outlived == [_tombstone(1, 5)]
    replayed = await worker.relate(submit(_by_address(5), offset=1))
    assert (worker.articles, worker.outlived) == ([], [_tombstone(1, 5)])
    assert [(one.kind, one.against) for one in replayed] == [(OutcomeKind.SUPERSEDED, again.submission_id)]
    assert (await worker.recorded())[1] is CANCELED


async def test_an_article_read_again_since_its_withdrawal_stays(worker: Worker) -> None:
    """Its content is what the page showed afterwards, and is found; an edit before it is gone.

    What is published of the withdrawal stands just before that content.
    """
    edit = article("bridge", 2, headline="The bridge is closed again")
    await worker.relate(submit(edit, article("bridge", 3), article("bridge", 9, submission_id=edit.id)))
    outcomes = await worker.relate(submit(_by_address(5), offset=3))
    assert [one.kind for one in outcomes] == [OutcomeKind.SUPERSEDED]
    record = _tombstone(3, 3 - 0.000_001, withdrawn_at=at(5))
    assert (worker.articles, worker.outlived) == ([], [record])
    titles = ("What happened to bridge today", "The bridge is closed again")
    links = [teaser(place, title=title) for place, title in enumerate(titles)]
    await worker.relate(submit(article("page", related_links=[*links, teaser(2, url=page("bridge"))])))
    assert [link.target_id for link in worker.articles[0].related_links] == [edit.id, None, edit.id]
    outcomes = await worker.relate(submit(edit, article("bridge", 4, headline="Closed"), offset=4))
    assert [one.kind for one in outcomes] == [CANCELED, CANCELED]
    assert worker.published == []


async def test_a_withdrawal_that_comes_after_a_newer_version_is_published(worker: Worker) -> None:
    """Beside that version, which stays the last message of its key; on every try the same, by the latest."""
    edit = article("bridge", 6, headline="The bridge is closed again")
    await worker.relate(submit(article("bridge", 1), edit))
    for _ in range(2):
        outcomes = await worker.relate(submit(_by_address(5), offset=2))
        assert [(one.kind, one.against) for one in outcomes] == [(OutcomeKind.SUPERSEDED, edit.submission_id)]
        assert (worker.articles, worker.outlived) == ([], [_tombstone(2, 5)])
    await worker.relate(submit(_by_address(4), offset=3))
    assert worker.published == []


async def test_a_withdrawn_address_that_becomes_known_by_a_late_crawl_is_published(worker: Worker) -> None:
    """The crawl shows that the article was on it: its versions of before that time have to go, once."""
    alias = page("alias")
    await worker.relate(submit(article("bridge", 1), article("bridge", 9, headline="Closed again")))
    await worker.relate(submit(Withdrawal(at=at(5), source=SOURCE, url=alias), offset=2))
    late = article("bridge", 3, aliases=[alias])
    for published in ([(article("bridge").id, at(5))], []):
        await worker.relate(submit(late, offset=3))
        assert worker.articles == []
        assert [(one.id, one.version_at) for one in worker.outlived] == published


async def test_the_order_within_a_batch_changes_nothing(worker: Worker) -> None:
    """Older and newer readings around a withdrawal, all at once: the newest stays, the older goes."""
    outcomes = await worker.relate(submit(article("bridge", 1), _by_address(5), article("bridge", 6)))
    assert [one.kind for one in outcomes] == [CANCELED, CANCELED, ENRICHED]
    assert worker.articles[-1].version_at == at(6)


async def test_a_repeated_withdrawal_moves_its_time_and_never_back(worker: Worker) -> None:
    """A later one withdraws more; an earlier one publishes nothing; the same one is published again."""
    await worker.relate(submit(article("bridge", 1)))
    await worker.relate(submit(_by_address(5), offset=1))
    await worker.relate(submit(_by_address(9), offset=2))
    assert worker.articles == [_tombstone(2, 9)]
    outcomes = await worker.relate(submit(_by_address(7), _by_address(9), offset=3))
    assert worker.published == []
    assert [(one.kind, one.against) for one in outcomes] == [(CANCELED, submission_id("offset 2"))] * 2
    await worker.relate(submit(_by_address(9), offset=2))
    assert worker.articles == [_tombstone(2, 9)]


async def test_nothing_made_of_a_withdrawn_text_is_found(worker: Worker) -> None:
    """Its links wait no longer, links to it are pending, and its text makes no copies."""
    gone = article("bridge", 1, article_body=LONG_TEXT, related_links=[teaser(0, url=page("target"))])
    await worker.relate(submit(gone))
    await worker.relate(submit(_by_address(5), offset=1))
    await worker.relate(submit(article("target", 6), offset=2))
    assert worker.answers == []
    links = [teaser(0, url=page("bridge")), teaser(1, title="What happened to bridge today")]
    copy = article("page", 7, article_body=LONG_TEXT, related_links=links)
    await worker.relate(submit(copy, offset=3))
    assert worker.articles[0].related_links == links
    assert worker.articles[0].copy_of is None


async def test_an_article_that_returns_is_found_again(worker: Worker) -> None:
    """Links that were pending since the withdrawal are answered by the reading after it."""
    links = [teaser(0, url=page("bridge")), teaser(1, title="What happened to bridge today")]
    await worker.relate(submit(article("bridge", 1), _by_address(5), article("page", 6, related_links=links)))
    returned = article("bridge", 8)
    await worker.relate(submit(returned, offset=3))
    answers = [(one.target_id, one.position) for one in worker.answers if isinstance(one, LinkResolved)]
    assert answers == [(returned.id, 0), (returned.id, 1)]


async def test_what_a_late_article_announced_is_erased(worker: Worker) -> None:
    """An article that is canceled on arrival leaves no title, no text and no waiting link behind."""
    await worker.relate(submit(_by_address(5)))
    late = article("bridge", 3, article_body=LONG_TEXT, related_links=[teaser(0, url=page("target"))])
    await worker.relate(submit(late, offset=1))
    copy = article("page", 7, article_body=LONG_TEXT, related_links=[teaser(0, title=late.headline)])
    await worker.relate(submit(copy, article("target", 7), offset=2))
    assert [(one.copy_of, [link.status for link in one.related_links]) for one in worker.articles] == [
        (None, ["pending"]),
        (None, []),
    ]
    assert worker.answers == []
