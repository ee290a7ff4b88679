"""Doing something again until it works, while the process stays alive and says why it waits."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog

from services.runtime.errors import TransientError
from services.runtime.retry import Backoff, Retry
from services.store import metrics

T = TypeVar("T")

log = structlog.get_logger()


async def done_before(stop: asyncio.Event, task: "asyncio.Task[Any]") -> bool:
    """Wait for the end of a task; False once `stop` is set, whatever the task does."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({stopping, task}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    return not stop.is_set()


class Hold:
    """Repeats what fails for a while, until `stop` is set."""

    def __init__(self, stop: asyncio.Event, backoff: Backoff | None = None) -> None:
        self._stop = stop
        self._backoff = backoff or Backoff(cap_seconds=3.0)
        self._problem: str | None = None

    async def check(self) -> None:
        """Return when nothing is held. Raises `TransientError` with the reason of the wait."""
        if self._problem:
            raise TransientError(self._problem)

    async def until_done(self, action: Callable[[], Awaitable[T]]) -> T | None:
        """What `action` returns once it raises no `TransientError`; None when asked to stop before that."""
        attempt = 0
        while True:
            try:
                result = await action()
            except TransientError as error:
                attempt += 1
                self._problem = str(error)
                metrics.RETRIES.inc()
                plan = self._backoff.plan(attempt)
                if self._stop.is_set() or not isinstance(plan, Retry):
                    return None
                log.warning(
                    "waiting", reason=self._problem, attempt=attempt, seconds=round(plan.delay_seconds, 2)
                )
                await self._pause(plan.delay_seconds)
            else:
                self._problem = None
                return result

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return
