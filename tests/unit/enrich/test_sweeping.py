"""The hourly sweep."""

from datetime import UTC, datetime, timedelta

from services.enrich.sweeping import OUTCOMES_KEPT, Cutoffs, Kept, sweeping
from services.runtime.errors import TransientError
from tests.eventually import eventually


async def test_a_sweep_that_finds_no_database_is_tried_again() -> None:
    """A database that is away costs one sweep, not the worker, and ages are counted from now."""
    asked: list[Cutoffs] = []

    async def sweep(before: Cutoffs) -> dict[str, int]:
        asked.append(before)
        if len(asked) == 1:
            raise TransientError("no connection")
        return {"articles": 1}

    started = datetime.now(UTC)
    async with sweeping(sweep, Kept(timedelta(days=365), timedelta(days=90)), every_seconds=0.01):
        await eventually(lambda: len(asked) >= 3)
    now = asked[0].articles + timedelta(days=365)
    assert timedelta(0) <= now - started < timedelta(seconds=10)
    assert asked[0] == Cutoffs(now - timedelta(days=365), now - timedelta(days=90), now - OUTCOMES_KEPT)
