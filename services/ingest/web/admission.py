"""How much may be in hand at the same time; who comes later is asked to come again."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.ingest.metrics import BYTES_IN_HAND, REQUESTS_IN_HAND


class FullError(Exception):
    """Too much is in hand; says of what."""


class Admission:
    """Counts requests and the bytes set aside for their bodies."""

    def __init__(self, max_requests: int, max_bytes: int) -> None:
        self._max_requests, self._max_bytes = max_requests, max_bytes
        self._requests = self._bytes = 0

    @contextmanager
    def hold(self, size: int) -> Iterator[None]:
        """Set room aside for one request of `size` bytes. One alone is always let in.

        Raises:
            FullError: There is none.
        """
        if self._requests and (self._requests >= self._max_requests or self._bytes + size > self._max_bytes):
            raise FullError(f"{self._requests} requests with {self._bytes:,} bytes are in hand")
        self._take(1, size)
        try:
            yield
        finally:
            self._take(-1, -size)

    def _take(self, requests: int, size: int) -> None:
        self._requests += requests
        self._bytes += size
        REQUESTS_IN_HAND.set(self._requests)
        BYTES_IN_HAND.set(self._bytes)
