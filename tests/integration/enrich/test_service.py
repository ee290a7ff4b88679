"""`python -m services.enrich` on a real Kafka and a real Postgres."""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from local.home import free_port
from schemas.dead_letter import Cause, DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.identity import derived_submission_id
from schemas.topics import DEAD_LETTER, ENRICHED, RAW, Topic
from services.enrich.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.enrich.lane import PROJECT, Lane, lane, page, stopped, submission_id

LAST_COMMIT = "vestnik_enrich_last_commit_timestamp_seconds "


@pytest.fixture
async def enrich(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a migrated database."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


async def ended(enrich: Lane, **settings: str) -> tuple[int | None, str]:
    """The exit status of a worker that ends by itself, and the last line that it writes."""
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.enrich"),
        cwd=PROJECT,
        env=os.environ | enrich.environment | settings,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(worker.communicate(), 60)
    return worker.returncode, errors.decode().strip().rpartition("\n")[2]


async def test_what_cannot_be_used_becomes_a_dead_letter(enrich: Lane) -> None:
    """A bad message costs only itself: its bytes are kept, its story is in the headers."""
    bad = {
        b"{not json": (Cause.NOT_JSON, "decode"),
        b'{"content": "x"}': (Cause.INVALID_MESSAGE, "decode"),
        page(90).replace(b"https://news.example/bridges/90", b"x" * 9000): (Cause.INVALID_MESSAGE, "decode"),
        b'{"content": "<html></html>", "content_type": "text/html", "fetched_at": "2026-05-06T12:00:00Z"}': (
            Cause.NO_CONTENT,
            "read",
        ),
    }
    async with enrich.worker() as worker:
        await enrich.produce([page(0), *bad, page(1)], headers=[("traceparent", b"00-trace-span-01")])
        await enrich.all_committed()
        assert await stopped(worker) == 0

    letters = await enrich.records(DEAD_LETTER)
    stories = {letter.value: DeadLetter.from_headers(letter.headers) for letter in letters}
    assert {value: (story.cause, story.stage) for value, story in stories.items()} == bad
    raw = {record.value: record for record in await enrich.records(RAW)}
    for letter in letters:
        original, story = raw[letter.value], stories[letter.value]
        place = (enrich.kafka.topic(RAW), original.partition, original.offset)
        assert (letter.key, story.topic, story.partition, story.offset) == (original.key, *place)
        assert dict(letter.headers)["traceparent"] == b"00-trace-span-01"
        assert story.received_at.timestamp() == pytest.approx(original.timestamp / 1000)
    assert stories[b"{not json"].submission_id == derived_submission_id(
        stories[b"{not json"].topic, stories[b"{not json"].partition, stories[b"{not json"].offset
    )
    outcomes = await enrich.rows("select submission_id, outcome from enrich.outcomes")
    assert Counter(outcomes) == Counter(
        [
            *((UUID(str(submission_id(number))), "enriched") for number in (0, 1)),
            *((story.submission_id, "dead-letter") for story in stories.values()),
        ]
    )


async def test_transactions_leave_no_hole_and_no_lag(enrich: Lane) -> None:
    """Of a producer with transactions only what it committed is read, and the commit passes the rest."""
    producer = AIOKafkaProducer(bootstrap_servers=enrich.bootstrap, transactional_id=enrich.prefix)
    await producer.start()
    try:
        async with enrich.worker() as worker:
            for round_ in range(6):
                await producer.begin_transaction()
                await enrich.send(producer, (page(100 * round_ + number) for number in range(20)))
                if round_ % 2:
                    await producer.abort_transaction()  # the last one too
                else:
                    await producer.commit_transaction()
            await enrich.all_committed()
            assert await stopped(worker) == 0
    finally:
        await producer.stop()
    kept = {submission_id(100 * round_ + number) for round_ in (0, 2, 4) for number in range(20)}
    articles = [
        EnrichedArticle.model_validate_json(record.value or b"") for record in await enrich.records(ENRICHED)
    ]
    assert {article.submission_id for article in articles} == kept
    outcomes = await enrich.rows("select submission_id, outcome from enrich.outcomes")
    assert Counter(outcomes) == Counter((UUID(str(one)), "enriched") for one in kept)


async def test_probes_and_metrics(enrich: Lane) -> None:
    """A worker that has joined is ready, and counts what it does."""
    port = free_port()
    await enrich.produce([page(0), b"{"])
    async with enrich.worker(METRICS_PORT=str(port)) as worker, httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{port}"

        async def ready() -> bool:
            try:
                answer = await client.get(f"{url}/readyz")
            except httpx.ConnectError:
                return False
            return bool(
                answer.json()
                == {
                    "ready": True,
                    "checks": dict.fromkeys(("kafka", "postgres", "reader", "batch", "flood"), "ok"),
                }
            )

        await eventually(ready, timeout=30)
        await enrich.all_committed()

        async def counted() -> bool:
            lines = set((await client.get(f"{url}/metrics")).text.splitlines())
            (commit,) = (line for line in lines if line.startswith(LAST_COMMIT))
            assert time.time() - float(commit.removeprefix(LAST_COMMIT)) < 60
            return lines >= {
                'vestnik_enrich_messages_total{outcome="enriched"} 1.0',
                'vestnik_enrich_messages_total{outcome="dead-letter"} 1.0',
                'vestnik_enrich_dead_letters_total{cause="not-json"} 1.0',
                "vestnik_enrich_read_seconds_count 2.0",
                "vestnik_enrich_in_flight_messages 0.0",
                *(
                    f'vestnik_enrich_lag_messages{{partition="{number}"}} 0.0'
                    for number in await enrich.offsets()
                ),
            }

        await eventually(counted)
        assert await stopped(worker) == 0


async def test_a_dead_letter_that_is_refused_stops_the_worker(enrich: Lane) -> None:
    """Nothing is committed past the message; the restarted worker goes on when the topic takes it."""
    await limit_size(enrich, DEAD_LETTER, 2000)
    await enrich.produce([page(0)])
    async with enrich.worker() as worker:
        await enrich.all_committed()
        before = await enrich.offsets()
        await enrich.produce([b"{" * 4000])
        assert await asyncio.wait_for(worker.wait(), 30) == 70
    after = await enrich.offsets()
    assert {number: after[number][0] for number in after} == {
        number: before[number][0] if number in before else None for number in after
    }
    await limit_size(enrich, DEAD_LETTER, DEAD_LETTER.max_message_bytes)
    async with enrich.worker() as worker:
        await enrich.all_committed()
        assert await stopped(worker) == 0
    assert [letter.value for letter in await enrich.records(DEAD_LETTER)] == [b"{" * 4000]


async def limit_size(enrich: Lane, topic: Topic, size: int) -> None:
    """Let a topic take messages up to so many bytes."""
    admin = AIOKafkaAdminClient(bootstrap_servers=enrich.bootstrap)
    await admin.start()
    try:
        limit = {"max.message.bytes": str(size)}
        resource = ConfigResource(ConfigResourceType.TOPIC, enrich.kafka.topic(topic), limit)
        await admin.alter_configs([resource])
    finally:
        await admin.close()


async def test_without_topics_it_says_what_to_run(enrich: Lane) -> None:
    """A topic that nobody made ends the start with words, not with a wait."""
    status, last_line = await ended(replace(enrich, prefix=f"{enrich.prefix}other."))
    missing = ", ".join(
        f"{enrich.prefix}other.{name}"
        for name in (
            "articles.raw",
            "articles.enriched",
            "articles.links",
            "articles.dead-letter",
            "articles.control",
        )
    )
    assert (status, last_line) == (
        78,
        f"cannot start: no topic {missing}; run `python -m services.runtime.topics`",
    )


async def test_without_its_model_it_says_what_to_do(enrich: Lane) -> None:
    """A model of names that cannot be loaded ends the start with words, before a message is taken."""
    status, last_line = await ended(enrich, ENRICH_ENTITY_MODEL="no_such_module:Model")
    assert status == 78
    assert last_line.startswith(
        "cannot start: ENRICH_ENTITY_MODEL=no_such_module:Model cannot be used (Module"
    )


async def test_without_tables_it_says_what_to_run(enrich: Lane, database: DatabaseFactory) -> None:
    """A database without the schema ends the start with words."""
    status, last_line = await ended(enrich, POSTGRES_DSN=await database())
    assert (status, last_line) == (78, "cannot start: no tables; run `python -m services.enrich migrate`")
