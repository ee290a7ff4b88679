"""Both link indexes, for one specification."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest

from services.enrich.database import PostgresIndex, migrate
from services.enrich.relate.memory import MemoryIndex
from services.enrich.submission import OutcomeKind
from services.runtime.settings import PostgresSettings
from tests.integration.enrich.subjects import Worker

Database = Callable[..., Awaitable[str]]


@pytest.fixture(params=["memory", "postgres"])
def worker(request: pytest.FixtureRequest) -> Worker:
    """A worker over an empty index of each kind."""
    made: Worker = request.getfixturevalue(f"{request.param}_worker")
    return made


@pytest.fixture
def memory_worker() -> Worker:
    """A worker over an index in memory."""
    index = MemoryIndex()

    async def recorded() -> dict[int, OutcomeKind]:
        return {offset: outcome.kind for (_, offset), outcome in sorted(index.outcomes.items())}

    return Worker(index, recorded)


@pytest.fixture
async def enrich_dsn(database: Database) -> str:
    """A database with the schema `enrich`."""
    return await database(migrate)


@pytest.fixture
async def postgres_worker(enrich_dsn: str) -> AsyncIterator[Worker]:
    """A worker over an index in Postgres."""
    connection = await asyncpg.connect(enrich_dsn)

    async def recorded() -> dict[int, OutcomeKind]:
        rows = await connection.fetch('select "offset", outcome from enrich.outcomes order by 1')
        return {offset: OutcomeKind(outcome) for offset, outcome in rows}

    try:
        async with PostgresIndex(PostgresSettings.model_validate({"dsn": enrich_dsn})) as index:
            yield Worker(index, recorded)
    finally:
        await connection.close()
