"""How many articles a second a client may send. A single one is refused, a batch waits."""

import math
from typing import Final

from aiolimiter import AsyncLimiter

BURST_SECONDS: Final = 10
"""What a client may save up: a scraper that comes once in a while sends what it found at once."""


class Allowance:
    """A leaky bucket of articles; unlimited where `per_second` is None."""

    def __init__(self, per_second: float | None) -> None:
        self._limiter: AsyncLimiter | None = None
        self.retry_seconds = 1
        """After how many whole seconds there is room for one article."""
        if per_second:
            room = max(1.0, per_second * BURST_SECONDS)
            self._limiter = AsyncLimiter(room, room / per_second)
            self.retry_seconds = max(1, math.ceil(1 / per_second))

    def has_room(self) -> bool:
        """Whether one more article may come now."""
        return self._limiter is None or self._limiter.has_capacity()

    async def take(self) -> None:
        """Wait until one more article may come, and count it."""
        if self._limiter:
            await self._limiter.acquire()
