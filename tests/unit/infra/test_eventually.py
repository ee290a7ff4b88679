"""Waiting with a deadline."""

from collections.abc import Iterator

import pytest

from tests.eventually import eventually, while_it_moves


def counting() -> Iterator[int]:
    """0, 1, 2 ..."""
    number = 0
    while True:
        yield number
        number += 1


async def test_the_first_true_answer_is_returned() -> None:
    """Falsy answers mean: not yet."""
    numbers = counting()
    assert await eventually(lambda: next(numbers), every=0) == 1


async def test_a_failed_assertion_means_not_yet() -> None:
    """A check may be written with assert; it may be async."""
    numbers = counting()

    async def check() -> str:
        assert next(numbers) == 3
        return "three"

    assert await eventually(check, every=0) == "three"


async def test_after_the_deadline_the_last_answer_is_told() -> None:
    """The failure says what was seen last."""
    with pytest.raises(AssertionError, match=r"^after 0 s the answer still was \[\]$"):
        await eventually(list, timeout=0)


async def test_after_the_deadline_the_last_assertion_is_raised() -> None:
    """The failure is the one of the check."""

    def check() -> bool:
        raise AssertionError("still wrong")

    with pytest.raises(AssertionError, match=r"^still wrong$"):
        await eventually(check, timeout=0)


async def test_another_error_ends_the_wait_at_once() -> None:
    """A bug in the check is not retried."""
    with pytest.raises(ZeroDivisionError):
        await eventually(lambda: 1 / 0)


async def test_what_moves_is_waited_for_without_a_deadline() -> None:
    """Only an answer that stays the same ends the wait."""
    numbers = counting()

    async def measure() -> int:
        return next(numbers)

    assert await while_it_moves(measure, lambda number: number == 100, stalled=0.05, every=0.002) == 100


async def test_what_stands_still_is_told() -> None:
    """The failure says where it stood still."""

    async def measure() -> int:
        return 7

    with pytest.raises(AssertionError, match=r"^for 0 s it was 7"):
        await while_it_moves(measure, lambda number: number == 8, stalled=0, every=0)
