"""Whatever the order, the repetition and the batches: the same rows, on a real Postgres."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.enriched_article import EnrichedArticle
from services.runtime.settings import PostgresSettings
from services.store.batch import shared
from services.store.database import Database, migrate
from services.store.message import Content
from services.store.versions import folded
from tests.infra.databases import Databases
from tests.integration.store.tables import TABLES
from tests.unit.enrich.relate.any_order import held
from tests.unit.store.messages import an_id, article, at, copy, link, prepared, withdrawal

ORIGINALS = """
    select id, copy_of, copy_method::text, similarity from store.articles where status = 'usable' order by id
"""
EXAMPLES = 60  # some 10 s

names = st.sampled_from("ab")
hours = st.integers(0, 2)


@st.composite
def versions(draw: st.DrawFn) -> EnrichedArticle:
    """A version of one of two articles; many share time, enricher or content."""
    return article(
        draw(names),
        draw(hours),
        content_hash=draw(st.sampled_from("01")),
        headline=draw(st.sampled_from(["Едно", "Две"])),
        enricher={"version": draw(st.sampled_from(["0.9", "0.10"]))},
        copy_of=draw(st.sampled_from([None, an_id("a"), an_id("b")])),
        original_at=draw(st.sampled_from([None, at(1)])),
        related_links=[
            {"position": position, "kind": "teaser", "status": status}
            | ({"target_id": an_id("b"), "method": "title", "score": 1} if status == "resolved" else {})
            for position, status in enumerate(draw(st.lists(statuses, max_size=2)))
        ],
    )


statuses = st.sampled_from(["pending", "external", "resolved"])
links = st.builds(
    link,
    names,
    hours,
    target_id=st.sampled_from([an_id("a"), an_id("b")]),
    method=st.sampled_from(["url", "title", "similar-title"]),
    score=st.sampled_from([0.5, 1.0]),
    enricher_version=st.sampled_from([None, "0.9", "0.10"]),
    revision=st.integers(0, 2),
)
copies = st.builds(
    copy,
    names,
    hours,
    names,
    st.sampled_from([0.5, 1.0]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from(["text", "address"]),
)
contents: st.SearchStrategy[Content] = st.one_of(
    versions(), links, copies, st.builds(withdrawal, names, hours, st.none() | st.just(2))
)


async def migrated(dsn: str) -> None:
    """Apply the migrations."""
    await migrate(dsn)


@pytest.fixture
def dsn(databases: Databases) -> Iterator[str]:
    """A migrated database; hypothesis drives its own event loop, so the fixture has none."""
    made = asyncio.run(databases.create(migrated))
    yield made
    asyncio.run(databases.drop(made))


@asynccontextmanager
async def emptied(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The database with empty tables."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "truncate store.articles, store.article_versions, store.article_entities, store.links, "
        "store.link_answers, store.copy_answers, store.dead_letters"
    )
    yield connection
    await connection.close()


async def stored(
    dsn: str, batches: list[list[Content]], writers: int = 1
) -> dict[str, list[tuple[object, ...]]]:
    """Every row after these batches, on empty tables."""
    async with (
        emptied(dsn) as connection,
        Database(PostgresSettings.model_validate({"dsn": dsn})) as database,
    ):
        for batch in batches:
            shares = shared(prepared(*batch), writers, enough=1)
            await asyncio.gather(*(database.write(folded(one.rows for one in share)) for share in shares))
        originals = [tuple(row) for row in await connection.fetch(ORIGINALS)]
        return {table: await everything(connection, table) for table in TABLES} | {"originals": originals}


async def everything(
    connection: "asyncpg.Connection[asyncpg.Record]", table: str
) -> list[tuple[object, ...]]:
    """The rows of a table."""
    rows = await connection.fetch(f"select * from store.{table}")  # noqa: S608, our own names
    return sorted((tuple(row) for row in rows), key=repr)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_repetition_and_batches_do_not_matter(dsn: str, data: st.DataObject) -> None:
    """Any permutation of messages, with repetitions, in any batches, by any writers, gives the same rows.

    What a copy is of is what a reader of the topics makes of the messages.
    """
    messages = data.draw(st.lists(contents, min_size=6, max_size=12), label="messages")
    again = data.draw(st.lists(st.sampled_from(messages), max_size=4), label="repeated")
    shuffled = data.draw(st.permutations([*messages, *again]), label="order")
    size = data.draw(st.sampled_from([1, 3, len(shuffled)]), label="batch size")
    batches = [shuffled[start : start + size] for start in range(0, len(shuffled), size)]
    writers = data.draw(st.sampled_from([1, 2]), label="writers")

    rows = asyncio.run(stored(dsn, batches, writers))
    assert rows == asyncio.run(stored(dsn, [messages]))
    current = held(messages).items()
    assert rows["originals"] == sorted(
        (name, *one.original) for name, one in current if one.status == "usable"
    )
