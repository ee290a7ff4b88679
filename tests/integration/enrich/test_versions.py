"""Versions of one article, over both link indexes."""

from schemas.dead_letter import Cause
from schemas.enriched_article import Enricher
from services.enrich.submission import Emission, Outcome, OutcomeKind
from services.runtime.errors import PermanentError
from tests.integration.enrich.subjects import Worker
from tests.unit.enrich.relate.articles import article, at, page, submission_id, submit, teaser

ENRICHED, UNCHANGED, SUPERSEDED = OutcomeKind.ENRICHED, OutcomeKind.UNCHANGED, OutcomeKind.SUPERSEDED


async def test_a_new_article_is_published_as_read(worker: Worker) -> None:
    """What nobody knew is enriched: published with its addresses, recorded with its id."""
    new = article("bridge", 1)
    outcomes = await worker.relate(submit(new, offset=7, traceparent="trace"))
    assert worker.published == [Emission(new.model_copy(update={"aliases": [page("bridge")]}), "trace")]
    assert outcomes == [Outcome(0, 7, new.submission_id, ENRICHED, new.id, None)]
    assert await worker.recorded() == {7: ENRICHED}


async def test_the_same_content_again_is_unchanged(worker: Worker) -> None:
    """A repetition publishes nothing and names the submission that it repeats."""
    first, again = article("bridge", 1), article("bridge", 5)
    await worker.relate(submit(first))
    outcomes = await worker.relate(submit(again, offset=1))
    assert worker.published == []
    assert outcomes == [Outcome(0, 1, again.submission_id, UNCHANGED, first.id, first.submission_id)]


async def test_other_links_of_the_same_content_are_a_new_version(worker: Worker) -> None:
    """The links that were read last stand, whichever reading comes first."""
    first = article("bridge", 1, related_links=[teaser(0, url=page("tunnel"))])
    later = article("bridge", 5, related_links=[teaser(0, url=page("road")), teaser(1, url=page("rail"))])
    await worker.relate(submit(first))
    outcomes = await worker.relate(submit(later, offset=1))
    assert outcomes[0].kind is ENRICHED
    assert [(one.version_at, one.changed_fields) for one in worker.articles] == [(at(5), ["related_links"])]
    assert worker.articles[0].related_links == later.related_links
    outcomes = await worker.relate(submit(first, offset=0))
    assert outcomes == [Outcome(0, 0, first.submission_id, SUPERSEDED, later.id, later.submission_id)]
    assert worker.published == []


async def test_an_edit_is_a_new_version_that_names_what_changed(worker: Worker) -> None:
    """Other content, read later, becomes the version of that time, with the fields that differ."""
    await worker.relate(submit(article("bridge", 1, authors=["A. Petrov"])))
    edited = article("bridge", 2, headline="The bridge is open after all", description="A lead.")
    outcomes = await worker.relate(submit(edited, offset=1))
    assert outcomes[0].kind is ENRICHED
    assert [(one.version_at, one.changed_fields) for one in worker.articles] == [
        (at(2), ["authors", "description", "headline"])
    ]


async def test_an_older_crawl_is_superseded(worker: Worker) -> None:
    """Other content, read earlier, publishes nothing and names the newer submission."""
    newer = article("bridge", 5, headline="The bridge is open after all")
    await worker.relate(submit(newer))
    outcomes = await worker.relate(submit(older := article("bridge", 3), offset=1))
    assert worker.published == []
    assert outcomes == [Outcome(0, 1, older.submission_id, SUPERSEDED, newer.id, newer.submission_id)]


async def test_a_crawl_between_two_readings_of_one_content_is_superseded(worker: Worker) -> None:
    """What was read between two readings of the known content is older than what is known."""
    await worker.relate(submit(article("bridge", 1)))
    await worker.relate(submit(article("bridge", 9), offset=1))
    between = article("bridge", 5, headline="The bridge is open after all")
    assert (await worker.relate(submit(between, offset=2)))[0].kind is SUPERSEDED


async def test_content_that_comes_back_is_a_new_version(worker: Worker) -> None:
    """A page that returns to what it said before is enriched at the later time."""
    edit = article("bridge", 2, headline="The bridge is open after all")
    await worker.relate(submit(article("bridge", 1), edit))
    await worker.relate(submit(article("bridge", 3), offset=2))
    assert [(one.version_at, one.changed_fields) for one in worker.articles] == [(at(3), ["headline"])]


async def test_at_the_same_time_the_greater_hash_wins_whoever_comes_first(worker: Worker) -> None:
    """Two contents of one second are ordered by their hashes in both orders of arrival."""
    low, high = article("bridge", 1, content_hash="a1"), article("bridge", 1, content_hash="b2")
    other_low = article("tunnel", 1, content_hash="a1")
    other_high = article("tunnel", 1, content_hash="b2", submission_id=submission_id("high"))
    assert [one.kind for one in await worker.relate(submit(low, high))] == [ENRICHED, ENRICHED]
    assert [one.kind for one in await worker.relate(submit(other_high, other_low, offset=2))] == [
        ENRICHED,
        SUPERSEDED,
    ]


async def test_a_newer_enricher_reads_the_same_content_anew(worker: Worker) -> None:
    """It is published again under the time of its first reading; an older enricher is superseded."""
    await worker.relate(submit(article("bridge", 1, enricher=Enricher(version="1.9"))))
    newer = article("bridge", 5, enricher=Enricher(version="1.10"))
    outcomes = await worker.relate(submit(newer, offset=1))
    assert outcomes[0].kind is ENRICHED
    assert [(one.version_at, one.enricher.version) for one in worker.articles] == [(at(1), "1.10")]
    older = article("bridge", 6, enricher=Enricher(version="1.9"))
    assert (await worker.relate(submit(older, offset=2)))[0].kind is SUPERSEDED


async def test_the_owner_is_published_again_with_the_same_bytes(worker: Worker) -> None:
    """A replay of what was recorded publishes the same and keeps its outcome, whatever came between."""
    edited = article("bridge", 2, headline="The bridge is open after all")
    await worker.relate(submit(article("bridge", 1), edited))
    before = [one.to_json() for one in worker.articles[1:]]
    await worker.relate(submit(article("bridge", 4, headline="The bridge is open after all"), offset=2))
    replayed = await worker.relate(submit(article("bridge", 1), edited))
    assert [one.to_json() for one in worker.articles] == before
    assert [one.kind for one in replayed] == [SUPERSEDED, ENRICHED]
    assert await worker.recorded() == {0: ENRICHED, 1: ENRICHED, 2: UNCHANGED}


async def test_submissions_of_one_article_in_a_batch_keep_their_order(worker: Worker) -> None:
    """Each gets its outcome as if it had come alone, and versions are published in order."""
    batch = submit(
        article("bridge", 1),
        article("bridge", 2),
        article("bridge", 4, headline="The bridge is open after all"),
        article("bridge", 3, headline="The bridge opens soon"),
        article("tunnel", 3),
    )
    assert [one.kind for one in await worker.relate(batch)] == [
        ENRICHED,
        UNCHANGED,
        ENRICHED,
        SUPERSEDED,
        ENRICHED,
    ]
    assert [(one.headline, one.version_at) for one in worker.articles] == [
        ("What happened to bridge today", at(1)),
        ("The bridge is open after all", at(4)),
        ("What happened to tunnel today", at(3)),
    ]


async def test_every_spelling_of_the_address_is_kept(worker: Worker) -> None:
    """Aliases are the addresses of all readings, without front pages and addresses of other sites."""
    canonical, printed = page("bridge"), page("bridge?edition=2")
    await worker.relate(submit(article("bridge", 1, url=printed, canonical_url=canonical)))
    aliases = ["https://zornitsa.example/", "https://elsewhere.example/bridge"]
    edit = article("bridge", 2, headline="The bridge is open after all", aliases=aliases)
    await worker.relate(submit(edit, offset=1))
    assert worker.articles[0].aliases == [canonical, printed]


async def test_a_dead_letter_has_its_outcome_and_harms_nobody(worker: Worker) -> None:
    """Beside an article, a message that could not be read is recorded as what it is."""
    broken = PermanentError(Cause.NO_CONTENT, "no text", stage="read")
    outcomes = await worker.relate(submit(article("bridge", 1), broken))
    assert outcomes[1] == Outcome(0, 1, submission_id("offset 1"), OutcomeKind.DEAD_LETTER, None, None)
    assert await worker.recorded() == {0: ENRICHED, 1: OutcomeKind.DEAD_LETTER}


async def test_the_first_outcome_of_an_offset_stands_unless_the_topic_is_another(worker: Worker) -> None:
    """Another submission at a known offset is recorded anew: the topic was made again."""
    await worker.relate(submit(article("bridge", 1), article("bridge", 2)))
    await worker.relate(submit(article("bridge", 1), article("tunnel", 1)))
    assert await worker.recorded() == {0: ENRICHED, 1: ENRICHED}
