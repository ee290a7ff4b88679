"""Forgets, once an hour, what the link index has not needed for a long time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, TypeAlias

import structlog

from schemas.topics import RAW
from services.enrich import metrics
from services.runtime.errors import TransientError
from services.runtime.shutdown import fail_stop

log = structlog.get_logger()

HOUR_SECONDS: Final = 3600.0
OUTCOMES_KEPT: Final = timedelta(milliseconds=RAW.retention_ms or 0)
"""As long as the messages themselves."""


class Cutoffs(NamedTuple):
    """The times before which rows go that were not touched since."""

    articles: datetime
    """Articles, the keys under which they are found, withdrawals."""
    links: datetime
    """Links that wait."""
    outcomes: datetime


Sweep: TypeAlias = Callable[[Cutoffs], Awaitable[dict[str, int]]]
"""Deletes rows; their number by table."""


class Kept(NamedTuple):
    """How long the link index remembers."""

    articles: timedelta
    links: timedelta


@asynccontextmanager
async def sweeping(sweep: Sweep, kept: Kept, every_seconds: float = HOUR_SECONDS) -> AsyncIterator[None]:
    """Sweep at once and then every hour, until the block ends. Several workers may do so side by side."""
    task = asyncio.create_task(_sweep_for_ever(sweep, kept, every_seconds))
    task.add_done_callback(_fail_unless_cancelled)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _sweep_for_ever(sweep: Sweep, kept: Kept, every_seconds: float) -> None:
    while True:
        now = datetime.now(UTC)
        try:
            deleted = await sweep(Cutoffs(now - kept.articles, now - kept.links, now - OUTCOMES_KEPT))
        except TransientError as error:
            log.warning("not swept, tried again later", reason=str(error))
        else:
            for table, rows in deleted.items():
                metrics.SWEPT.labels(table).inc(rows)
            log.info("swept", **deleted)
        await asyncio.sleep(every_seconds)


def _fail_unless_cancelled(task: "asyncio.Task[None]") -> None:
    if not task.cancelled():
        fail_stop("the sweep failed", task.exception())
