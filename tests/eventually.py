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
