"""What a worker does with an index that was filled from what had been published."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from schemas.enriched_article import EnrichedArticle, Enricher
from schemas.link_resolved import LinkResolved
from services.enrich.database import NotEmptyError, PostgresIndex, migrate
from services.enrich.relate.keys import own_keys
from services.enrich.relate.restore import restore_articles, restore_links, restore_outlived
from services.enrich.submission import OutcomeKind, Submission, Withdrawal
from services.runtime.settings import PostgresSettings
from tests.integration.enrich.subjects import Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submit, teaser

Database = Callable[..., Awaitable[str]]
Rescue = Callable[..., Awaitable[Worker]]
ELSEWHERE = "https://other.example/news/report"


async def nothing_recorded() -> dict[int, OutcomeKind]:
    """No outcome matters here."""
    return {}


@asynccontextmanager
async def _empty(database: Database) -> AsyncIterator[PostgresIndex]:
    settings = PostgresSettings.model_validate({"dsn": await database(migrate)})
    async with PostgresIndex(settings) as index:
        yield index


@pytest.fixture
async def lost(database: Database) -> AsyncIterator[Worker]:
    """A worker whose index is lost afterwards."""
    async with _empty(database) as index:
        yield Worker(index, nothing_recorded)


@pytest.fixture
async def rescue(lost: Worker, database: Database) -> AsyncIterator[Rescue]:
    """Relate batches, lose the index, and fill another one of the last message of each key."""
    async with _empty(database) as index:

        async def rescued(*batches: list[Submission]) -> Worker:
            articles: dict[object, EnrichedArticle] = {}
            links: dict[object, LinkResolved] = {}
            outlived: dict[object, EnrichedArticle] = {}
            for batch in batches:
                await lost.relate(batch)
                articles |= {one.id: one for one in lost.articles}
                outlived |= {one.id: one for one in lost.outlived}
                links |= {one.key: one for one in lost.answers if isinstance(one, LinkResolved)}
            async with index.filling() as filling:
                await restore_articles(list(articles.values()), filling)
                await restore_outlived(list(outlived.values()), filling)
                await restore_links(list(links.values()), filling)
            return Worker(index, nothing_recorded)

        yield rescued


async def kinds(worker: Worker, *batch: Submission) -> list[OutcomeKind]:
    """The outcomes of a batch."""
    return [outcome.kind for outcome in await worker.relate(batch)]


async def test_old_articles_are_found_and_repeats_are_known(rescue: Rescue) -> None:
    """A new link leads to an old article; the same page is unchanged, an older crawl superseded."""
    worker = await rescue(submit(article("bridge", 5)))
    links = [teaser(0, url=page("bridge")), teaser(1, "What happened to bridge today")]
    again = submit(
        article("page", 8, related_links=links),
        article("bridge", 9),
        article("bridge", 2, headline="The bridge will open"),
    )
    assert await kinds(worker, *again) == [
        OutcomeKind.ENRICHED,
        OutcomeKind.UNCHANGED,
        OutcomeKind.SUPERSEDED,
    ]
    bridge = article("bridge").id
    assert [link.target_id for link in worker.articles[0].related_links] == [bridge, bridge]


async def test_the_owner_is_published_again_with_the_same_bytes(rescue: Rescue, lost: Worker) -> None:
    """What a worker published and had not committed comes again, links, aliases and changed fields alike."""
    first = submit(article("bridge", 1), article("target", 2))
    links = [
        teaser(0, url=page("target")),
        teaser(1, url=ELSEWHERE).model_copy(update={"status": "external"}),
    ]
    edit = submit(article("bridge", 3, headline="The bridge is open", related_links=links), offset=2)
    report = submit(article("report", 4, url=ELSEWHERE, source="other.example"), offset=3)
    worker = await rescue(first, report, edit)
    published = lost.articles
    assert [one.status for one in published[0].related_links] == ["resolved", "resolved"]
    assert published[0].changed_fields
    await worker.relate(edit)
    assert [one.to_json() for one in worker.articles] == [one.to_json() for one in published]


async def test_waiting_links_go_on_waiting(rescue: Rescue) -> None:
    """The target of a link that was lost with the index comes, and the link is answered."""
    worker = await rescue(submit(article("page", 1, related_links=[teaser(0, url=page("late"))])))
    await worker.relate(submit(article("late", 5), offset=1))
    assert [(one.article_id, getattr(one, "target_id", None)) for one in worker.answers] == [
        (article("page").id, article("late").id)
    ]


async def test_what_was_withdrawn_stays_away(rescue: Rescue) -> None:
    """Under its id, and under its addresses an article that nobody had read; a later reading is new."""
    worker = await rescue(
        submit(article("bridge", 1)),
        submit(Withdrawal(at=at(5), source=SOURCE, url=page("bridge")), offset=1),
        submit(Withdrawal(at=at(5), source=SOURCE, url=page("unseen")), offset=2),
    )
    elsewhere = article("unseen", 3, canonical_url=page("moved"))
    assert await kinds(worker, *submit(article("bridge", 4), elsewhere, article("bridge", 6), offset=3)) == [
        OutcomeKind.CANCELED,
        OutcomeKind.CANCELED,
        OutcomeKind.ENRICHED,
    ]


@pytest.mark.parametrize("again", [article("bridge", 9), article("bridge", 9, headline="Open again")])
@pytest.mark.parametrize("late", [False, True])
async def test_a_withdrawal_that_was_outlived_is_known(
    rescue: Rescue, *, late: bool, again: EnrichedArticle
) -> None:
    """What is older than it stays away, whether it came before or after the version that stands."""
    first, second = submit(article("bridge", 3)), submit(again, offset=1)
    withdrawal = submit(Withdrawal(at=at(5), source=SOURCE, url=page("bridge")), offset=2)
    worker = await rescue(first, *((second, withdrawal) if late else (withdrawal, second)))
    edit = article("bridge", 4, headline="The bridge will open on Monday")
    other = article("other", 4, url=page("bridge"), canonical_url=page("other"))
    assert await kinds(worker, *submit(edit, other, offset=3)) == [OutcomeKind.CANCELED] * 2
    (known,) = (await worker.index.known([again.id])).values()
    assert (known.content_hash, known.withdrawn_at) == (again.content_hash, at(5))


async def test_a_neighbour_of_what_was_withdrawn_is_not_lost(rescue: Rescue) -> None:
    """Withdrawn by its id, an article takes nobody along who was read under the same address."""
    shared = {"url": page("live")}
    gone = article("one", 1, canonical_url=page("one"), **shared)
    stays = article("two", 2, canonical_url=page("two"), **shared)
    withdrawal = Withdrawal(at=at(5), source=SOURCE, id=gone.id)
    worker = await rescue(submit(gone, stays), submit(withdrawal, offset=2))
    assert await kinds(worker, *submit(stays, offset=1)) == [OutcomeKind.ENRICHED]
    assert [one.status for one in worker.articles] == ["usable"]


@pytest.mark.parametrize("asked_at", [1, 4])
async def test_a_former_headline_that_links_lead_to_is_known(rescue: Rescue, asked_at: int) -> None:
    """Of the version that had it only answers are left: an event, or the article that asked later."""
    headline = "The bridge will open on Monday"
    asking = submit(article("page", asked_at, related_links=[teaser(0, headline)]))
    former = submit(article("bridge", 2, headline=headline), offset=1)
    edit = submit(article("bridge", 5), offset=2)
    worker = await rescue(*([asking, former] if asked_at == 1 else [former, asking]), edit)
    await worker.relate(submit(article("other", 9, related_links=[teaser(0, headline)]), offset=3))
    assert [one.related_links[0].target_id for one in worker.articles] == [article("bridge").id]


async def test_an_answer_to_the_links_of_an_older_enricher_makes_nothing_known(rescue: Rescue) -> None:
    """At its place the newer one has another link, whose title does not become that of its target."""
    headline, other = "The bridge will open on Monday", "Rain and snow until the end of May"
    readings = [
        article("page", 1, related_links=[teaser(0, title)], enricher=Enricher(version=version))
        for version, title in (("1.9", headline), ("1.10", other))
    ]
    former, edit = article("bridge", 2, headline=headline), article("bridge", 5)
    worker = await rescue(
        *(submit(one, offset=place) for place, one in enumerate([readings[0], former])),
        submit(readings[1], edit, offset=2),
    )
    await worker.relate(submit(article("other", 9, related_links=[teaser(0, other)]), offset=4))
    assert [one.related_links[0].target_id for one in worker.articles] == [None]


async def test_later_answers_are_of_the_revision_of_those_before(rescue: Rescue) -> None:
    """An open answer too says which it is; nothing that comes afterwards may be below it."""
    headline = "The bridge will open on Monday"
    asking = article("page", 1, related_links=[teaser(0, headline), teaser(1, url=page("gone"))])
    one, gone = article("one", 1, headline=headline), article("gone", 1, headline=headline)
    withdrawal = Withdrawal(at=at(5), source=SOURCE, url=page("gone"))
    worker = await rescue(submit(asking, one, gone), submit(withdrawal, offset=3))
    await worker.relate(submit(article("other", 7, headline=headline), article("gone", 8), offset=4))
    assert [
        (one.position, one.target_id, one.revision) for one in worker.answers if isinstance(one, LinkResolved)
    ] == [(0, asking.id, 1), (1, gone.id, 1)]


async def test_copies_are_found(rescue: Rescue) -> None:
    """A text like that of an old article is known as its copy."""
    worker = await rescue(submit(article("agency", 1, article_body=LONG_TEXT)))
    await worker.relate(submit(article("paper", 5, article_body=LONG_TEXT), offset=1))
    assert [one.copy_of for one in worker.articles] == [article("agency").id]


async def test_versions_that_compaction_has_left_are_folded(lost: Worker, rescue: Rescue) -> None:
    """Several messages of one article on the topic end as the last one says, withdrawn ones without keys."""
    worker = await rescue()
    assert isinstance(worker.index, PostgresIndex)
    links = [teaser(0, url=page("a"))]
    old = article("bridge", 1, headline="The bridge will open on Monday", related_links=links)
    new = article("bridge", 3)
    await lost.relate(submit(article("tunnel", 1)))
    tunnel = lost.articles
    await lost.relate(submit(Withdrawal(at=at(2), source=SOURCE, url=page("tunnel")), offset=1))
    tunnel += lost.articles
    assert [one.status for one in tunnel] == ["usable", "canceled"]
    async with worker.index.filling() as filling:
        await restore_articles([old, new, *tunnel[:1]], filling)
        await restore_articles(tunnel[1:], filling)
    bridge = (await worker.index.known([new.id]))[new.id]
    assert bridge.found_under == {*own_keys(old), *own_keys(new)}  # a withdrawal erases them all
    links = [teaser(0, "What happened to tunnel today"), teaser(1, url=page("bridge"))]
    await worker.relate(submit(article("page", 9, related_links=links), article("a", 9), offset=3))
    assert [one.target_id for one in worker.articles[0].related_links] == [None, new.id]
    assert worker.answers == []


async def test_only_an_empty_index_is_filled(rescue: Rescue) -> None:
    """What is known already is not mixed with what was published."""
    worker = await rescue(submit(article("bridge", 1)))
    assert isinstance(worker.index, PostgresIndex)
    with pytest.raises(NotEmptyError):
        async with worker.index.filling():
            pass
