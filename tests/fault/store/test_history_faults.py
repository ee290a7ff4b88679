"""History and dead letters while store is killed, two members share the work, and a stranger holds a lock."""

import asyncio
from datetime import timedelta

import asyncpg

from services.store.database import migrate
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.store.lane import Lane, Message, lane, message
from tests.unit.store.messages import START, an_id, article

ARTICLES = 3_000
MONTHS = 3
POISON = 7


def months(number: int) -> list[Message]:
    """An article in as many versions, a month apart, the newest one in the middle of the list."""
    versions = [
        message(article(number, version_at=START + timedelta(days=31 * month))) for month in range(MONTHS)
    ]
    return [versions[-1], *versions[:-1]] if number % 2 else versions


async def versions(store: Lane, at_least: int) -> int:
    """Wait until history has so many rows; how many it has."""

    async def enough() -> int:
        count = await store.count("article_versions")
        assert count >= at_least
        return count

    return await eventually(enough, timeout=120, every=0.01)


async def all_buried(store: Lane) -> bool:
    """Whether every bad article has a letter."""
    return await store.count("dead_letters") >= POISON


async def test_history_is_whole_after_kills_with_two_members(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str
) -> None:
    """Two members, one killed twice and a table locked meanwhile: every version once, every letter once."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as store:
        poison = [message(article(f"poison {n}", word_count=2**31)) for n in range(POISON)]
        await store.produce([*(each for n in range(ARTICLES) for each in months(n)), *poison])
        other = Lane(store.bootstrap, store.dsn, store.prefix)
        async with other.process():
            seen = []
            for kill in range(2):
                async with store.process() as running:
                    seen.append(await versions(store, at_least=(kill + 1) * ARTICLES // 4))
                    running.kill()
            stranger = await asyncpg.connect(store.dsn)
            async with stranger.transaction():
                await stranger.execute("lock table store.article_versions in access exclusive mode")
                await asyncio.sleep(1)  # the time of the lock is what is tested
            await stranger.close()
            async with store.process():
                await store.all_committed()
                await eventually(lambda: all_buried(store), timeout=60)
                await store.all_committed()
        assert seen[-1] < ARTICLES * (MONTHS - 1), "the last kill came too late to say anything"

        found = await store.rows("select article_id, count(*) from store.article_versions group by 1")
        assert dict(found) == {an_id(n): MONTHS - 1 for n in range(ARTICLES)}
        newest = START + timedelta(days=31 * (MONTHS - 1))
        assert await store.rows("select distinct version_at from store.articles") == [(newest,)]
        letters = await store.rows("select distinct article_id from store.dead_letters")
        assert {row[0] for row in letters} == {an_id(f"poison {n}") for n in range(POISON)}
