"""When to try again: exponential back-off with full jitter.

Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Retry:
    """Try again after `delay_seconds`."""

    delay_seconds: float


@dataclass(frozen=True)
class GiveUp:
    """The attempts are used up."""


@dataclass(frozen=True)
class Backoff:
    """Delays between 0 and `base_seconds * 2 ** attempt`, never above `cap_seconds`."""

    base_seconds: float = 0.1
    cap_seconds: float = 10.0
    attempts: int | None = None

    def plan(self, attempt: int, draw: float | None = None) -> Retry | GiveUp:
        """What to do after failed attempt number `attempt` (from 1); `draw` is a number from 0 to 1."""
        if self.attempts is not None and attempt >= self.attempts:
            return GiveUp()
        ceiling = min(self.cap_seconds, self.base_seconds * 2.0 ** min(attempt, 32))
        return Retry(ceiling * (random.random() if draw is None else draw))  # noqa: S311, jitter is no secret
