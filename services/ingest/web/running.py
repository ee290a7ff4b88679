"""The command `serve`: the door, with its probes, until it is asked to stop."""

import asyncio
import gc
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import structlog
import uvicorn

from schemas.topics import RAW
from services.ingest.publisher import Publisher
from services.ingest.settings import IngestSettings
from services.ingest.web.connection import bounded
from services.ingest.web.door import create_app
from services.ingest.web.keys import Keys, KeysError
from services.runtime.errors import EXIT_CONFIG, TransientError
from services.runtime.probes import probes, serving
from services.runtime.retry import Backoff, Retry
from services.runtime.settings import KafkaSettings, ProbeSettings
from services.runtime.shutdown import Shutdown, fail_stop

log = structlog.get_logger()

CUT_SECONDS: Final = 8.0
"""How long open batches are still read after the stop was asked for; then they get their last receipts."""
GRACE_SECONDS: Final = 15
"""How long requests may still take after that; one whose body does not come is dropped then."""

BACKOFF: Final = Backoff(base_seconds=0.2, cap_seconds=5.0)


async def serve(kafka: KafkaSettings, probe: ProbeSettings, settings: IngestSettings) -> None:
    """Serve until the process is asked to stop."""
    shutdown = Shutdown(settings.stop_seconds)
    shutdown.listen()
    publisher = Publisher(kafka, topic=kafka.topic(RAW), delivery_seconds=settings.delivery_seconds)
    cut = asyncio.Event()
    config = uvicorn.Config(
        create_app(publisher, settings, cut, _keys(settings.keys_file)),
        host=settings.host,
        port=settings.port,
        http=bounded(settings),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    async with AsyncExitStack() as stack:
        probe_port = await stack.enter_async_context(probes(probe, {"kafka": publisher.check}))
        stack.push_async_callback(publisher.stop)
        port = await stack.enter_async_context(serving(config))
        gc.freeze()  # what is loaded stays: looking through it again and again costs a twentieth of the time
        log.info(
            "started",
            address=f"http://{settings.host}:{port}/v1/articles",
            probes=f"http://{probe.host}:{probe_port}",
        )
        kafka_lost = asyncio.create_task(_until_lost(publisher))
        stop = asyncio.create_task(shutdown.requested.wait())
        await asyncio.wait((kafka_lost, stop), return_when=asyncio.FIRST_COMPLETED)
        if kafka_lost.done():
            fail_stop("the producer can never send again", kafka_lost.exception())
        kafka_lost.cancel()
        asyncio.get_running_loop().call_later(CUT_SECONDS, cut.set)
    shutdown.finished()
    log.info("stopped")


def _keys(path: Path | None) -> Keys | None:
    try:
        return Keys(path) if path else None
    except KeysError as error:
        sys.stderr.write(f"cannot start, INGEST_KEYS_FILE cannot be used: {error}\n")
        raise SystemExit(EXIT_CONFIG) from None


async def _until_lost(publisher: Publisher) -> None:
    """Connect, however long it takes, and return when the producer is broken for good."""
    attempt = 1
    while (problem := await _connected(publisher)) and isinstance(plan := BACKOFF.plan(attempt), Retry):
        log.warning("kafka is away", reason=problem, retry_seconds=round(plan.delay_seconds, 2))
        await asyncio.sleep(plan.delay_seconds)
        attempt += 1
    log.info("connected to kafka")
    await publisher.broken.wait()


async def _connected(publisher: Publisher) -> str | None:
    try:
        await publisher.start()
    except TransientError as error:
        return str(error)
    return None
