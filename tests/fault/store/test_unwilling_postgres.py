"""Store while Postgres is there and will not: it cuts connections, and its disk is full."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

from services.store.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.fault.store.test_store_faults import ARTICLES, articles
from tests.integration.store.lane import Lane, lane, message
from tests.unit.store.messages import an_id, article

CUTS = 20
CUT_BACKENDS = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and application_name = 'vestnik-store'
        and xact_start is not null
"""
FILL_DISK = """
    create function store.no_space() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: no space left' using errcode = 'disk_full'; end $$;
    create trigger no_space before insert on store.article_versions execute function store.no_space();
    create trigger no_space before insert on store.articles execute function store.no_space();
"""
FREE_DISK = "drop function store.no_space cascade"


Stranger: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@asynccontextmanager
async def _mid_stream(bootstrap: str, dsn: str, suffix: str) -> AsyncIterator[tuple[Lane, Stranger]]:
    """Store as a process that has begun with its articles, and a stranger in its database.

    At the end of the block the same process stores the rest: every article once, and no dead letter.
    """
    async with lane(bootstrap, dsn, suffix) as store:
        await store.produce(message(article(n)) for n in range(ARTICLES))
        stranger = await asyncpg.connect(dsn)
        try:
            async with store.process() as running:
                await articles(store, at_least=1)
                yield store, stranger
                assert await store.count("articles") < ARTICLES, "too late to say anything"
                await store.all_committed()
                assert running.returncode is None
        finally:
            await stranger.close()
        stored = await store.rows("select id from store.articles")
        assert sorted(row[0] for row in stored) == sorted(an_id(n) for n in range(ARTICLES))
        assert await store.dead_letters() == []
        assert {table: await store.count(table) for table in ("article_versions", "dead_letters")} == {
            "article_versions": 0,
            "dead_letters": 0,
        }


async def _is_cut(stranger: Stranger) -> bool:
    assert await stranger.fetchval(CUT_BACKENDS) > 0
    return True


async def _says_that_the_disk_is_full(store: Lane) -> bool:
    status, checks = await store.ready()
    assert (status, checks["postgres"]) == (503, "ok")
    assert "DiskFullError" in checks["waiting"]
    return True


async def test_connections_that_are_cut_lose_nothing(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """Postgres ends store's connections within a transaction, twenty times: each article is stored once."""
    async with _mid_stream(kafka_bootstrap, await database(migrate), topic_suffix) as (store, stranger):
        for number in range(CUTS):
            await articles(store, at_least=number * ARTICLES // (2 * CUTS))
            await eventually(lambda: _is_cut(stranger), timeout=60, every=0.005)


async def test_a_full_disk_holds_store_until_there_is_room(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """It says that it waits and dead-letters nothing; with room again it goes on by itself."""
    async with _mid_stream(kafka_bootstrap, await database(migrate), topic_suffix) as (store, stranger):
        await stranger.execute(FILL_DISK)
        before = await store.count("articles")
        await eventually(lambda: _says_that_the_disk_is_full(store), timeout=60)
        assert await store.count("articles") == before
        await stranger.execute(FREE_DISK)
