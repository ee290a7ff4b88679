"""Links between stories while workers, broker and database die: none is lost, none leads astray."""

from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack, suppress
from pathlib import Path
from uuid import UUID

import asyncpg
import psutil
import pytest

from local.home import Home
from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import LinkResolved
from schemas.topics import DEAD_LETTER, ENRICHED, LINKS
from services.enrich.database import migrate
from tests.eventually import eventually, while_it_moves
from tests.fault.enrich.stories import Stories
from tests.infra.servers import kafka_of, postgres_of
from tests.infra.stacks import process_of
from tests.integration.enrich.lane import Lane, lane, stopped

STEPS = 10
"""After each tenth of the stories something comes, goes or dies."""
HELD = 50
"""Stories whose locks a stranger takes, so that a worker halts between announce and look."""

HALTED = "select client_port from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'advisory'"
LOOKED = """
    select client_port from pg_stat_activity
    where state = 'idle in transaction' and state_change < clock_timestamp() - interval '1 second'
"""
"""A look that is idle for so long waits for Kafka."""
ANNOUNCED_ONLY = """
    select count(distinct article_id)::int from enrich.keys k
    where not exists (select from enrich.outcomes o where o.article_id = k.article_id)
"""


@pytest.mark.timeout(1800)
async def test_links_survive_the_deaths_of_workers_broker_and_database(
    tmp_path: Path, topic_suffix: str, pytestconfig: pytest.Config
) -> None:
    """Every story has one outcome, and of every link the topics know the right target.

    One worker, three, one again; kill -9 between announce and look, and between look and produce
    together with the broker; kill -9 of Postgres and of a worker in passing.
    """
    stories = Stories(pytestconfig.getoption("--articles"))
    step = stories.count // STEPS
    with ExitStack() as servers:
        broker, database = Home(tmp_path / "broker"), Home(tmp_path / "database")
        servers.callback(broker.remove)
        servers.callback(database.remove)
        bootstrap = servers.enter_context(kafka_of(broker))
        server = servers.enter_context(postgres_of(database))
        await migrate(server.dsn())
        async with lane(bootstrap, server.dsn(), topic_suffix) as enrich, AsyncExitStack() as workers:
            await enrich.produce(stories.pages())
            first = await workers.enter_async_context(enrich.worker())
            await _pass(enrich, step, of=stories.count)
            await _kill_between_announce_and_look(enrich, stories, first)

            three = [await workers.enter_async_context(enrich.worker()) for _ in range(3)]
            await enrich.members(3, seconds=120)
            await _pass(enrich, step, of=stories.count)
            await _kill_between_look_and_produce(enrich, three, process_of(broker, "kafka"))

            three.append(await workers.enter_async_context(enrich.worker()))
            await _pass(enrich, step, of=stories.count)
            process_of(database, "postgres").kill()
            await _pass(enrich, step, of=stories.count)
            three.pop(0).kill()
            await _pass(enrich, step, of=stories.count)
            assert await stopped(three.pop(0)) == 0

            await _pass(enrich, stories.count, of=stories.count)
            await enrich.all_committed()
            assert await stopped(three.pop()) == 0
            outcomes = await enrich.rows("select article_id, submission_id, outcome from enrich.outcomes")
            assert sorted(outcomes) == sorted(stories.outcomes())
            assert await _known_targets(enrich) == stories.targets()
            assert await enrich.records(DEAD_LETTER) == []


async def _pass(enrich: Lane, count: int, of: int) -> None:
    """Wait until so many more have an outcome, or all there are, as long as they move."""

    async def recorded() -> int:
        with suppress(OSError, asyncpg.PostgresError):  # a database that is just coming back
            ((found,),) = await enrich.rows("select count(*)::int from enrich.outcomes")
            assert isinstance(found, int)
            return found
        return 0

    seen = await eventually(recorded, timeout=180)
    await while_it_moves(recorded, lambda found: found >= min(seen + count, of), stalled=120)


async def _kill_between_announce_and_look(enrich: Lane, stories: Stories, worker: Process) -> None:
    """A stranger holds the locks of stories to come; a worker that has announced them waits, and dies."""
    stranger = await asyncpg.connect(enrich.dsn)
    try:
        passed = {one for (one,) in await enrich.rows("select article_id from enrich.outcomes")}
        coming = [one for one in map(stories.id, range(stories.count)) if one not in passed]
        held = coming[:: stories.count // HELD]
        keys = [int.from_bytes(one.bytes[:8], "big", signed=True) for one in held]
        await stranger.execute("select pg_advisory_lock(key) from unnest($1::bigint[]) key", keys)
        await eventually(lambda: enrich.rows(HALTED), timeout=60)
        worker.kill()
        await worker.wait()
        assert await stranger.fetchval(ANNOUNCED_ONLY) > 0
    finally:
        await stranger.close()


async def _kill_between_look_and_produce(
    enrich: Lane, workers: list[Process], broker: psutil.Process
) -> None:
    """While the broker stands still a worker that has looked dies, and the broker with what it was sent."""
    broker.suspend()
    try:
        ((port,), *_) = await eventually(lambda: enrich.rows(LOOKED), timeout=60)
        (worker,) = [one for one in workers if port in _ports(one)]
        worker.kill()
        await worker.wait()
        workers.remove(worker)
    finally:
        broker.kill()


def _ports(process: Process) -> set[int]:
    """The ports of its ends of connections."""
    return {one.laddr.port for one in psutil.Process(process.pid).net_connections("tcp") if one.laddr}


async def _known_targets(enrich: Lane) -> dict[UUID, list[UUID | None]]:
    """What a reader of both topics knows at their end: of each article the targets of its links."""
    articles: dict[UUID, EnrichedArticle] = {}
    for record in await enrich.records(ENRICHED):
        article = EnrichedArticle.model_validate_json(record.value or b"")
        articles[article.id] = article
    answers: dict[tuple[object, ...], set[UUID]] = {}
    for record in await enrich.records(LINKS):
        answer = LinkResolved.model_validate_json(record.value or b"")
        where = answer.article_id, answer.version_at, answer.enricher_version, answer.position
        answers.setdefault(where, set()).add(answer.target_id)
    return {
        article.id: [
            _agreed(
                link.target_id,
                answers.get((article.id, article.version_at, article.enricher.version, link.position), ()),
            )
            for link in article.related_links
        ]
        for article in articles.values()
    }


def _agreed(known: UUID | None, answers: Sequence[UUID] | set[UUID]) -> UUID | None:
    """The target that the article and all later answers name; None where nobody names one."""
    targets = {known, *answers} - {None}
    assert len(targets) <= 1
    return targets.pop() if targets else None
