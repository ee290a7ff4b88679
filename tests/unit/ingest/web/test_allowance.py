"""How many articles a client may send."""

import asyncio

from services.ingest.web.allowance import BURST_SECONDS, Allowance


async def test_burst_then_the_rate() -> None:
    """A client may send what it saved up at once, and then has to wait."""
    allowance = Allowance(2)
    for _ in range(2 * BURST_SECONDS):
        assert allowance.has_room()
        await allowance.take()
    waiting = asyncio.ensure_future(allowance.take())
    await asyncio.wait((waiting,), timeout=0.01)
    assert (allowance.has_room(), waiting.done()) == (False, False)
    await waiting


async def test_rate_below_one() -> None:
    """A rate of one in some time still lets one through, and says after how long the next."""
    allowance = Allowance(0.05)
    assert (allowance.has_room(), allowance.retry_seconds) == (True, 20)
    await allowance.take()
    assert not allowance.has_room()


async def test_without_a_rate() -> None:
    """Without a rate there is always room."""
    allowance = Allowance(None)
    for _ in range(10_000):
        await allowance.take()
    assert allowance.has_room()
