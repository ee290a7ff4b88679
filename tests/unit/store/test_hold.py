"""Repeating what fails for a while."""

import asyncio

import pytest

from services.runtime.errors import TransientError
from services.runtime.retry import Backoff
from services.store.hold import Hold
from tests.eventually import eventually

FAST = Backoff(base_seconds=0.001, cap_seconds=0.002)
LONG = Backoff(base_seconds=1e6, cap_seconds=1e6)  # a draw that ends within a test is one in a million


class Flaky:
    """Fails a number of times, then answers."""

    def __init__(self, failures: int) -> None:
        self.failures, self.calls = failures, 0

    async def __call__(self) -> str:
        """The answer, or the next failure."""
        self.calls += 1
        if self.calls <= self.failures:
            raise TransientError(f"away {self.calls}")
        return "done"


async def test_action_is_repeated_until_it_works() -> None:
    """The answer comes after as many failures as there were."""
    action = Flaky(3)
    assert await Hold(asyncio.Event(), FAST).until_done(action) == "done"
    assert action.calls == 4


async def test_check_names_the_reason_while_waiting_and_only_then() -> None:
    """Readiness fails with the last reason during the wait and is back after it."""
    stop = asyncio.Event()
    hold = Hold(stop, LONG)
    await hold.check()
    action = Flaky(1)
    held = asyncio.create_task(hold.until_done(action))
    await eventually(lambda: action.calls)
    with pytest.raises(TransientError, match="away 1"):
        await hold.check()
    stop.set()
    assert await held == "done"
    await hold.check()


async def test_stop_ends_the_wait() -> None:
    """Asked to stop, it tries once more and gives up."""
    stop = asyncio.Event()
    action = Flaky(10)
    held = asyncio.create_task(Hold(stop, LONG).until_done(action))
    await eventually(lambda: action.calls)
    stop.set()
    assert await held is None
    assert action.calls == 2


async def test_other_errors_pass() -> None:
    """What is not transient is not repeated."""

    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Hold(asyncio.Event(), FAST).until_done(broken)
