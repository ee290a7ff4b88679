"""Probes: alive is one thing, ready another."""

import httpx

from services.runtime.probes import probes
from services.runtime.settings import ProbeSettings


async def _well() -> None:
    return


async def _broken() -> None:
    raise ConnectionError("no broker at 9092")


async def test_ready_while_every_check_passes() -> None:
    """All checks pass: ready, alive, and metrics are there."""
    async with probes(ProbeSettings(port=0), {"kafka": _well}) as port, _client(port) as client:
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "checks": {"kafka": "ok"}})
        assert (await client.get("/livez")).status_code == 200
        assert "python_info" in (await client.get("/metrics")).text


async def test_a_failing_check_is_named() -> None:
    """One check fails: not ready, and the answer says which and why; the process is alive all the same."""
    checks = {"kafka": _broken, "postgres": _well}
    async with probes(ProbeSettings(port=0), checks) as port, _client(port) as client:
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (
            503,
            {"ready": False, "checks": {"kafka": "ConnectionError: no broker at 9092", "postgres": "ok"}},
        )
        assert (await client.get("/livez")).status_code == 200


def _client(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}")
