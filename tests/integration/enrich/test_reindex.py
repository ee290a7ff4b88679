"""`python -m services.enrich reindex` on a real Kafka and a real Postgres."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaProducer

from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle
from schemas.topics import ENRICHED, LINKS
from services.enrich.database import migrate
from services.enrich.outgoing import emission_record
from services.enrich.relate.answers import without_targets
from services.enrich.relate.arrival import Arrival
from services.enrich.submission import Emission
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.enrich.lane import PROJECT, START, Lane, Record, lane, stopped, submission_id
from tests.integration.enrich.lane import page as numbered_page
from tests.manifest import manifest
from tests.unit.enrich.relate.articles import article, page, teaser

COMMAND = (sys.executable, "-m", "services.enrich", "reindex")
ARTICLES = "id, version_at, content_hash, enricher_version, owner, withdrawn_at, version, source"
KEYS = "key, article_id, kind, first_at, last_at, title, bands, dated, body, has_address"
LINK_ROWS = "version, position, key, method, article_id, version_at, dated"
TABLES = ("articles", "keys", "texts", "links", "wanted", "withdrawals")


@pytest.fixture
async def enrich(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a migrated database."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


@pytest.fixture
async def rescued(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Other topics and another database, which is empty."""
    async with lane(kafka_bootstrap, await database(migrate), f"{topic_suffix}-rescued") as made:
        yield made


async def started(lane_: Lane) -> Process:
    """The command, running."""
    environment = os.environ | lane_.environment
    return await asyncio.create_subprocess_exec(
        *COMMAND, cwd=PROJECT, env=environment, stdout=PIPE, stderr=PIPE
    )


async def reindex(lane_: Lane) -> tuple[int | None, str, str]:
    """Run the command; its exit status and what it says."""
    command = await started(lane_)
    output, errors = await asyncio.wait_for(command.communicate(), 240)
    return command.returncode, output.decode(), errors.decode()


@asynccontextmanager
async def producing(lane_: Lane) -> AsyncIterator[AIOKafkaProducer]:
    """A producer."""
    producer = AIOKafkaProducer(bootstrap_servers=lane_.bootstrap)
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def compacted(enrich: Lane, rescued: Lane) -> dict[bytes | None, Record]:
    """Copy what compaction leaves of both topics: the last message of each key. The articles among them."""
    last = {topic.name: {one.key: one for one in await enrich.records(topic)} for topic in (ENRICHED, LINKS)}
    async with producing(rescued) as producer:
        for topic in (ENRICHED, LINKS):
            for one in last[topic.name].values():
                name, headers = rescued.kafka.topic(topic), list(one.headers)
                await producer.send_and_wait(name, one.value, key=one.key, headers=headers)
    return last[ENRICHED.name]


async def details(lane_: Lane) -> dict[object, dict[str, Any]]:
    """The column of the table of articles that holds everything else, by article."""
    return {
        one: json.loads(str(text))
        for one, text in await lane_.rows("select id, details from enrich.articles")
    }


async def size(lane_: Lane) -> int:
    """The rows of all tables of the index."""
    counts = [await lane_.rows(f"select count(*)::int from enrich.{table}") for table in TABLES]  # noqa: S608, our own names
    return sum(count for ((count,),) in counts if isinstance(count, int))


async def test_an_index_that_was_lost_is_there_again(enrich: Lane, rescued: Lane) -> None:
    """Of what a real worker knew of the samples only what was never published of a current version is gone.

    That is: when a page was seen again and under which further addresses, headlines and texts of former
    versions that no link leads to, and since when the addresses of a withdrawn article were its own. When
    the pages are read again, the rest is back too, and every article stands as it stood.
    """
    contents = [{"content": sample.content} if sample.content else {} for sample in manifest()]
    samples = zip(manifest(), contents, strict=True)
    await enrich.produce(json.dumps(sample.raw | content).encode() for sample, content in samples)
    async with enrich.worker(ENRICH_PAGE_SECONDS="60") as worker:
        await enrich.all_committed(240)
        assert await stopped(worker) == 0
    last = await compacted(enrich, rescued)
    events = [one for one in await rescued.records(LINKS) if not (one.key or b"").endswith(b"/copy")]
    said = f"{len(last)} messages of articles and {len(events)} of links are known again\n"
    assert await reindex(rescued) == (0, said, "")

    for query in (
        f"select {ARTICLES} from enrich.articles order by id",  # noqa: S608, our own names
        f"select {LINK_ROWS} from enrich.links order by version, position, key",  # noqa: S608, our own names
        "select key, title, bands from enrich.wanted order by key",
        "select key, at, submission_id from enrich.withdrawals order by key",
    ):
        assert await rescued.rows(query) == await enrich.rows(query)
        assert await rescued.rows(query)

    messages = [EnrichedArticle.model_validate_json(one.value or b"") for one in last.values()]
    current = {key for one in messages for key in Arrival(one.submission_id, one).keys}
    withdrawn = {one.id for one in messages if one.status == "canceled"}
    assert withdrawn
    rows = f"select {KEYS} from enrich.keys order by key, article_id"  # noqa: S608, our own names
    before, after = await enrich.rows(rows), await rescued.rows(rows)
    standing = [row for row in before if row[1] not in withdrawn and row[0] in current]
    assert [row for row in after if row[1] not in withdrawn] == standing
    assert [row[:3] for row in after if row[1] in withdrawn] == [
        row[:3] for row in before if row[1] in withdrawn
    ]
    texts = "select key, bands, signature from enrich.texts order by key"
    assert await rescued.rows(texts) == [row for row in await enrich.rows(texts) if row[0] in current]
    known, remembered = await details(rescued), await details(enrich)
    for one, own in known.items():
        other = remembered[one]
        assert {*own.pop("keys", ()), *own.pop("past", ())} <= {
            *other.pop("keys", ()),
            *other.pop("past", ()),
        }
        for name in ("aliases", "texts", "titles"):
            assert set(own.pop(name, ())) <= set(other.pop(name, ()))
    assert known == remembered

    # The same pages again, from the beginning of the topic.
    second = replace(enrich, dsn=rescued.dsn, settings={"ENRICH_GROUP_ID": f"{enrich.prefix}second"})
    async with second.worker(ENRICH_PAGE_SECONDS="60") as worker:
        await second.recorded(len(manifest()), 240)
        assert await stopped(worker) == 0
    again = {one.key: one for one in await enrich.records(ENRICHED)}
    assert {key: without_answers(one) for key, one in again.items()} == {
        key: without_answers(one) for key, one in last.items()
    }
    for table in ("articles", "texts", "links", "wanted", "withdrawals"):
        query = f"select to_jsonb(row) - 'touched_at' from enrich.{table} as row order by 1"  # noqa: S608, our own names
        assert await rescued.rows(query) == await enrich.rows(query)
    assert [row for row in await rescued.rows(rows) if row[1] not in withdrawn] == [
        row for row in before if row[1] not in withdrawn
    ]
    outcomes = "select submission_id, outcome, article_id, against from enrich.outcomes"
    were, are = set(await enrich.rows(outcomes)), set(await rescued.rows(outcomes))
    assert {row[0] for row in are} == {row[0] for row in were}
    changed = {row[0] for row in are ^ were}  # former versions, and pages that were withdrawn afterwards
    assert changed & {one.submission_id for one in messages} == set()


async def test_a_withdrawal_that_was_outlived_is_known_again(enrich: Lane, rescued: Lane) -> None:
    """Of an article that came back, and of one that was there already, the topics keep when that was."""
    back, there = numbered(1), numbered(2)
    taken = [
        RawArticle(status="canceled", url=one.url, fetched_at=START + timedelta(hours=1))
        for one in (back, there)
    ]
    later = [one.model_copy(update={"fetched_at": START + timedelta(hours=2)}) for one in (back, there)]
    async with enrich.worker() as worker:
        for number, one in enumerate([back, there, taken[0], later[1], later[0], taken[1]], start=1):
            await enrich.produce([one.model_copy(update={"submission_id": submission_id(number)}).to_json()])
            await enrich.recorded(number)
        await enrich.all_committed()
        assert await stopped(worker) == 0
    outcomes = "select outcome from enrich.outcomes order by recorded_at"
    assert [kind for (kind,) in await enrich.rows(outcomes)] == [
        *("enriched", "enriched", "canceled", "unchanged", "enriched", "superseded")
    ]
    await compacted(enrich, rescued)
    assert (await reindex(rescued))[0] == 0
    for query in (
        f"select {ARTICLES} from enrich.articles order by id",  # noqa: S608, our own names
        "select key, at from enrich.withdrawals order by key",
    ):
        assert await rescued.rows(query) == await enrich.rows(query)


def numbered(number: int) -> RawArticle:
    """A page with a text of its own."""
    return RawArticle.model_validate_json(numbered_page(number))


def without_answers(record: Record) -> EnrichedArticle:
    """An article without what was found out about others."""
    found = without_targets(EnrichedArticle.model_validate_json(record.value or b""))
    return found.model_copy(update={"copy_of": None, "similarity": None, "original_at": None})


async def fill(lane_: Lane) -> None:
    """Publish an article whose links wait."""
    links = [teaser(0, "Something that is not there yet at all"), teaser(1, url=page("target"))]
    record = emission_record(Emission(article("page", 1, related_links=links)))
    async with producing(lane_) as producer:
        name = lane_.kafka.topic(record.topic)
        await producer.send_and_wait(name, record.value, key=record.key, headers=list(record.headers))


async def test_killed_it_leaves_the_index_empty_and_begins_again(rescued: Lane) -> None:
    """A kill -9 in the middle leaves no row; the same command then fills it, and a third one refuses."""
    await fill(rescued)
    other = await asyncpg.connect(rescued.dsn)
    try:
        async with other.transaction():
            await other.execute("lock table enrich.wanted in share mode")  # it is written after the keys
            command = await started(rescued)

            async def waits() -> bool:
                waiting = (
                    "select count(*) from pg_locks where not granted and relation = 'enrich.wanted'::regclass"
                )
                return bool(await other.fetchval(waiting))

            await eventually(waits, timeout=60)
            command.kill()
            await command.communicate()
    finally:
        await other.close()

    async def gone() -> bool:
        return await size(rescued) == 0

    await eventually(gone, timeout=60)
    assert (await reindex(rescued))[0] == 0
    filled = await size(rescued)
    assert filled
    status, output, errors = await reindex(rescued)
    assert (status, output) == (78, "")
    assert errors.startswith("cannot start: the link index is not empty")
    assert await size(rescued) == filled


async def test_what_cannot_be_read_is_named(rescued: Lane) -> None:
    """A message that is no article costs only itself, and the exit status tells."""
    await fill(rescued)
    async with producing(rescued) as producer:
        await producer.send_and_wait(rescued.kafka.topic(ENRICHED), b"{", key=b"k", partition=0)
    (bad,) = [one for one in await rescued.records(ENRICHED) if one.value == b"{"]
    said = [
        "1 messages of articles and 0 of links are known again",
        f"could not be read: {bad.topic}/0/{bad.offset}",
        "1 messages could not be read",
    ]
    assert await reindex(rescued) == (1, "".join(f"{line}\n" for line in said), "")
