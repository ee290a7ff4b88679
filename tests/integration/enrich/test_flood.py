"""A flood of messages that cannot be used: the worker stands still, stays alive, and goes on when told to."""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest

from local.home import free_port
from schemas.consuming import ConsumingPaused, ConsumingResumed
from schemas.dead_letter import DeadLetter
from schemas.topics import DEAD_LETTER
from services.enrich.database import migrate
from services.enrich.worker import STALL_SECONDS
from services.runtime.flood.control import ControlTopic
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.enrich.lane import PROJECT, Lane, lane, page, stopped, submission_id

WINDOW, BATCH = 20, 8
FLOOD = WINDOW // 2 + 1
"""So many dead letters among the last messages are one."""
PAUSED = "PausedError: {} of the last {} messages were dead-lettered, mostly not-json: see"


@pytest.fixture
async def enrich(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a migrated database."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        made.settings |= {"FLOOD_WINDOW": str(WINDOW), "ENRICH_BATCH_SIZE": str(BATCH)}
        yield made


def bad(count: int) -> list[bytes]:
    """Messages that are no JSON, each its own."""
    return [b"{%d" % number for number in range(count)]


async def paused(port: int) -> str:
    """Wait until a worker is; what `/readyz` says of it, while `/livez` is well."""

    async def said() -> str:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            try:
                ready, live = await client.get("/readyz"), await client.get("/livez")
                metrics = (await client.get("/metrics")).text.splitlines()
            except httpx.TransportError:
                return ""
        reason: str = ready.json()["checks"].get("flood", "ok")
        assert reason != "ok"
        others = {name: found for name, found in ready.json()["checks"].items() if name != "flood"}
        assert (ready.status_code, live.status_code, set(others.values())) == (503, 200, {"ok"})
        assert "vestnik_enrich_paused 1.0" in metrics
        return reason

    return await eventually(said, timeout=60)


async def resume(enrich: Lane, *arguments: str) -> str:
    """What `dead_letters resume` prints."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.runtime.dead_letters", "resume", *arguments),
        cwd=PROJECT,
        env=os.environ | enrich.environment,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await asyncio.wait_for(command.communicate(), 60)
    assert command.returncode == 0
    return printed.decode()


async def letters(enrich: Lane) -> list[bytes]:
    """The contents of the dead letters, sorted."""
    return sorted(letter.value or b"" for letter in await enrich.records(DEAD_LETTER))


async def done(enrich: Lane) -> int:
    """How many messages are committed."""
    return sum(committed or 0 for committed, _ in (await enrich.offsets()).values())


async def last_decision(enrich: Lane) -> ConsumingPaused | ConsumingResumed:
    """What stands last on the control topic."""
    (placed,) = (await ControlTopic(enrich.kafka).read()).values()
    return placed.decision


async def test_a_flood_pauses_and_an_operator_goes_on(enrich: Lane) -> None:
    """The share of the window and one batch is written; then it waits, and nothing is lost or double."""
    port = free_port()
    async with enrich.worker(METRICS_PORT=str(port)) as worker:
        await enrich.produce(map(page, range(30)))
        await enrich.all_committed()
        await enrich.produce([*bad(300), *map(page, range(30, 60))])
        reason = await paused(port)
        since = time.monotonic()
        written = await letters(enrich)
        assert FLOOD <= len(written) <= FLOOD + BATCH
        assert reason.startswith(PAUSED.format(len(written), WINDOW))

        async def settled() -> bool:  # an offset is committed within a second
            return await done(enrich) == 30 + len(written)

        await eventually(settled)

        async def outlasts_the_watchdog() -> bool:
            assert worker.returncode is None
            return time.monotonic() - since > STALL_SECONDS + 5

        await eventually(outlasts_the_watchdog, timeout=STALL_SECONDS + 10, every=1)
        await enrich.members(1)
        assert (await letters(enrich), await done(enrich)) == (written, 30 + len(written))
        group = f"enrich, group {enrich.group_id}: paused at "
        assert (await resume(enrich, "--dry-run")).startswith(group)
        printed = await resume(enrich, "--letters", "300")
        assert printed.startswith(group)
        assert printed.endswith("mostly not-json\n1 paused groups go on\n")
        await enrich.all_committed()
        assert (await resume(enrich)) == "0 paused groups go on\n"
        assert await stopped(worker) == 0
    assert await letters(enrich) == sorted(bad(300))
    outcomes = await enrich.rows("select submission_id::text, outcome from enrich.outcomes")
    expected = Counter((str(submission_id(number)), "enriched") for number in range(60))
    assert Counter(one for one in outcomes if one[1] == "enriched") == expected
    assert (await enrich.outcomes())["dead-letter"] == 300


async def test_after_a_restart_it_begins_with_one(enrich: Lane) -> None:
    """SIGTERM ends a paused worker with 0; each restart costs one letter, until good messages come."""
    await enrich.produce(bad(FLOOD + 2))
    for written, seen in ((FLOOD, FLOOD), (FLOOD + 1, 1), (FLOOD + 2, 1)):
        port = free_port()
        async with enrich.worker(METRICS_PORT=str(port)) as worker:
            assert (await paused(port)).startswith(PAUSED.format(seen, seen))
            assert len(await letters(enrich)) == written
            assert await stopped(worker) == 0
    assert isinstance(await last_decision(enrich), ConsumingPaused)
    await enrich.produce(map(page, range(30)))
    async with enrich.worker() as worker:
        await enrich.all_committed()
        assert await stopped(worker) == 0
    last = await last_decision(enrich)
    assert isinstance(last, ConsumingResumed)
    assert last.by == "worker"
    assert await letters(enrich) == sorted(bad(FLOOD + 2))
    assert await enrich.outcomes() == {"dead-letter": FLOOD + 2, "enriched": 30}


async def test_a_paused_worker_that_is_killed_repeats_nothing(enrich: Lane) -> None:
    """What was written before a pause is committed before long; after `kill -9` one more message is read."""
    await enrich.produce(bad(3 * FLOOD))
    port = free_port()
    async with enrich.worker(METRICS_PORT=str(port)) as worker:
        await paused(port)

        async def settled() -> bool:
            return await done(enrich) == FLOOD

        await eventually(settled)
        worker.kill()
        await worker.wait()
    async with enrich.worker(METRICS_PORT=str(port)) as worker:
        assert (await paused(port)).startswith(PAUSED.format(1, 1))
        await resume(enrich, "--letters", str(3 * FLOOD))
        await enrich.all_committed()
        assert await stopped(worker) == 0
    places = Counter(
        (about.partition, about.offset)
        for about in (DeadLetter.from_headers(one.headers) for one in await enrich.records(DEAD_LETTER))
    )
    assert set(places.values()) == {1}
    assert places.total() == 3 * FLOOD


async def test_one_word_reaches_every_worker(enrich: Lane) -> None:
    """Two workers that stand still go on by one command, and everything is handled once."""
    ports = free_port(), free_port()
    async with (
        enrich.worker(METRICS_PORT=str(ports[0])) as first,
        enrich.worker(METRICS_PORT=str(ports[1])) as second,
    ):
        await enrich.members(2, seconds=150)
        await enrich.produce([*bad(400), *map(page, range(40))])
        for port in ports:
            await paused(port)
        assert len(await letters(enrich)) <= 2 * (FLOOD + BATCH)
        await resume(enrich, "--service", "enrich", "--letters", "400")
        await enrich.all_committed()
        for worker in (first, second):
            assert await stopped(worker) == 0
    assert await letters(enrich) == sorted(bad(400))
    assert await enrich.outcomes() == {"dead-letter": 400, "enriched": 40}
