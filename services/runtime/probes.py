"""`/metrics`, `/livez` and `/readyz` of a process, on a port of their own.

`/livez` answers while the event loop turns: a failing one means "start it again". `/readyz` asks
each dependency: a failing one means "send nothing, and look at what it names".
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from services.runtime.settings import ProbeSettings

Check = Callable[[], Awaitable[None]]
"""Returns when all is well, raises with the reason when not."""

CHECK_SECONDS = 2.0
"""What one check may take; probes are asked every few seconds."""


class EmbeddedServer(uvicorn.Server):
    """A uvicorn that leaves the signals of the process alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing: `services.runtime.shutdown` does."""
        yield


@asynccontextmanager
async def serving(config: uvicorn.Config) -> AsyncIterator[int]:
    """Serve until the block ends; yields the port. Raises `OSError` when it cannot listen."""
    server = EmbeddedServer(config)
    listener = config.bind_socket()
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110, uvicorn sets a plain flag
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        listener.close()


@asynccontextmanager
async def probes(settings: ProbeSettings, checks: Mapping[str, Check]) -> AsyncIterator[int]:
    """Serve metrics and probes until the block ends; yields the port."""

    async def readyz(_: Request) -> Response:
        problems = await failing(checks)
        body = {"ready": not problems, "checks": dict.fromkeys(checks, "ok") | problems}
        return JSONResponse(body, status_code=503 if problems else 200)

    app = Starlette(
        routes=[
            Route("/metrics", lambda _: Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)),
            Route("/livez", lambda _: PlainTextResponse("ok\n")),
            Route("/readyz", readyz),
        ]
    )
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_config=None, access_log=False, lifespan="off"
    )
    async with serving(config) as port:
        yield port


async def failing(checks: Mapping[str, Check]) -> dict[str, str]:
    """The checks that fail now, each with its reason."""

    async def reason(check: Check) -> str | None:
        try:
            await asyncio.wait_for(check(), CHECK_SECONDS)
        except TimeoutError:
            return f"no answer within {CHECK_SECONDS:g} s"
        except Exception as error:  # noqa: BLE001, the reason is what the probe is asked for
            return f"{type(error).__name__}: {error}"
        return None

    reasons = await asyncio.gather(*map(reason, checks.values()))
    return {name: found for name, found in zip(checks, reasons, strict=True) if found is not None}
