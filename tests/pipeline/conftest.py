"""The whole pipeline: real Kafka, real Postgres, the three services as processes."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import httpx
import pytest

from local.home import Home
from local.stack import StackAddresses, running_stack


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Where the pipeline of this folder keeps everything."""
    return Home(tmp_path_factory.mktemp("pipeline") / "home")


@pytest.fixture(scope="session")
def stack(home: Home) -> Iterator[StackAddresses]:
    """A running pipeline for all tests of this folder."""
    with running_stack(home) as addresses:
        yield addresses


@pytest.fixture
async def door(stack: StackAddresses) -> AsyncIterator[httpx.AsyncClient]:
    """A client of ingest."""
    async with httpx.AsyncClient(base_url=stack.ingest_url, timeout=30) as client:
        yield client


@pytest.fixture
async def tables(stack: StackAddresses) -> AsyncIterator[asyncpg.Connection]:
    """A connection for what people query."""
    connection = await asyncpg.connect(stack.postgres_dsn)
    yield connection
    await connection.close()
