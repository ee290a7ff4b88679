"""Enrich what is on articles.raw: read pages, relate them, publish articles and links.

  python -m services.enrich            work until SIGTERM or Ctrl-C
  python -m services.enrich migrate    bring the schema `enrich` up to date, then end
  python -m services.enrich offline    the same without Kafka: RawArticle lines in, EnrichedArticle lines out
  python -m services.enrich replay     read pages again that are still on articles.raw
  python -m services.enrich reindex    fill an empty link index from what was published

A worker may be started several times: the members of the group share the partitions. It remembers in the
database POSTGRES_DSN; run `migrate` first and after each upgrade. Metrics and probes are on
METRICS_HOST:METRICS_PORT. What cannot be used goes to the topic articles.dead-letter. When most of
the last messages went there (FLOOD_WINDOW, FLOOD_SHARE), it stands still and waits for somebody to look:
`python -m services.runtime.dead_letters resume` lets it go on.
"""

import argparse
import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from functools import partial
from typing import Final

import structlog
import uvloop
from aiokafka.errors import KafkaError

from schemas.topics import CONTROL, DEAD_LETTER, ENRICHED, LINKS, RAW
from services.enrich import metrics, reindex
from services.enrich.database import PostgresIndex, migrate
from services.enrich.entity_model import EntityModelError
from services.enrich.ledger import Ledger
from services.enrich.message import Message
from services.enrich.outgoing import SERVICE, dead_letter_record, emission_record
from services.enrich.pipeline import Pipeline
from services.enrich.preflight import missing_topics, untested_versions
from services.enrich.reader import Reader, read_page
from services.enrich.relate import relate
from services.enrich.replay import command as replay
from services.enrich.settings import EnrichSettings
from services.enrich.submission import Emission, Submission
from services.enrich.sweeping import Kept, sweeping
from services.enrich.transport import Connection
from services.enrich.worker import work
from services.runtime import logs
from services.runtime.errors import EXIT_CONFIG, PermanentError, TransientError
from services.runtime.flood.control import ControlTopic, Member
from services.runtime.flood.gate import Gate
from services.runtime.flood.guard import FloodGuard
from services.runtime.probes import probes
from services.runtime.retry import Backoff, Retry
from services.runtime.settings import (
    FloodSettings,
    KafkaSettings,
    LogSettings,
    PostgresSettings,
    ProbeSettings,
    load,
)
from services.runtime.shutdown import Shutdown, fail_stop

log = structlog.get_logger()

EPILOG: Final = """\
exit status: 0 stopped as asked; 70 stopped at an error with nothing committed, start it again;
78 a setting is wrong or something is not set up. Settings are environment variables, see .env.example.
"""


class CannotStartError(Exception):
    """Something is not set up, and waiting would not help."""


async def serve(
    kafka: KafkaSettings,
    postgres: PostgresSettings,
    probe: ProbeSettings,
    settings: EnrichSettings,
    flood: FloodSettings,
) -> None:
    """Enrich until the process is asked to stop. Raises `CannotStartError`."""
    if untested := untested_versions():
        raise CannotStartError("; ".join(untested))
    shutdown = Shutdown(settings.stop_seconds)
    shutdown.listen()
    ledger = Ledger()
    index = PostgresIndex(postgres)
    read = partial(read_page, model=settings.entity_model)
    reader = Reader(read, page_seconds=settings.page_seconds, memory_bytes=settings.read_memory_bytes)
    connection = Connection(kafka, settings, ledger)

    async def publish(emissions: Sequence[Emission]) -> None:
        await connection.produce([emission_record(emission) for emission in emissions])

    async def bury(message: Message, submission: Submission, error: PermanentError) -> None:
        await connection.produce([dead_letter_record(message, submission, error)])

    related = partial(relate, index=index, publish=publish)
    guard = FloodGuard(flood, most=settings.batch_size)
    gate = Gate(guard, Member(SERVICE, settings.group_id), ControlTopic(kafka), metrics.PAUSED)
    pipeline = Pipeline(ledger, reader.read, related, bury, settings, gate)
    checks = {
        "kafka": connection.check,
        "postgres": index.check,
        "reader": reader.check,
        "batch": pipeline.check,
        "flood": gate.check,
    }
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(index)
        port = await stack.enter_async_context(probes(probe, checks))
        log.info("started", probes=f"http://{probe.host}:{port}")
        topics = [kafka.topic(topic) for topic in (RAW, ENRICHED, LINKS, DEAD_LETTER, CONTROL)]
        await _until_answered(partial(_topics, kafka, topics), shutdown.requested)
        await _until_answered(partial(_tables, index), shutdown.requested)
        await _until_answered(gate.start, shutdown.requested)
        if not shutdown.requested.is_set():
            try:
                await _readable(reader)
                stack.push_async_callback(reader.stop)
                kept = Kept(timedelta(days=settings.keep_days), timedelta(days=settings.wait_days))
                await stack.enter_async_context(sweeping(index.sweep, kept))
                await work(connection, pipeline, ledger, shutdown.requested)
            except CannotStartError:
                raise
            except Exception as error:  # noqa: BLE001, whatever it is: nothing more may be committed
                fail_stop("cannot go on", error)
    shutdown.finished()
    log.info("stopped")


async def _topics(kafka: KafkaSettings, names: Sequence[str]) -> None:
    try:
        missing = await missing_topics(kafka, names)
    except (KafkaError, OSError) as error:
        raise TransientError(f"Kafka does not answer: {error}") from error
    if missing:
        raise CannotStartError(f"no topic {', '.join(missing)}; run `python -m services.runtime.topics`")


async def _tables(index: PostgresIndex) -> None:
    try:
        await index.check()
    except RuntimeError as error:
        raise CannotStartError(str(error)) from error


async def _readable(reader: Reader) -> None:
    try:
        await reader.start()
    except EntityModelError as error:
        await reader.stop()
        raise CannotStartError(str(error)) from error


async def _until_answered(check: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Wait for what may still be starting itself, until it answers or we are asked to stop."""
    backoff, attempt = Backoff(), 0
    while not stop.is_set():
        try:
            return await check()
        except TransientError as error:
            attempt += 1
            plan = backoff.plan(attempt)
            log.warning("waiting", reason=str(error), attempt=attempt)
            if isinstance(plan, Retry):
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), plan.delay_seconds)
    return None


def main() -> int:
    """Run the command; the exit status."""
    if sys.argv[1:2] == ["offline"]:
        from services.enrich import offline  # noqa: PLC0415, it loads the models, a worker only in its child

        return offline.main(sys.argv[2:])
    if sys.argv[1:2] == ["replay"]:
        return replay.main(sys.argv[2:])
    if sys.argv[1:2] == ["reindex"]:
        return reindex.main(sys.argv[2:])
    parser = argparse.ArgumentParser(
        prog="python -m services.enrich",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command",
        nargs="?",
        choices=("serve", "migrate", "offline", "replay", "reindex"),
        default="serve",
        help="default: serve; the last three have options of their own (--help)",
    )
    command = parser.parse_args().command
    logs.configure("enrich", load(LogSettings))
    postgres = load(PostgresSettings)
    if command == "migrate":
        applied = asyncio.run(migrate(postgres.dsn))
        print(f"migrations applied: {', '.join(applied) or 'none, all were there'}")
        return 0
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # articles are many objects and hold no cycles
    try:
        kafka, probe, settings = load(KafkaSettings), load(ProbeSettings), load(EnrichSettings)
        uvloop.run(serve(kafka, postgres, probe, settings, load(FloodSettings)))
    except CannotStartError as error:
        sys.stderr.write(f"cannot start: {error}\n")
        return EXIT_CONFIG
    return 0


if __name__ == "__main__":
    sys.exit(main())
