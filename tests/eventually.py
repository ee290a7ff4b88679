"""Waiting for something that becomes true, with a deadline instead of a sleep."""

# ruff: noqa: ASYNC109 - the deadline of a test is its subject

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast, overload

T = TypeVar("T")


@overload
async def eventually(check: Callable[[], Awaitable[T]], timeout: float = ..., every: float = ...) -> T: ...
@overload
async def eventually(check: Callable[[], T], timeout: float = ..., every: float = ...) -> T: ...
async def eventually(check: Callable[[], T | Awaitable[T]], timeout: float = 10, every: float = 0.05) -> T:
    """What `check` returns, once that is true in the sense of `if`; an AssertionError in it means: not yet.

    Raises:
        AssertionError: `timeout` seconds are over; carries the last answer or is the last one raised.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            answer = check()
            if inspect.isawaitable(answer):
                answer = await answer
            if answer:
                return cast("T", answer)
            failure = AssertionError(f"after {timeout:g} s the answer still was {answer!r}")
        except AssertionError as error:
            failure = error
        if time.monotonic() > deadline:
            raise failure
        await asyncio.sleep(every)


async def while_it_moves(
    measure: Callable[[], Awaitable[T]], done: Callable[[T], bool], stalled: float = 60, every: float = 0.05
) -> T:
    """What `measure` returns once that is `done`, however long it takes as long as it changes meanwhile.

    Raises:
        AssertionError: for `stalled` seconds it was the same; carries it.
    """
    seen, since = await measure(), time.monotonic()
    while not done(seen):
        await asyncio.sleep(every)
        now = await measure()
        if now != seen:
            seen, since = now, time.monotonic()
        assert time.monotonic() - since < stalled, f"for {stalled:g} s it was {seen!r}"
    return seen
