"""A withdrawal that comes after a newer version: what enrich publishes of it, and what store then holds."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

import asyncpg
import pytest

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from services.enrich.database import PostgresIndex
from services.enrich.database import migrate as migrate_enrich
from services.enrich.outgoing import emission_record
from services.enrich.relate import relate
from services.enrich.submission import Emission, Submission, Withdrawal
from services.runtime.errors import PermanentError
from services.runtime.settings import PostgresSettings
from services.store.database import Database
from services.store.database import migrate as migrate_store
from services.store.message import Letter, Record, decode
from services.store.rows import rows_of_one
from services.store.versions import folded
from tests.conftest import DatabaseFactory
from tests.integration.store.tables import Tables
from tests.unit.enrich.relate.articles import SOURCE, article, at, page, submit
from tests.unit.store.messages import record

FIRST = article("bridge", 1, headline="The bridge will open on Monday")
SECOND = article("bridge", 3)
WITHDRAWAL = submit(Withdrawal(at=at(5), source=SOURCE, url=page("bridge")), offset=9)
AGAIN = submit(article("bridge", 9), offset=2)
CLOSED = "The bridge is closed again"
EDIT = submit(article("bridge", 9, headline=CLOSED), offset=2)

PAST = "select version_at, status, headline from store.article_versions order by 1"
NOW = "select status, headline, version_at, withdrawn_at from store.articles"
LETTERS = "select value is null from store.dead_letters"


@dataclass
class Pipeline:
    """Both services over one database, without Kafka between them."""

    index: PostgresIndex
    tables: Tables

    async def published(self, *batches: Sequence[Submission]) -> list[Record]:
        """The messages that come of these batches, as they stand on their topics."""
        found: list[Emission] = []

        async def publish(emissions: Sequence[Emission]) -> None:
            found.extend(emissions)

        for batch in batches:
            await relate(batch, self.index, publish)
        produced = map(emission_record, found)
        return [
            record(topic=one.topic.name, key=one.key, value=one.value, headers=one.headers, offset=offset)
            for offset, one in enumerate(produced)
        ]

    async def store(self, records: Iterable[Record]) -> None:
        """Write them, each for itself."""
        for one in records:
            await self.tables.database.write(folded([rows_of_one(decode(one))]))


@pytest.fixture
async def pipeline(database: DatabaseFactory) -> AsyncIterator[Pipeline]:
    """Both schemas, empty."""
    dsn = await database(migrate_enrich, migrate_store)
    settings = PostgresSettings.model_validate({"dsn": dsn})
    connection = await asyncpg.connect(dsn)
    async with PostgresIndex(settings) as index, Database(settings) as store:
        yield Pipeline(index, Tables(store, connection))
    await connection.close()


def _letter(of: Record) -> Record:
    letter = Letter(of, PermanentError(Cause.REFUSED_BY_DATABASE, "no", stage="write"))
    return record(
        topic="articles.dead-letter", key=of.key, value=of.value, headers=tuple(letter.headers()), offset=7
    )


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_late_withdrawal_erases_what_was_read_before_it(
    pipeline: Pipeline, *, backwards: bool
) -> None:
    """The newest version stays, history and dead letters lose the others, in both orders of the messages."""
    records = await pipeline.published(submit(FIRST, SECOND), EDIT, WITHDRAWAL)
    await pipeline.store(reversed(records) if backwards else records)
    await pipeline.store([_letter(records[0])])
    assert await pipeline.tables.rows(PAST) == [(at(5), "canceled", None)]
    assert await pipeline.tables.rows(NOW) == [("usable", CLOSED, at(9), at(5))]
    assert await pipeline.tables.rows(LETTERS) == [(True,)]


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_version_that_was_read_again_since_stays(pipeline: Pipeline, *, backwards: bool) -> None:
    """It was first read before the withdrawal and is the newest still; only what was before it goes."""
    records = await pipeline.published(submit(FIRST, SECOND), AGAIN, WITHDRAWAL)
    await pipeline.store(reversed(records) if backwards else records)
    moment_before = at(3 - 0.000_001)
    assert await pipeline.tables.rows(PAST) == [(moment_before, "canceled", None)]
    assert await pipeline.tables.rows(NOW) == [("usable", SECOND.headline, at(3), at(5))]


@pytest.mark.parametrize("batches", [(EDIT, WITHDRAWAL), (WITHDRAWAL, EDIT), (AGAIN, WITHDRAWAL)])
async def test_compaction_takes_no_withdrawal(pipeline: Pipeline, batches: list[list[Submission]]) -> None:
    """The last message of each key says that it was withdrawn and what stands, in tables made anew."""
    records = await pipeline.published(submit(FIRST, SECOND), *batches)
    letter = _letter(records[0])
    last = {(one.topic, one.key): one for one in records}
    await pipeline.store([*last.values(), letter])
    found = await pipeline.tables.rows("select status, withdrawn_at from store.articles")
    assert found == [("usable", at(5))]
    assert await pipeline.tables.rows(LETTERS) == [(True,)]
    newest = EnrichedArticle.model_validate_json(last["articles.enriched", records[0].key].value or b"")
    assert newest.status == "usable"
