"""What tests of ingest ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.ingest.lane import Lane, lane


@pytest.fixture
async def way(kafka_bootstrap: str, topic_suffix: str) -> AsyncIterator[Lane]:
    """A topic of this test, and ingest in front of it."""
    async with lane(kafka_bootstrap, topic_suffix) as made:
        yield made
