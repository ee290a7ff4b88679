"""A replay and the worker that reads what it sends, both killed in the middle."""

import asyncio
import os
import sys

import pytest

from schemas.topics import DEAD_LETTER, ENRICHED, RAW
from services.enrich.database import migrate
from services.enrich.read import ENRICHER_VERSION
from tests.conftest import DatabaseFactory
from tests.integration.enrich.lane import PROJECT, Lane, lane, page, stopped, submission_id

PAGES = 400
PATIENCE_SECONDS = 120.0
PACE = {"ENRICH_BATCH_SIZE": "8", "ENRICH_INSTANCE_ID": "worker-0"}
COMMAND = (sys.executable, "-m", "services.enrich", "replay", "--older-than", ENRICHER_VERSION)


async def replaying(enrich: Lane) -> asyncio.subprocess.Process:
    """The command, running, at a rate at which it can be met in the middle."""
    environment = os.environ | enrich.environment
    return await asyncio.create_subprocess_exec(
        *COMMAND, "--rate", "40", cwd=PROJECT, env=environment, stdout=asyncio.subprocess.DEVNULL
    )


async def current(enrich: Lane) -> dict[bytes | None, bytes | None]:
    """The last message of each article."""
    return {one.key: one.value for one in await enrich.records(ENRICHED)}


@pytest.mark.timeout(600)
async def test_killed_in_the_middle_a_replay_loses_nothing(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """After kill -9 of both the same command goes on: each page is read again, each article as it was."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as enrich:
        await enrich.produce(page(number) for number in range(PAGES))
        async with enrich.worker(**PACE) as worker:
            await enrich.recorded(PAGES, PATIENCE_SECONDS)
            await enrich.complete(PAGES)
            before = await current(enrich)
            await enrich.rows("update enrich.articles set enricher_version = '2025.1' returning id")
            command = await replaying(enrich)
            await enrich.recorded(PAGES + PAGES // 8, PATIENCE_SECONDS)
            command.kill()
            worker.kill()
            await command.wait()
        sent = len(await enrich.records(RAW)) - PAGES
        assert PAGES // 8 <= sent < PAGES, "the end came too late to say anything"
        async with enrich.worker(**PACE) as worker:
            command = await replaying(enrich)
            await enrich.recorded(PAGES + sent + PAGES // 4, PATIENCE_SECONDS)
            worker.kill()
            assert await command.wait() == 0
        async with enrich.worker(**PACE) as worker:
            await enrich.all_committed(PATIENCE_SECONDS)
            assert await stopped(worker) == 0

        assert await current(enrich) == before
        versions = await enrich.rows("select enricher_version, count(*)::int from enrich.articles group by 1")
        assert versions == [(ENRICHER_VERSION, PAGES)]
        places = [(one.partition, one.offset) for one in await enrich.records(RAW)]
        assert sorted(places) == await enrich.rows(
            'select partition, "offset" from enrich.outcomes order by 1, 2'
        )
        again = await enrich.rows(
            "select submission_id from enrich.outcomes where outcome = 'enriched' "
            "group by submission_id having count(*) > 1"
        )
        assert {str(one) for (one,) in again} == {str(submission_id(number)) for number in range(PAGES)}
        assert await enrich.records(DEAD_LETTER) == []
