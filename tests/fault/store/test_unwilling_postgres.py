"""Store while Postgres is there and will not: cut connections, a full disk, locks of a stranger."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import asyncpg
import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from local.home import Home
from services.runtime.probes import CHECK_SECONDS
from services.store.database import LOCK_SECONDS, migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually, while_it_moves
from tests.fault.store.stream import STORED, Stream, articles
from tests.infra.small_disk import database_on_it, postgres_with_a_small_disk
from tests.integration.store.lane import Lane, lane
from tests.unit.store.messages import an_id

CUTS = 20
CUT_BACKENDS = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and application_name = 'vestnik-store'
        and xact_start is not null
"""
HOLD_SECONDS = 15
"""From the last row until store says that it waits, on a slow machine too; a statement may take 30 s."""
OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"
(WHO_BLOCKS,) = re.findall(r"```sql\n(select blocker.*?)```", OPERATIONS.read_text(), re.DOTALL)
LOCKED = "somebody else has locked what is to be written"
FILL_DISK = """
    create function store.no_space() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: no space left' using errcode = 'disk_full'; end $$;
    create trigger no_space before insert on store.article_versions execute function store.no_space();
    create trigger no_space before insert on store.articles execute function store.no_space();
"""
BALLAST = "insert into ballast select repeat('x', 8000) from generate_series(1, $1)"
MEBIBYTE = 1024 * 1024
PAGE_BYTES = 8192
FREE_DISK = "drop function store.no_space cascade"


Stranger: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@asynccontextmanager
async def _mid_stream(
    bootstrap: str, dsn: str, suffix: str, stream: Stream
) -> AsyncIterator[tuple[Lane, Stranger]]:
    """Store as a process that has begun with its stream, and a stranger in its database.

    At the end of the block the same process stores the rest of it.
    """
    async with lane(bootstrap, dsn, suffix) as store:
        await store.produce(stream.messages())
        stranger = await asyncpg.connect(dsn)
        try:
            async with store.process() as running:
                await articles(store, at_least=1)
                yield store, stranger
                assert await store.count("articles") < stream.articles, "too late to say anything"
                await stream.is_stored(store)
                assert running.returncode is None
        finally:
            await stranger.close()


async def _is_cut(stranger: Stranger) -> bool:
    assert await stranger.fetchval(CUT_BACKENDS) > 0
    return True


async def _waits(store: Lane, reason: str, postgres: str = "ok") -> bool:
    status, checks = await store.ready()
    assert (status, checks["postgres"]) == (503, postgres)
    assert reason in checks["waiting"]
    return True


async def test_connections_that_are_cut_lose_nothing(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str, stream: Stream
) -> None:
    """Postgres ends store's connections within a transaction, twenty times: all of it is stored once."""
    dsn = await database(migrate)
    async with _mid_stream(kafka_bootstrap, dsn, topic_suffix, stream) as (store, stranger):
        for number in range(CUTS):
            await articles(store, at_least=number * stream.articles // (2 * CUTS))
            await eventually(lambda: _is_cut(stranger), timeout=60, every=0.005)


async def test_a_full_disk_holds_store_until_there_is_room(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str, stream: Stream
) -> None:
    """It says that it waits and dead-letters nothing; with room again it goes on by itself."""
    dsn = await database(migrate)
    async with _mid_stream(kafka_bootstrap, dsn, topic_suffix, stream) as (store, stranger):
        await stranger.execute(FILL_DISK)
        before = await store.count("articles")
        await eventually(lambda: _waits(store, "DiskFullError"), timeout=60)
        assert await store.count("articles") == before
        await stranger.execute(FREE_DISK)


async def _fill_disk(stranger: Stranger, pages: int) -> None:
    """Write so many pages at a time, until there is no room for them."""
    while True:
        await stranger.execute(BALLAST, pages)


async def test_a_disk_that_is_really_full_holds_store_until_there_is_room(
    kafka_bootstrap: str, home: Home, topic_suffix: str, stream: Stream
) -> None:
    """A stranger's table takes the last page of the disk; when he drops it, store goes on by itself."""
    size = 64 * MEBIBYTE + stream.articles * PAGE_BYTES
    with postgres_with_a_small_disk(home, size) as server:
        dsn = await database_on_it(server, home)
        await migrate(dsn)
        async with _mid_stream(kafka_bootstrap, dsn, topic_suffix, stream) as (store, stranger):
            await stranger.execute(
                "create table ballast (page text); alter table ballast alter page set storage plain"
            )
            for pages in (1000, 100, 10, 1):
                with pytest.raises(asyncpg.DiskFullError):
                    await _fill_disk(stranger, pages)
            await eventually(lambda: _waits(store, "No space left on device"), timeout=60)
            await stranger.execute("drop table ballast")


@pytest.mark.parametrize(
    ("lock", "postgres"),
    [
        (f"select from store.articles where id = '{an_id(0)}' for update", "ok"),
        ("lock table store.articles in access exclusive mode", f"no answer within {CHECK_SECONDS:g} s"),
    ],
    ids=["row", "table"],
)
async def test_a_stranger_with_a_lock_holds_store_until_he_goes(
    kafka_bootstrap: str,
    database: DatabaseFactory,
    topic_suffix: str,
    stream: Stream,
    lock: str,
    postgres: str,
) -> None:
    """After some seconds it says that it waits, tries no more often than it waits, and loses nothing."""
    dsn = await database(migrate)
    async with _mid_stream(kafka_bootstrap, dsn, topic_suffix, stream) as (store, stranger):
        await eventually(
            lambda: store.rows(f"select from store.articles where id = '{an_id(0)}'"), timeout=60
        )
        async with stranger.transaction():
            await stranger.execute(lock)
            since = time.monotonic()
            await while_it_moves(
                lambda: _moves(stranger, store), lambda seen: LOCKED in seen[1], stalled=HOLD_SECONDS
            )
            await eventually(lambda: _waits(store, LOCKED, postgres))
            blockers = await eventually(lambda: store.rows(WHO_BLOCKS))  # a transaction sees one picture
            assert {row[0] for row in blockers} == {stranger.get_server_pid()}
            tries = await eventually(lambda: _retries(store, at_least=2), timeout=60)
            assert time.monotonic() - since > tries * LOCK_SECONDS


async def _moves(stranger: Stranger, store: Lane) -> tuple[object, str]:
    """What is stored, as the one sees it who holds the lock, and what store says of its work."""
    _, checks = await store.ready()
    return await stranger.fetchrow(STORED), checks.get("waiting", "")


async def _retries(store: Lane, at_least: int) -> int:
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"http://127.0.0.1:{store.port}/metrics")).text
    (family,) = (one for one in text_string_to_metric_families(text) if one.name == "vestnik_store_retries")
    count = int(family.samples[0].value)
    assert count >= at_least
    return count
