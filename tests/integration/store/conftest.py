"""What tests of the tables ask for."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.runtime.settings import PostgresSettings
from services.store.database import Database, migrate
from tests.conftest import DatabaseFactory
from tests.integration.store.tables import Tables


@pytest.fixture
async def tables(database: DatabaseFactory) -> AsyncIterator[Tables]:
    """A database of this test, migrated and open."""
    dsn = await database(migrate)
    connection = await asyncpg.connect(dsn)
    async with Database(PostgresSettings.model_validate({"dsn": dsn})) as opened:
        yield Tables(opened, connection)
    await connection.close()
