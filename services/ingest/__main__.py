r"""Take pages from scrapers, over HTTP or from files, and write them to Kafka (topic articles.raw).

  python -m services.ingest                      serve HTTP until SIGTERM or Ctrl-C
  python -m services.ingest import PATH...       import files and folders, then end

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
from rich.console import Console
from rich.markup import escape

from schemas.topics import RAW
from services.ingest import files, importing
from services.ingest.connection import bounded
from services.ingest.door import create_app
from services.ingest.keys import Keys, KeysError
from services.ingest.publisher import Publisher
from services.ingest.settings import IngestSettings
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

IMPORT_EPILOG: Final = """\
examples:
  python -m services.ingest import page.txt --source bgnes.bg
  python -m services.ingest import crawl/ --dry-run
  python -m services.ingest import 2026-03.jsonl.gz

.txt .html .htm  one page each; its charset is found out, the file's time is when it was fetched
.jsonl           one RawArticle a line (schemas/raw_article.py)
.gz              any of these, compressed

exit status: 0 everything was accepted; 1 something was not, it says what and why; 2 nothing was begun.
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


async def import_files(paths: list[Path], source: str | None, *, dry_run: bool, kafka: KafkaSettings) -> int:
    """Import files; the exit status."""
    console, settings = Console(stderr=True), load(IngestSettings)
    try:
        found = files.find(paths)
    except files.UnusablePathError as error:
        console.print(f"[red]{escape(str(error))}[/]", soft_wrap=True)
        return 2
    if dry_run:
        summary = await importing.run(found, importing.DryRun(), source, settings, console)
    else:
        publisher = _publisher(kafka, settings)
        if problem := await _connected(publisher):
            console.print(f"[red]{escape(problem)}[/]", soft_wrap=True)
            return 2
        try:
            summary = await importing.run(found, publisher, source, settings, console)
        finally:
            await publisher.stop()
    importing.show(summary, Console(), dry_run=dry_run)
    return 0 if summary.all_accepted else 1


def _publisher(kafka: KafkaSettings, settings: IngestSettings) -> Publisher:
    return Publisher(kafka, topic=kafka.topic(RAW), delivery_seconds=settings.delivery_seconds)


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m services.ingest", description=__doc__, epilog=EPILOG, formatter_class=raw
    )
    commands = parser.add_subparsers(dest="command", metavar="serve|import")
    commands.add_parser("serve", help="serve HTTP (the default)")
    from_files = commands.add_parser(
        "import",
        help="import files and folders",
        description="Import files, and folders with all that is in them, straight into Kafka.",
        epilog=IMPORT_EPILOG,
        formatter_class=raw,
    )
    from_files.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    from_files.add_argument("--source", metavar="NAME", help="the publisher, where a page names none")
    from_files.add_argument("--dry-run", action="store_true", help="read and check everything, send nothing")
    return parser


def main() -> int:
    """Run the command; the exit status."""
    arguments = _parser().parse_args()
    logs.configure("ingest", load(LogSettings))
    kafka = load(KafkaSettings)
    if arguments.command == "import":
        work = import_files(arguments.paths, arguments.source, dry_run=arguments.dry_run, kafka=kafka)
        try:
            return uvloop.run(work)
        except KeyboardInterrupt:
            print("stopped; what was sent before stays accepted", file=sys.stderr)
            return 130
    uvloop.run(serve(kafka, load(ProbeSettings), load(IngestSettings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
