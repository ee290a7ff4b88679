"""Store as a process that is killed, and without its database, in mid-stream."""

import asyncio
import signal
from contextlib import ExitStack
from pathlib import Path

from local.home import Home
from services.store.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.infra.servers import postgres_of
from tests.integration.store.lane import Lane, lane, message
from tests.unit.store.messages import an_id, article, link

ARTICLES = 5_000


async def stopped(started: asyncio.subprocess.Process) -> int:
    """The exit status after SIGTERM."""
    started.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(started.wait(), 30)


async def articles(store: Lane, at_least: int) -> int:
    """Wait until so many articles are stored; how many there are."""

    async def enough() -> int:
        count = await store.count("articles")
        assert count >= at_least
        return count

    return await eventually(enough, timeout=60, every=0.01)


async def test_killed_three_times_in_mid_stream(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """After three kill -9 every article and every answer is stored and every offset committed."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as store:
        await store.produce(message(article(n)) for n in range(ARTICLES))
        await store.produce(message(link(n)) for n in range(ARTICLES))
        seen = []
        for kill in range(3):
            async with store.process() as running:
                seen.append(await articles(store, at_least=(kill + 1) * ARTICLES // 5))
                running.kill()
        assert seen[-1] < ARTICLES, "the last kill came too late to say anything"
        async with store.process() as running:
            await store.all_committed()
            assert await stopped(running) == 0

        resolved = await store.rows("select article_id from store.related_links where status = 'resolved'")
        assert {row[0] for row in resolved} == {an_id(n) for n in range(ARTICLES)}
        assert await store.count("articles") == ARTICLES
        assert await store.dead_letters() == []


async def held(store: Lane) -> bool:
    """Whether store says that it waits for Postgres, and for nothing else."""
    status, checks = await store.ready()
    assert (status, {name for name, state in checks.items() if state != "ok"}) == (
        503,
        {"postgres", "waiting"},
    )
    return True


async def test_sigterm_in_mid_stream_repeats_nothing(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """SIGTERM finishes the batch, commits it and exits 0: what is stored is what is committed."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as store:
        await store.produce(message(article(n)) for n in range(ARTICLES))
        async with store.process() as running:
            await articles(store, at_least=1)
            assert await stopped(running) == 0
        stored = await store.count("articles")
        assert 0 < stored < ARTICLES
        assert sum(committed or 0 for committed, _ in (await store.offsets()).values()) == stored


async def test_postgres_stopped_and_started_in_mid_stream(
    kafka_bootstrap: str, tmp_path: Path, topic_suffix: str
) -> None:
    """Without Postgres store holds its messages and says so; when Postgres is back it goes on."""
    with ExitStack() as server:
        home = Home(tmp_path / "home")
        server.callback(home.remove)
        first = server.enter_context(ExitStack())
        dsn = first.enter_context(postgres_of(home)).dsn()
        await migrate(dsn)
        async with lane(kafka_bootstrap, dsn, topic_suffix) as store:
            await store.produce(message(article(n)) for n in range(ARTICLES // 2))
            async with store.process() as running:
                await articles(store, at_least=1)
                first.close()
                await store.produce(message(article(n)) for n in range(ARTICLES // 2, ARTICLES))
                await eventually(lambda: held(store), timeout=30)
                server.enter_context(postgres_of(home))
                await store.all_committed()
                assert await store.ready() == (200, {"kafka": "ok", "postgres": "ok", "waiting": "ok"})
                assert await stopped(running) == 0
            assert await store.count("articles") == ARTICLES
            assert await store.dead_letters() == []
