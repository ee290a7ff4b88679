"""Articles that name each other and meet on two workers, again and again, over the index in Postgres."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import cycle, islice, permutations
from random import Random
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import LinkResolved
from services.enrich.database import PostgresIndex
from services.enrich.submission import Emission
from services.runtime.settings import PostgresSettings
from tests.integration.enrich.subjects import Worker
from tests.unit.enrich.relate.articles import article, page, submit, teaser

MEETINGS = 1000
APART_SECONDS = 0.004
"""About as long as one batch of one article takes: so the two overlap at every point of their steps."""


@pytest.fixture
async def two_workers(postgres_worker: Worker, enrich_dsn: str) -> AsyncIterator[tuple[Worker, Worker]]:
    """Two workers, each with connections of its own, over one database."""
    settings = PostgresSettings.model_validate({"dsn": enrich_dsn})
    async with AsyncExitStack() as stack:
        left, right = [await stack.enter_async_context(PostgresIndex(settings)) for _ in range(2)]
        yield postgres_worker.beside(left), postgres_worker.beside(right)


def _title(name: str) -> str:
    """Eight words that no other title has."""
    letters = Random(name)  # noqa: S311, no secret
    return " ".join("".join(letters.choices("abdegiklmnoprstu", k=6)) for _ in range(8)).capitalize()


def _naming(name: str, other: str, way: str) -> EnrichedArticle:
    links = {
        "address": teaser(0, url=page(other)),
        "title": teaser(0, title=_title(other).upper()),
        "similar title": teaser(0, title=f"{_title(other)[:40]}..."),
    }
    return article(name, headline=_title(name), article_body=f"About {name}.", related_links=[links[way]])


async def _send(worker: Worker, one: EnrichedArticle, offset: int, delay_seconds: float) -> None:
    await asyncio.sleep(delay_seconds)
    await worker.relate(submit(one, offset=offset))


def _targets(published: list[Emission]) -> set[tuple[UUID, UUID | None]]:
    """Which article leads to which, after all that was published is read."""
    messages = [emission.message for emission in published]
    at_once = {
        (message.id, link.target_id)
        for message in messages
        if isinstance(message, EnrichedArticle)
        for link in message.related_links
        if link.status == "resolved"
    }
    later = {
        (message.article_id, message.target_id) for message in messages if isinstance(message, LinkResolved)
    }
    return at_once | later


async def test_two_articles_that_name_each_other_always_find_each_other(
    two_workers: tuple[Worker, Worker],
) -> None:
    """Sent to two workers at the same instant, a thousand times: both links resolve every time."""
    random, missed = Random(7), []  # noqa: S311, no secret
    for number, way in enumerate(islice(cycle(("address", "title", "similar title")), MEETINGS)):
        names = f"left{number}", f"right{number}"
        pair = _naming(names[0], names[1], way), _naming(names[1], names[0], way)
        delays = random.sample((0.0, random.uniform(0, APART_SECONDS)), 2)

        await asyncio.gather(
            *(
                _send(worker, one, 2 * number + place, delays[place])
                for place, (worker, one) in enumerate(zip(two_workers, pair, strict=True))
            )
        )
        found = _targets([one for worker in two_workers for one in worker.published])
        if found != set(permutations(one.id for one in pair)):
            missed.append((number, way, found))
    assert missed == []
