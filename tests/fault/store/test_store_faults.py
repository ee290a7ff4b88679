"""Store as a process that is killed, and without its database, in mid-stream."""

import asyncio
import signal
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from functools import partial
from http.client import OK
from pathlib import Path

from local import programs
from local.home import Home
from local.ready import is_ready
from services.store.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.fault.store.stream import Stream, articles
from tests.infra.servers import postgres_of
from tests.infra.stacks import process_of
from tests.integration.store.lane import Lane, lane, message
from tests.unit.store.messages import article


async def stopped(started: asyncio.subprocess.Process) -> int:
    """The exit status after SIGTERM."""
    started.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(started.wait(), 30)


async def test_killed_three_times_in_mid_stream(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str, stream: Stream
) -> None:
    """After three kill -9 everything is stored once and every offset committed."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as store:
        await store.produce(stream.messages())
        seen = []
        for kill in range(3):
            async with store.process() as running:
                seen.append(await articles(store, at_least=(kill + 1) * stream.articles // 5))
                running.kill()
        assert seen[-1] < stream.articles, "the last kill came too late to say anything"
        async with store.process() as running:
            await replace(stream, repeats_letters=True).is_stored(store)
            assert await stopped(running) == 0


async def held(store: Lane) -> bool:
    """Whether store says that it waits for Postgres, and for nothing else."""
    status, checks = await store.ready()
    assert (status, {name for name, state in checks.items() if state != "ok"}) == (
        503,
        {"postgres", "waiting"},
    )
    return True


async def test_sigterm_in_mid_stream_repeats_nothing(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str, stream: Stream
) -> None:
    """SIGTERM finishes the batch, commits it and exits 0: what is stored is what is committed."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as store:
        await store.produce(message(article(n)) for n in range(stream.articles))
        async with store.process() as running:
            await articles(store, at_least=1)
            assert await stopped(running) == 0
        stored = await store.count("articles")
        assert 0 < stored < stream.articles
        assert sum(committed or 0 for committed, _ in (await store.offsets()).values()) == stored


async def test_postgres_stopped_and_started_in_mid_stream(
    kafka_bootstrap: str, tmp_path: Path, topic_suffix: str, stream: Stream
) -> None:
    """Without Postgres store holds its messages and says so; when Postgres is back it goes on."""
    with ExitStack() as server:
        home = Home(tmp_path / "home")
        server.callback(home.remove)
        first = server.enter_context(ExitStack())
        dsn = first.enter_context(postgres_of(home)).dsn()
        await migrate(dsn)
        async with lane(kafka_bootstrap, dsn, topic_suffix) as store:
            await store.produce(stream.messages())
            async with store.process() as running:
                await articles(store, at_least=1)
                first.close()
                await eventually(lambda: held(store), timeout=30)
                server.enter_context(postgres_of(home))
                await stream.is_stored(store)
                checks = ("kafka", "postgres", "waiting", "flood")
                assert await store.ready() == (200, dict.fromkeys(checks, "ok"))
                assert await stopped(running) == 0


async def _is_ready(store: Lane) -> bool:
    """A member is ready once the group has given it partitions."""
    return (await store.ready())[0] == OK


async def test_postgres_killed_in_mid_stream(
    kafka_bootstrap: str, tmp_path: Path, topic_suffix: str, stream: Stream
) -> None:
    """Postgres and all its backends are killed twice; store goes on, and all is there once."""
    home = Home(tmp_path / "home")
    with ExitStack() as server:
        server.callback(home.remove)
        postgres = server.enter_context(postgres_of(home))
        url = postgres.program.ready
        await migrate(postgres.dsn())
        async with lane(kafka_bootstrap, postgres.dsn(), topic_suffix) as store:
            await store.produce(stream.messages())
            async with store.process() as running:
                for kill in range(2):
                    await eventually(lambda: is_ready(url), timeout=60)
                    assert await articles(store, at_least=(kill + 1) * stream.articles // 5) < stream.articles
                    postmaster = process_of(home, "postgres")
                    programs.kill([*programs.descendants(postmaster), postmaster])
                await eventually(lambda: is_ready(url), timeout=60)
                await stream.is_stored(store)
                assert await stopped(running) == 0


async def test_members_that_come_and_go(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str, stream: Stream
) -> None:
    """Of three members one leaves and one is killed in mid-stream, and a fourth joins: all is there once."""
    async with (
        lane(kafka_bootstrap, await database(migrate), topic_suffix) as store,
        AsyncExitStack() as running,
    ):
        lanes = [Lane(store.bootstrap, store.dsn, store.prefix) for _ in range(4)]
        first, second, _ = [await running.enter_async_context(each.process()) for each in lanes[:3]]
        for each in lanes[:3]:
            await eventually(partial(_is_ready, each), timeout=60)
        async with asyncio.TaskGroup() as tasks:  # three members may store as fast as one producer writes
            tasks.create_task(store.produce(stream.messages()))
            await articles(store, at_least=stream.articles // 5)
            assert await stopped(first) == 0
            assert await articles(store, at_least=2 * stream.articles // 5) < stream.articles
            second.kill()
        await running.enter_async_context(lanes[3].process())
        await replace(stream, repeats_letters=True).is_stored(store)
