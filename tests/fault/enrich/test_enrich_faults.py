"""Enrich as processes that are killed, joined and left, and whose broker and database go away."""

import asyncio
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from pathlib import Path

import httpx
import psutil

from local.home import Home, free_port
from services.enrich.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.infra.servers import kafka_of, postgres_of
from tests.integration.enrich.lane import lane, page, stopped

PAGES = 2_000
SLOWLY = {"ENRICH_BATCH_SIZE": "8"}  # so that all this happens in mid-stream
FROZEN_SECONDS = 8.0  # longer than the session timeout


async def test_killed_three_times_in_mid_stream(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """After three kill -9 and a SIGTERM every page has one outcome and is published.

    The worker keeps its name, so that the group does not wait for the dead one.
    """
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as enrich:
        await enrich.produce(page(number) for number in range(PAGES))
        seen = 0
        for _ in range(3):
            async with enrich.worker(ENRICH_INSTANCE_ID="worker-0", **SLOWLY) as worker:
                seen = await enrich.recorded(seen + PAGES // 8)
                worker.kill()
        async with enrich.worker(ENRICH_INSTANCE_ID="worker-0", **SLOWLY) as worker:
            seen = await enrich.recorded(seen + PAGES // 8)
            assert await stopped(worker) == 0
        assert await enrich.recorded(seen) < PAGES, "the last end came too late to say anything"
        async with enrich.worker(ENRICH_INSTANCE_ID="worker-0", **SLOWLY) as worker:
            await enrich.complete(PAGES)
            assert await stopped(worker) == 0


async def test_sigterm_in_mid_stream_repeats_nothing(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """SIGTERM finishes the batch in work, commits it and exits 0: what is recorded is what is committed."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as enrich:
        await enrich.produce(page(number) for number in range(PAGES))
        async with enrich.worker(**SLOWLY) as worker:
            await enrich.recorded(PAGES // 8)
            assert await stopped(worker) == 0
        recorded = await enrich.recorded(0)
        assert 0 < recorded < PAGES
        assert sum(committed or 0 for committed, _ in (await enrich.offsets()).values()) == recorded


async def test_workers_join_and_leave_in_mid_stream(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """Workers come, one leaves and one is killed: nothing is lost, nothing recorded twice."""
    async with AsyncExitStack() as workers:
        enrich = await workers.enter_async_context(
            lane(kafka_bootstrap, await database(migrate), topic_suffix)
        )
        first = await workers.enter_async_context(enrich.worker(**SLOWLY))
        async with enrich.pouring(a_second=200) as produced:
            await enrich.recorded(1)
            second = await workers.enter_async_context(enrich.worker(**SLOWLY))
            await enrich.members(2)
            third = await workers.enter_async_context(enrich.worker(**SLOWLY))
            await enrich.members(3)
            await enrich.recorded(await enrich.recorded(0) + 200)
            assert await stopped(second) == 0
            await enrich.recorded(await enrich.recorded(0) + 200)
            third.kill()
            await enrich.recorded(await enrich.recorded(0) + 200)
        await enrich.complete(produced())
        assert await stopped(first) == 0


async def test_broker_frozen_and_killed_in_mid_stream(
    database: DatabaseFactory, tmp_path: Path, topic_suffix: str
) -> None:
    """A worker lives through a broker that stops answering and one that is killed and comes back."""
    home = Home(tmp_path / "home")
    with ExitStack() as servers:
        servers.callback(home.remove)
        bootstrap = servers.enter_context(kafka_of(home))
        async with lane(bootstrap, await database(migrate), topic_suffix) as enrich:
            await enrich.produce(page(number) for number in range(PAGES))
            async with enrich.worker(**SLOWLY) as worker:
                seen = await enrich.recorded(PAGES // 10)
                broker = listening(bootstrap)
                broker.suspend()
                await asyncio.sleep(FROZEN_SECONDS)
                broker.resume()
                seen = await enrich.recorded(seen + PAGES // 10)
                listening(bootstrap).kill()
                assert await enrich.recorded(seen) < PAGES, "the broker went too late to say anything"
                await enrich.complete(PAGES)
                assert await stopped(worker) == 0


async def test_database_away_in_mid_stream(kafka_bootstrap: str, tmp_path: Path, topic_suffix: str) -> None:
    """Without Postgres a worker holds its batch and says so; when Postgres is back it goes on."""
    home = Home(tmp_path / "home")
    with ExitStack() as server:
        server.callback(home.remove)
        first = server.enter_context(ExitStack())
        dsn = first.enter_context(postgres_of(home)).dsn()
        await migrate(dsn)
        async with lane(kafka_bootstrap, dsn, topic_suffix) as enrich:
            await enrich.produce(page(number) for number in range(PAGES))
            port = free_port()
            async with enrich.worker(METRICS_PORT=str(port), **SLOWLY) as worker:
                await enrich.recorded(PAGES // 10)
                first.close()
                await eventually(partial(not_ready, port, "batch"), timeout=20)
                server.enter_context(postgres_of(home))
                await enrich.complete(PAGES)
                assert await stopped(worker) == 0


async def test_sigterm_while_the_database_is_away(
    kafka_bootstrap: str, tmp_path: Path, topic_suffix: str
) -> None:
    """A worker that waits for Postgres leaves cleanly, and nothing of its batch is committed."""
    home = Home(tmp_path / "home")
    with ExitStack() as server:
        server.callback(home.remove)
        first = server.enter_context(ExitStack())
        dsn = first.enter_context(postgres_of(home)).dsn()
        await migrate(dsn)
        async with lane(kafka_bootstrap, dsn, topic_suffix) as enrich:
            await enrich.produce(page(number) for number in range(PAGES))
            port = free_port()
            async with enrich.worker(METRICS_PORT=str(port), **SLOWLY) as worker:
                await enrich.recorded(PAGES // 10)
                first.close()
                await eventually(partial(not_ready, port, "batch"), timeout=20)
                assert await stopped(worker) == 0
            server.enter_context(postgres_of(home))
            committed = sum(done or 0 for done, _ in (await enrich.offsets()).values())
            assert committed <= await enrich.recorded(0) < PAGES


def listening(bootstrap: str) -> psutil.Process:
    """The process that listens on an address."""
    port = int(bootstrap.rpartition(":")[2])
    (pid,) = {
        one.pid
        for one in psutil.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and getattr(one.laddr, "port", 0) == port
    }
    return psutil.Process(pid)


async def not_ready(port: int, check: str) -> bool:
    """Whether `/readyz` names the check as failing."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/readyz")
    return answer.status_code == 503 and answer.json()["checks"][check] != "ok"
