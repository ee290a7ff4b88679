"""Several workers and crashes, over both link indexes."""

import asyncio
from collections.abc import Sequence

import pytest

from schemas.link_resolved import LinkResolved
from services.enrich.relate import relate
from services.enrich.relate.fold import Item, announcement, fold
from services.enrich.submission import Emission, OutcomeKind, Submission, Withdrawal
from tests.integration.enrich.subjects import Halting, Held, Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submit, teaser

ENRICHED, UNCHANGED = OutcomeKind.ENRICHED, OutcomeKind.UNCHANGED


class CrashError(Exception):
    """The process ends here."""


async def _crash(_: Sequence[Emission] = ()) -> None:
    raise CrashError


def _meeting() -> tuple[list[Submission], list[Submission]]:
    target = article("target", 1, article_body=LONG_TEXT)
    linking = article("page", 2, article_body=LONG_TEXT, related_links=[teaser(0, url=page("target"))])
    return submit(target), submit(linking, offset=1)


def _what_is_known(*workers: Worker) -> set[object]:
    """What a reader of everything published knows of the page of `_meeting`."""
    messages = [one.message for worker in workers for one in worker.published]
    links = {link.target_id for one in messages for link in getattr(one, "related_links", ())}
    answers = {one.target_id for one in messages if isinstance(one, LinkResolved)}
    copies = {getattr(one, "copy_of", None) for one in messages}
    return (links | answers | copies) - {None}


async def test_two_workers_that_announce_before_either_looks_see_each_other(worker: Worker) -> None:
    """Both pause between announce and look: the link and the copy are found all the same."""
    both = asyncio.Barrier(2)
    workers = [worker.beside(Halting(worker.index, both.wait)) for _ in range(2)]
    await asyncio.gather(*(each.relate(batch) for each, batch in zip(workers, _meeting(), strict=True)))
    assert _what_is_known(*workers) == {article("target").id}


@pytest.mark.parametrize("first", [0, 1])
async def test_what_is_announced_is_seen_before_it_is_recorded(worker: Worker, first: int) -> None:
    """One worker still waits for Kafka while the other looks: either way the two are found."""
    batches = _meeting()
    slow, held, fast = worker.beside(), Held(), worker.beside()
    waiting = asyncio.create_task(relate(batches[first], slow.index, held))
    await held.begun.wait()
    await fast.relate(batches[1 - first])
    held.let_go.set()
    await waiting
    slow.published = held.published
    assert _what_is_known(slow, fast) == {article("target").id}


async def test_two_workers_with_one_article_take_turns(worker: Worker) -> None:
    """A look waits for the look before it, so that the newest version is published last."""
    held = Held()
    first = asyncio.create_task(relate(submit(article("bridge", 1)), worker.index, held))
    await held.begun.wait()
    second = worker.beside()
    edit = article("bridge", 2, headline="The bridge is open after all")
    waiting = asyncio.create_task(second.relate(submit(edit, offset=1)))
    done, _ = await asyncio.wait([waiting], timeout=0.2)
    assert not done
    held.let_go.set()
    await asyncio.gather(first, waiting)
    assert [(one.version_at, one.changed_fields) for one in second.articles] == [(at(2), ["headline"])]


async def test_meeting_batches_of_the_same_articles_never_deadlock(worker: Worker) -> None:
    """Batches that hold the same articles in opposite orders end, each submission with its outcome."""
    names = [f"article {number}" for number in range(30)]
    batches = [
        submit(*(article(name, second) for name in order), offset=100 * second)
        for second, order in enumerate((names, names[::-1], names[::2], names[1::2][::-1]))
    ]
    await asyncio.gather(*(worker.beside().relate(batch) for batch in batches))
    kinds = await worker.recorded()
    assert len(kinds) == 90
    assert list(kinds.values()).count(ENRICHED) >= 30


async def test_nothing_is_recorded_when_publishing_fails(worker: Worker) -> None:
    """After a crash in publishing the same batch is new again and publishes the same bytes."""
    batch = submit(article("bridge", 1), article("bridge", 2, headline="The bridge is open after all"))
    seen: list[bytes] = []

    async def publish_then_crash(emissions: Sequence[Emission]) -> None:
        seen.extend(one.message.to_json() for one in emissions)
        await _crash()

    with pytest.raises(CrashError):
        await relate(batch, worker.index, publish_then_crash)
    assert await worker.recorded() == {}
    outcomes = await worker.relate(batch)
    assert [one.message.to_json() for one in worker.published] == seen
    assert [one.kind for one in outcomes] == [ENRICHED, ENRICHED]


async def test_a_crash_after_announce_loses_no_link(worker: Worker) -> None:
    """What was announced and never looked at is found by others, and the replay finds the others."""
    target, linking = _meeting()
    crashing = Halting(worker.index, _crash)
    with pytest.raises(CrashError):
        await worker.beside(crashing).relate(linking)
    await worker.relate(target)
    assert [one.key.partition("/")[2] for one in worker.answers] == ["copy", "0", "copy"]
    await worker.relate(linking)
    assert _what_is_known(worker) == {article("target").id}


async def test_a_text_counts_from_its_first_reading_also_after_a_crash(worker: Worker) -> None:
    """A later reading was announced and lost; the earlier one that is recorded makes it the original."""
    crashing = worker.beside(Halting(worker.index, _crash))
    with pytest.raises(CrashError):
        await crashing.relate(submit(article("agency", 5, article_body=LONG_TEXT)))
    await worker.relate(submit(article("agency", 3, article_body=LONG_TEXT), offset=1))
    await worker.relate(submit(article("paper", 4, article_body=LONG_TEXT), offset=2))
    assert [one.copy_of for one in worker.articles] == [article("agency").id]


async def test_a_crash_of_the_target_after_publishing_loses_no_answer(worker: Worker) -> None:
    """Whatever its first try published, the replay gives the answers again."""
    target, linking = _meeting()
    await worker.relate(linking)
    with pytest.raises(CrashError):
        await relate(target, worker.index, _crash)
    await worker.relate(target)
    assert _what_is_known(worker) == {article("target").id}


async def test_the_same_batch_after_commit_changes_nothing(worker: Worker) -> None:
    """A crash between the index's commit and Kafka's: everything is published and recorded again alike."""
    target, linking = _meeting()
    batch = [*target, *linking]
    outcomes = await worker.relate(batch)
    published = worker.published
    assert await worker.relate(batch) == outcomes
    assert worker.published == published


async def test_a_withdrawal_between_reading_and_looking_is_heeded(worker: Worker) -> None:
    """An article that seemed unchanged is new when another worker has withdrawn it meanwhile.

    It then announces anew before it looks, so that links from and to it are found.
    """
    links = [teaser(0, url=page("target"))]
    await worker.relate(submit(article("bridge", 1, related_links=links)))
    other = worker.beside()

    async def withdraw() -> None:
        withdrawal = Withdrawal(at=at(5), source=SOURCE, url=page("bridge"))
        await other.relate(submit(withdrawal, offset=1))

    again = worker.beside(Halting(worker.index, withdraw))
    outcomes = await again.relate(submit(article("bridge", 9, related_links=links), offset=2))
    assert [one.kind for one in outcomes] == [ENRICHED]
    title = teaser(0, title="What happened to bridge today")
    await worker.relate(submit(article("target", 9, related_links=[title]), offset=3))
    assert [link.target_id for one in worker.articles for link in one.related_links] == [article("bridge").id]
    assert [one.version_at for one in worker.answers] == [at(9)]


async def test_a_repetition_announces_nothing(worker: Worker) -> None:
    """An article that is known to be unchanged, or that is replayed, costs no rows."""
    known = article("bridge", 1, related_links=[teaser(0, url=page("target"))])
    await worker.relate(submit(known))
    again = article("bridge", 2, related_links=known.related_links)
    items = [Item.of(one) for one in submit(known, again)]
    assert not announcement(fold(items, await worker.index.known([known.id])))
