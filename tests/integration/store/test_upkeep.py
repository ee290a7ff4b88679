"""`verify`, `rebuild` and `retention` between a real Kafka and a real Postgres."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from schemas.topics import ENRICHED, LINKS, STORE_RETRY
from services.store.consumer import INPUTS
from services.store.database import Database, migrate, session
from services.store.message import Content
from services.store.readback import read_back
from services.store.rebuild import rebuild
from services.store.retention import Gone, Policy, apply
from services.store.verification import Difference, differences, summary
from tests.conftest import DatabaseFactory
from tests.integration.store.lane import Lane, Message, lane, message
from tests.integration.store.tables import TABLES, Tables
from tests.unit.store.messages import an_id, article, at, copy, link, withdrawal

TODAY = date(2024, 7, 15)


@pytest.fixture
async def store(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a database of this test."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


async def found(store: Lane) -> list[Difference]:
    """What `verify` finds."""
    async with session(store.dsn) as connection:
        return await differences(connection, read_back(store.kafka, (ENRICHED, LINKS, STORE_RETRY)))


async def test_verify_names_every_difference(store: Lane) -> None:
    """Nothing differs after store; whatever is changed by hand in the tables is named."""
    contents: list[Content] = [*(article(n) for n in range(5)), article(1, hours=1), withdrawal(2, hours=1)]
    await store.produce([message(content) for content in (*contents, link(3), copy(4))])
    await store.produce([message(article(0, enricher={"version": "0.10.0"}), STORE_RETRY)])
    async with store.running():
        await store.all_committed()
    assert await found(store) == []

    for change, name in (
        ("delete from store.articles where id = $1", 0),
        ("update store.articles set version_at = '2024-05-01 12:00Z' where id = $1", 1),
        ("update store.articles set status = 'usable' where id = $1", 2),
        ("delete from store.link_answers where article_id = $1", 3),
        ("delete from store.copy_answers where article_id = $1", 4),
        ("update store.articles set id = gen_random_uuid(), url = 'x' where id = $1", 4),
    ):
        async with session(store.dsn) as connection:
            await connection.execute(change, an_id(name))
    ((stray,),) = await store.rows("select id from store.articles where url = 'x'")
    differing = await found(store)
    assert differing == sorted(
        [
            Difference("missing", an_id(0), at(0)),
            Difference("missing", an_id(4), at(0)),
            Difference("not-on-topic", stray, at(0)),
            Difference("older", an_id(1), at(1)),
            Difference("other", an_id(2), at(1)),
            Difference("link", an_id(3), at(0)),
            Difference("copy", an_id(4), at(0)),
        ]
    )
    assert summary(differing, named=1)[:2] == [
        "      2  missing: on the topic and not in store.articles (yet: is there lag?)",
        f"         {min(an_id(0), an_id(4))}  {at(0)}",
    ]


async def test_verify_tells_dead_letters_from_losses(store: Lane) -> None:
    """An article that Postgres refused is named as a dead letter."""
    await store.produce([message(article("poison", word_count=2**31)), message(article())])
    async with store.running():
        await store.all_committed()
        await store.all_committed()  # its own letter too
    assert await found(store) == [Difference("dead-letter", an_id("poison"), at(0))]


async def test_rebuild_fills_an_empty_database_with_the_same_rows(store: Lane) -> None:
    """Tables filled again from the topics are those that store had written, letters and history included."""
    contents: list[Content] = [article(n, hours=hours) for n in range(50) for hours in (n % 3, 1)]
    answers = map(link, range(20))
    await store.produce([message(content) for content in (*contents, *answers, withdrawal(7, hours=5))])
    await store.produce([Message(ENRICHED.name, b"1", b"{")])
    async with store.running():
        await store.all_committed()
        await store.all_committed()
    async with session(store.dsn) as connection, Database(store.postgres) as database:
        tables = Tables(database, connection)
        before = await tables.all()
        await tables.empty()
        done = await rebuild(read_back(store.kafka, INPUTS), database.write)
        assert await tables.all() == before
    assert {name for name in TABLES if before[name]} == set(TABLES) - {"copy_answers"}
    assert (done.messages, len(done.letters)) == (len(contents) + 20 + 1 + 1 + 1, 1)


async def test_retention_counts_first_and_then_lets_go(tables: Tables) -> None:
    """Without being told to, nothing goes; told to, what is older than the policy does, and nothing else."""
    months = [datetime(2024, month, 20, tzinfo=UTC) for month in (3, 4, 5, 6)]
    for month in months:
        day = {"value": str(month.date()), "precision": "day", "origin": "text", "raw": ""}
        await tables.write(article(month.month, version_at=month, date_published=day))
    await tables.write(
        *(article(month.month, version_at=datetime(2024, 7, 1, tzinfo=UTC)) for month in months)
    )
    policy = Policy(history_months=2, body_months=2, letter_days=30)
    expected = [
        Gone("article_versions_2024_03", 1),
        Gone("article_versions_2024_04", 1),
        Gone("bodies of articles before 2024-05-01", 0),
        Gone("dead letters before 2024-06-15", 0),
    ]
    before = await tables.all()
    assert await apply(tables.connection, policy, TODAY, dry_run=True) == expected
    assert await tables.all() == before
    assert await apply(tables.connection, policy, TODAY, dry_run=False) == expected
    assert await tables.rows("select version_at from store.article_versions order by 1") == [
        (month,) for month in months[2:]
    ]


async def test_retention_empties_bodies_and_keeps_what_is_known_of_them(tables: Tables) -> None:
    """The body of an old article goes, its headline stays, and the same version does not bring it back."""
    old = {"value": "2024-03-01", "precision": "day", "origin": "text", "raw": ""}
    await tables.write(article("old", date_published=old), article("new"))
    gone = await apply(tables.connection, Policy(body_months=3), TODAY, dry_run=False)
    assert gone == [Gone("bodies of articles before 2024-04-01", 1)]
    await tables.write(article("old", date_published=old))
    query = "select headline, article_body <> '' from store.articles order by 1"
    assert await tables.rows(query) == [("Заглавие new", True), ("Заглавие old", False)]
