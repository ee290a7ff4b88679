"""Store between a real Kafka and a real Postgres."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import asyncpg
import pytest

from schemas.dead_letter import Cause, DeadLetter
from schemas.topics import ENRICHED, LINKS, STORE_RETRY
from services.store.consumer import Consumer
from services.store.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.store.lane import Lane, Message, lane, message
from tests.unit.store.messages import an_id, article, link, withdrawal

LINKS_QUERY = "select article_id, status, target_id from store.related_links order by 1"


@pytest.fixture
async def store(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a database of this test."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


async def test_articles_end_in_postgres_and_offsets_after_them(store: Lane) -> None:
    """What was there before store started and what comes later is written, and then committed."""
    await store.produce(message(article(n)) for n in range(30))
    async with store.running():
        await eventually(lambda: store.rows("select 1 from store.articles having count(*) = 30"))
        await store.produce(message(article(n, hours=1)) for n in range(10))
        await store.all_committed()
    versions = Counter(row[0] for row in await store.rows("select version_at from store.articles"))
    assert sorted(versions.values()) == [10, 20]


@pytest.mark.parametrize("first", ["articles", "answers"])
async def test_answers_before_and_after_their_articles(store: Lane, first: str) -> None:
    """A link becomes resolved whichever topic is read first."""
    articles = [message(article(n)) for n in range(5)]
    answers = [message(link(n)) for n in range(5)]
    async with store.running():
        for messages in (articles, answers) if first == "articles" else (answers, articles):
            await store.produce(messages)
            await store.all_committed()
    assert await store.rows(LINKS_QUERY) == sorted((an_id(n), "resolved", an_id("target")) for n in range(5))


async def test_withdrawal_erases_and_late_delivery_does_not_undo_it(store: Lane) -> None:
    """After a withdrawal the text is gone, also when older versions are delivered again."""
    async with store.running():
        for content in (article(), withdrawal(hours=1), article(), article(hours=1)):
            await store.produce([message(content)])
        await store.all_committed()
    assert await store.rows("select status, headline, article_body from store.articles") == [
        ("canceled", None, "")
    ]
    assert await store.rows("select * from store.article_entities") == []


async def test_poison_costs_only_itself(store: Lane) -> None:
    """One refused row in the middle of 200 is dead-lettered whole, and 199 articles are stored."""
    poison = article("poison", article_body="a\0b")
    messages = [message(article(n)) for n in range(199)]
    messages.insert(100, message(poison))
    await store.produce(messages)
    async with store.running():
        await store.all_committed()
    assert {row[0] for row in await store.rows("select id from store.articles")} == {
        an_id(n) for n in range(199)
    }
    (letter,) = await store.dead_letters()
    assert (letter.key, letter.value) == (str(poison.id).encode(), poison.to_json())
    about = DeadLetter.from_headers(letter.headers)
    assert about.model_dump(exclude={"partition", "offset", "received_at"}) == {
        "service": "store",
        "stage": "write",
        "cause": Cause.REFUSED_BY_DATABASE,
        "message": 'CharacterNotInRepertoireError: invalid byte sequence for encoding "UTF8": 0x00',
        "topic": f"{store.prefix}articles.enriched",
        "submission_id": poison.submission_id,
        "attempts": 1,
    }


async def test_messages_that_cannot_be_read_are_dead_letters(store: Lane) -> None:
    """No JSON, a missing field, an unknown type and a tombstone are dead-lettered; the rest is stored."""
    good = article()
    unknown = (("ce_type", b"vestnik.weather.v1"),)
    await store.produce(
        [
            Message(ENRICHED.name, b"1", b"{"),
            Message(ENRICHED.name, b"2", b"{}"),
            Message(LINKS.name, b"3", good.to_json(), unknown),
            Message(STORE_RETRY.name, b"4", None),
            Message(ENRICHED.name, str(good.id).encode(), good.to_json()),
        ]
    )
    async with store.running():
        await store.all_committed()
    assert await store.rows("select id from store.articles") == [(good.id,)]
    letters = {letter.key: letter for letter in await store.dead_letters()}
    abouts = {name: DeadLetter.from_headers(letter.headers) for name, letter in letters.items()}
    assert {name: (letters[name].value, about.cause) for name, about in abouts.items()} == {
        b"1": (b"{", Cause.NOT_JSON),
        b"2": (b"{}", Cause.INVALID_MESSAGE),
        b"3": (good.to_json(), Cause.INVALID_MESSAGE),
        b"4": (None, Cause.INVALID_MESSAGE),
    }
    assert abouts[b"2"].message.split("; ")[:2] == ["/id: Field required", "/submission_id: Field required"]


async def test_redriven_message_is_stored(store: Lane) -> None:
    """What comes back on the retry topic is stored as if it came on its own topic."""
    await store.produce([message(article(), STORE_RETRY), message(link(), STORE_RETRY)])
    async with store.running():
        await store.all_committed()
    assert await store.rows(LINKS_QUERY) == [(an_id("a"), "resolved", an_id("target"))]


async def test_aborted_transactions_are_not_read(store: Lane) -> None:
    """Messages of an aborted transaction are no articles; those around it are."""
    await store.produce([message(article("before"))])
    await store.produce_and_abort(message(article(n)) for n in range(5))
    await store.produce([message(article("after"))])
    async with store.running():
        await eventually(lambda: store.rows("select 1 from store.articles having count(*) = 2"))
    assert {row[0] for row in await store.rows("select id from store.articles")} == {
        an_id("before"),
        an_id("after"),
    }


async def test_nothing_is_committed_for_partitions_that_are_all_gone(store: Lane) -> None:
    """A batch whose partitions have all gone to other members is left to them, without an error."""
    consumer = Consumer(store.kafka, store.settings)
    await consumer.start()
    try:
        await store.produce([message(article(1))])
        (record,) = await eventually(lambda: consumer.fetch(1))
        await consumer.commit([replace(record, partition=99)])
    finally:
        await consumer.stop()
    assert {committed for committed, _ in (await store.offsets()).values()} == {None}


async def test_two_members_share_the_work(store: Lane) -> None:
    """A second member that joins and leaves in mid-stream loses and blocks nothing."""
    async with store.running():
        await store.produce(message(article(n)) for n in range(300))
        async with store.running():
            await store.produce(message(article(n)) for n in range(300, 600))
            await eventually(lambda: store.rows("select 1 from store.articles having count(*) = 600"))
        await store.produce(message(article(n)) for n in range(600, 900))
        await store.all_committed()
    assert await store.count("articles") == 900


async def test_partitions_that_go_while_their_batch_is_in_work(
    store: Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that Postgres holds up does not block a rebalance, and what it wrote is not lost for it."""
    monkeypatch.setattr("services.store.consumer.REVOKE_SECONDS", 0.2)
    waiting = """
        select 1 from pg_locks join pg_database on database = pg_database.oid
        where datname = current_database() and not granted
    """
    connection = await asyncpg.connect(store.dsn)
    try:
        async with AsyncExitStack() as members:
            await members.enter_async_context(store.running())
            async with connection.transaction():
                await connection.execute("lock table store.articles in access exclusive mode")
                await store.produce(message(article(n)) for n in range(100))
                await eventually(lambda: store.rows(f"{waiting} having count(*) = 1"))
                await members.enter_async_context(store.running())
                await eventually(lambda: store.rows(f"{waiting} having count(*) = 2"), timeout=30)
            await store.all_committed()
    finally:
        await connection.close()
    assert await store.count("articles") == 100


async def test_commit_leaves_foreign_partitions_alone(store: Lane) -> None:
    """Of a batch with partitions of another member, the offsets of our own are committed."""
    await store.produce([message(article())])
    consumer = Consumer(store.kafka, store.settings)
    await consumer.start()
    try:
        (ours,) = await eventually(lambda: consumer.fetch(1))
        await consumer.commit([replace(ours, partition=99, offset=7), ours])
        await store.all_committed()
    finally:
        await consumer.stop()
