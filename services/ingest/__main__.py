r"""Take pages from scrapers, over HTTP or from files, and write them to Kafka (topic articles.raw).

  python -m services.ingest                      serve HTTP until SIGTERM or Ctrl-C
  python -m services.ingest import PATH...       import files and folders, then end
  python -m services.ingest check PATH...        say of messages whether they are good, then end
  python -m services.ingest key NAME             make an API key for a scraper, then end

Over HTTP (INGEST_HOST:INGEST_PORT, described at /docs), one page or many:

  curl --data-binary @page.html -H 'content-type: text/html' \
       'http://127.0.0.1:8080/v1/articles?url=https://example.org/news/1'
  curl --data-binary @pages.jsonl -H 'content-type: application/x-ndjson' http://127.0.0.1:8080/v1/articles
"""

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import structlog
import uvicorn
import uvloop

from schemas.topics import RAW
from services.ingest.files import checking, importing
from services.ingest.publisher import Publisher
from services.ingest.settings import IngestSettings
from services.ingest.web import issuing
from services.ingest.web.connection import bounded
from services.ingest.web.door import create_app
from services.ingest.web.keys import Keys, KeysError
from services.runtime import logs
from services.runtime.errors import EXIT_CONFIG, TransientError
from services.runtime.probes import probes, serving
from services.runtime.retry import Backoff, Retry
from services.runtime.settings import KafkaSettings, LogSettings, ProbeSettings, load
from services.runtime.shutdown import Shutdown, fail_stop

log = structlog.get_logger()

CUT_SECONDS: Final = 8.0
"""How long open batches are still read after the stop was asked for; then they get their last receipts."""
GRACE_SECONDS: Final = 15
"""How long requests may still take after that; one whose body does not come is dropped then."""

BACKOFF: Final = Backoff(base_seconds=0.2, cap_seconds=5.0)

EPILOG: Final = """\
Kafka is at KAFKA_BOOTSTRAP_SERVERS. Metrics and probes are on METRICS_HOST:METRICS_PORT. Settings are
environment variables, see .env.example.

exit status of serve: 0 stopped as asked; 70 stopped at an error, start it again; 78 a setting is wrong.
"""


async def serve(kafka: KafkaSettings, probe: ProbeSettings, settings: IngestSettings) -> None:
    """Serve until the process is asked to stop."""
    shutdown = Shutdown(settings.stop_seconds)
    shutdown.listen()
    publisher = _publisher(kafka, settings)
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


def _publisher(kafka: KafkaSettings, settings: IngestSettings) -> Publisher:
    return Publisher(kafka, topic=kafka.topic(RAW), delivery_seconds=settings.delivery_seconds)


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m services.ingest", description=__doc__, epilog=EPILOG, formatter_class=raw
    )
    commands = parser.add_subparsers(dest="command", metavar="serve|import|check|key")
    commands.add_parser("serve", help="serve HTTP (the default)")
    for name, summary, command in (
        ("import", "import files, folders and standard input", importing),
        ("check", "say of messages whether they are good, and why not", checking),
        ("key", "make an API key for a scraper", issuing),
    ):
        command.add_arguments(
            commands.add_parser(
                name,
                help=summary,
                description=command.DESCRIPTION,
                epilog=command.EPILOG,
                formatter_class=raw,
            )
        )
    return parser


def main() -> int:
    """Run the command; the exit status."""
    arguments = _parser().parse_args()
    logs.configure("ingest", load(LogSettings))
    if arguments.command == "import":
        return uvloop.run(importing.run(arguments))
    if arguments.command == "check":
        return uvloop.run(checking.run(arguments))
    if arguments.command == "key":
        return issuing.run(arguments)
    uvloop.run(serve(load(KafkaSettings), load(ProbeSettings), load(IngestSettings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
