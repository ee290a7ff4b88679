"""The hourly sweep."""

from datetime import UTC, datetime, timedelta

from services.enrich.sweeping import OUTCOMES_KEPT, sweeping
from services.runtime.errors import TransientError
from tests.eventually import eventually


async def test_a_sweep_that_finds_no_database_is_tried_again() -> None:
    """A database that is away costs one sweep, not the worker, and ages are counted from now."""
    asked: list[tuple[datetime, datetime]] = []

    async def sweep(before: datetime, outcomes_before: datetime) -> dict[str, int]:
        asked.append((before, outcomes_before))
        if len(asked) == 1:
            raise TransientError("no connection")
        return {"articles": 1}

    started = datetime.now(UTC)
    async with sweeping(sweep, timedelta(days=365), every_seconds=0.01):
        await eventually(lambda: len(asked) >= 3)
    before, outcomes_before = asked[0]
    assert timedelta(0) <= before - (started - timedelta(days=365)) < timedelta(seconds=10)
    assert outcomes_before - before == timedelta(days=365) - OUTCOMES_KEPT
