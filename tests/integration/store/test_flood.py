"""A flood of messages that cannot be used: store stands still, stays alive, and goes on when told to."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest

from schemas.consuming import ConsumingResumed
from schemas.topics import ENRICHED
from services.runtime.flood.control import ControlTopic
from services.store.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.store.lane import PROJECT, Lane, Message, lane, message
from tests.unit.store.messages import an_id, article

WINDOW, BATCH = 20, 8
FLOOD = WINDOW // 2 + 1
"""So many dead letters among the last messages are one."""
SMALL = {"FLOOD_WINDOW": str(WINDOW), "STORE_BATCH_SIZE": str(BATCH)}


@pytest.fixture
async def store(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a database of this test."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


def refused(names: Iterable[int]) -> list[Message]:
    """Articles that Postgres does not take."""
    return [message(article(f"refused {name}", article_body="a\0b")) for name in names]


def unreadable(names: Iterable[int]) -> list[Message]:
    """Messages that are no JSON."""
    return [Message(ENRICHED.name, b"%d" % name, b"{%d" % name) for name in names]


async def paused(store: Lane) -> str:
    """Wait until it is; what `/readyz` says of it, while everything else is well."""

    async def said() -> str:
        status, checks = await store.ready()
        reason = checks.pop("flood", "ok")
        assert reason != "ok"
        assert (status, set(checks.values())) == (503, {"ok"})
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{store.port}") as client:
            assert (await client.get("/livez")).status_code == 200
            assert "vestnik_store_paused 1.0" in (await client.get("/metrics")).text.splitlines()
        return reason

    return await eventually(said, timeout=60)


async def resume(store: Lane, *arguments: str) -> str:
    """What `dead_letters resume` prints."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.runtime.dead_letters", "resume", *arguments),
        cwd=PROJECT,
        env=os.environ | store.environment,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await asyncio.wait_for(command.communicate(), 60)
    assert command.returncode == 0
    return printed.decode()


async def stopped(process: asyncio.subprocess.Process) -> int:
    """The exit status after SIGTERM."""
    process.send_signal(signal.SIGTERM)
    return await asyncio.wait_for(process.wait(), 30) or 0


async def values(store: Lane) -> Counter[bytes]:
    """The contents of the dead letters."""
    return Counter(letter.value for letter in await store.dead_letters())


async def test_a_flood_pauses_and_an_operator_goes_on(store: Lane) -> None:
    """The share of the window and one batch is written; then it waits, and nothing is lost or double."""
    async with store.process(variables=SMALL) as process:
        await store.produce(message(article(n)) for n in range(30))
        await store.all_committed()
        await store.produce([*refused(range(150)), *(message(article(n)) for n in range(30, 60))])
        reason = await paused(store)
        written = (await values(store)).total()
        assert FLOOD <= written <= FLOOD + BATCH
        assert reason.startswith(
            f"PausedError: {written} of the last {WINDOW} messages were dead-lettered, mostly refused-by-data"
        )
        offsets = await store.offsets()
        done = sum(
            committed or 0 for name, (committed, _) in offsets.items() if name.startswith("articles.e")
        )
        assert await store.count("articles") == done - written
        assert (await resume(store, "--service", "enrich")) == "0 paused groups go on\n"
        printed = await resume(store, "--letters", "150")
        assert printed.startswith(f"store, group {store.settings.group_id}: paused at ")
        assert printed.endswith("mostly refused-by-database\n1 paused groups go on\n")
        await store.all_committed()
        assert (await store.ready())[0] == 200
        assert await stopped(process) == 0
    assert await values(store) == Counter(one.value for one in refused(range(150)))
    assert {row[0] for row in await store.rows("select id from store.articles")} == {
        an_id(n) for n in range(60)
    }
    assert await store.count("dead_letters") == 150


async def test_after_a_restart_it_begins_with_one(store: Lane) -> None:
    """SIGTERM ends a paused member with 0; each restart costs one letter, until good messages come."""
    await store.produce(unreadable(range(FLOOD + 2)))
    for written, seen in ((FLOOD, FLOOD), (FLOOD + 1, 1), (FLOOD + 2, 1)):
        async with store.process(variables=SMALL) as process:
            assert (await paused(store)).startswith(f"PausedError: {seen} of the last {seen} messages")
            assert (await values(store)).total() == written
            assert await stopped(process) == 0
    await store.produce(message(article(n)) for n in range(30))
    async with store.process(variables=SMALL) as process:
        await store.all_committed()
        assert await stopped(process) == 0
    (placed,) = (await ControlTopic(store.kafka).read()).values()
    assert isinstance(placed.decision, ConsumingResumed)
    assert placed.decision.by == "worker"
    assert await values(store) == Counter(one.value for one in unreadable(range(FLOOD + 2)))
    assert await store.count("articles") == 30


async def test_a_paused_member_lets_its_partitions_go(store: Lane) -> None:
    """Another member may join during a pause, and one word reaches both."""
    other = Lane(store.bootstrap, store.dsn, store.prefix)
    async with store.process(variables=SMALL) as first:
        await store.produce(unreadable(range(100)))
        await paused(store)
        async with other.process(variables=SMALL) as second:
            await paused(other)  # it began with one message, in doubt
            await resume(store, "--letters", "100")
            await store.produce(message(article(n)) for n in range(30))
            await store.all_committed()
            for process in (first, second):
                assert await stopped(process) == 0
    assert set(await values(store)) == {one.value for one in unreadable(range(100))}
    assert await store.count("articles") == 30
