"""When to try again."""

import pytest

from services.runtime.retry import Backoff, GiveUp, Retry


@pytest.mark.parametrize(
    ("attempt", "draw", "expected"),
    [(1, 1.0, 0.2), (2, 1.0, 0.4), (3, 0.5, 0.4), (5, 1.0, 1.0), (1000, 1.0, 1.0), (2, 0.0, 0.0)],
)
def test_delay_doubles_up_to_the_cap(attempt: int, draw: float, expected: float) -> None:
    """The delay is drawn below a ceiling that doubles with each attempt and stays at the cap."""
    assert Backoff(base_seconds=0.1, cap_seconds=1.0).plan(attempt, draw) == Retry(expected)


def test_gives_up_after_the_attempts() -> None:
    """With a number of attempts the last failure is final."""
    backoff = Backoff(attempts=2)
    assert isinstance(backoff.plan(1), Retry)
    assert backoff.plan(2) == GiveUp()
