"""Store what enrich publishes: articles, entities and links, from Kafka into Postgres.

  python -m services.store            read from Kafka until SIGTERM or Ctrl-C
  python -m services.store migrate    bring the schema `store` up to date, then end
  python -m services.store verify     compare the topics with the tables and name what differs
  python -m services.store rebuild    write what the topics have and the tables lack: an empty database is
                                      filled again, also beside the running service
  python -m services.store retention  let go history, bodies and dead letters by age; says what, and does
                                      it only with --apply

It writes the tables of the schema `store` in the database POSTGRES_DSN; run `migrate` first and after
each upgrade. It may be started several times: the members share the work. Metrics and probes are on
METRICS_HOST:METRICS_PORT. What cannot be used goes to the topic articles.dead-letter. When most of the
last messages went there (FLOOD_WINDOW, FLOOD_SHARE), it stands still and waits for somebody to look:
`python -m services.runtime.dead_letters resume` lets it go on.
"""

import argparse
import asyncio
import gc
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Final

import structlog
import uvloop

from schemas.topics import ENRICHED, LINKS, STORE_RETRY
from services.runtime import logs
from services.runtime.errors import TransientError
from services.runtime.flood.control import ControlTopic, Member
from services.runtime.flood.gate import Gate
from services.runtime.flood.guard import FloodGuard
from services.runtime.probes import probes
from services.runtime.settings import (
    FloodSettings,
    KafkaSettings,
    LogSettings,
    PostgresSettings,
    ProbeSettings,
    load,
)
from services.runtime.shutdown import Shutdown, fail_stop
from services.store import metrics
from services.store.consumer import INPUTS, Consumer, DeadLetters
from services.store.database import Database, migrate, session, set_up_roles
from services.store.hold import Hold, done_before
from services.store.message import SERVICE
from services.store.readback import read_back
from services.store.rebuild import rebuild
from services.store.retention import Policy, apply
from services.store.roles import ROLES
from services.store.settings import StoreSettings
from services.store.verification import differences, summary
from services.store.worker import run

log = structlog.get_logger()

EXIT_TEMPORARY: Final = 75
"""Exit status of a command when Kafka or Postgres is away (EX_TEMPFAIL of sysexits.h)."""
EPILOG: Final = """\
exit status: 0 stopped as asked; 1 `verify` found differences; 70 stopped at an error with nothing
committed, start it again; 75 Kafka or Postgres did not answer a command; 78 a setting is wrong.
Settings are environment variables, see .env.example.
"""


async def serve(
    kafka: KafkaSettings,
    postgres: PostgresSettings,
    probe: ProbeSettings,
    settings: StoreSettings,
    flood: FloodSettings,
) -> None:
    """Store until the process is asked to stop."""
    shutdown = Shutdown()
    shutdown.listen()
    stop = shutdown.requested
    hold = Hold(stop)
    consumer, dead_letters = Consumer(kafka, settings), DeadLetters(kafka)
    guard = FloodGuard(flood, most=settings.batch_size)
    gate = Gate(guard, Member(SERVICE, settings.group_id), ControlTopic(kafka), metrics.PAUSED)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(postgres))
        checks = {
            "kafka": consumer.check,
            "postgres": database.check,
            "waiting": hold.check,
            "flood": gate.check,
        }
        port = await stack.enter_async_context(probes(probe, checks))
        log.info("started", probes=f"http://{probe.host}:{port}")
        stack.push_async_callback(dead_letters.stop)
        stack.push_async_callback(consumer.stop)

        async def connect() -> None:
            for step in (database.check, gate.start, dead_letters.start, consumer.start):
                await hold.until_done(step)

        try:
            async with asyncio.TaskGroup() as tasks:
                connecting = tasks.create_task(connect())
                if await done_before(stop, connecting):
                    watching = tasks.create_task(consumer.watch_lag())
                    await run(
                        consumer,
                        database.write,
                        dead_letters.bury,
                        gate,
                        stop=stop,
                        hold=hold,
                        writers=settings.writers,
                    )
                    watching.cancel()
                connecting.cancel()
        except Exception as error:  # noqa: BLE001, whatever it is: nothing more may be committed
            fail_stop("cannot go on", error)
    shutdown.finished()
    log.info("stopped")


async def _migrate(arguments: argparse.Namespace) -> int:
    del arguments
    dsn = load(PostgresSettings).dsn
    applied = await migrate(dsn)
    print(f"migrations applied: {', '.join(applied) or 'none, all were there'}")
    print(await set_up_roles(dsn) or f"roles: {', '.join(ROLES)}")
    return 0


async def _verify(arguments: argparse.Namespace) -> int:
    batches = read_back(load(KafkaSettings), (ENRICHED, LINKS, STORE_RETRY))
    async with session(load(PostgresSettings).dsn) as connection:
        found = await differences(connection, batches)
    print("\n".join(summary(found, arguments.named)))
    return 1 if found else 0


async def _rebuild(arguments: argparse.Namespace) -> int:
    del arguments
    async with Database(load(PostgresSettings)) as database:
        await database.check()
        done = await rebuild(read_back(load(KafkaSettings), INPUTS), database.write)
    print(f"{done.messages} messages read, {done.written['article']} articles written")
    for letter in done.letters:
        record = letter.record
        print(f"not written: {record.topic}/{record.partition}/{record.offset}: {letter.error.message[:300]}")
    return 0


async def _retention(arguments: argparse.Namespace) -> int:
    policy = Policy(arguments.history_months, arguments.body_months, arguments.letter_days)
    today = datetime.now(UTC).date()
    async with session(load(PostgresSettings).dsn) as connection:
        gone = await apply(connection, policy, today, dry_run=not arguments.apply)
    for each in gone:
        print(f"{each.rows:>9}  {each.what}")
    print("gone" if arguments.apply else "nothing is gone yet; --apply does it")
    return 0


def _serve() -> int:
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # a batch is 30,000 objects and no cycle; a quarter of the CPU
    kafka, postgres, probe = load(KafkaSettings), load(PostgresSettings), load(ProbeSettings)
    uvloop.run(serve(kafka, postgres, probe, load(StoreSettings), load(FloodSettings)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.store",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="serve|migrate|verify|rebuild|retention")
    commands.add_parser("serve", help="read from Kafka until SIGTERM or Ctrl-C (the default)")
    commands.add_parser("migrate", help="bring the schema up to date").set_defaults(run=_migrate)
    verify = commands.add_parser("verify", help="compare the topics with the tables; status 1 if they differ")
    verify.add_argument("--named", type=int, default=20, help="differences of a kind to name (default 20)")
    verify.set_defaults(run=_verify)
    commands.add_parser("rebuild", help="write what the topics have and the tables lack").set_defaults(
        run=_rebuild
    )
    retention = commands.add_parser("retention", help="let go what is old; only says what, without --apply")
    for name, what in (
        ("--history-months", "keep history of so many months before this one"),
        ("--body-months", "keep bodies of articles of so many months before this one"),
        ("--letter-days", "keep dead letters of so many days"),
    ):
        retention.add_argument(name, type=_number, metavar="N", help=what)
    retention.add_argument("--apply", action="store_true", help="do it")
    retention.set_defaults(run=_retention)
    return parser


def _number(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10_000:  # noqa: PLR2004, more than there is history
        raise argparse.ArgumentTypeError("a number from 0 to 10000")
    return number


def main() -> int:
    """Run the command; the exit status."""
    arguments = _parser().parse_args()
    logs.configure("store", load(LogSettings))
    if "run" not in arguments:
        return _serve()
    try:
        status: int = asyncio.run(arguments.run(arguments))
    except (TransientError, OSError) as error:
        sys.stderr.write(f"{error}\nAre KAFKA_BOOTSTRAP_SERVERS and POSTGRES_DSN right, and both up?\n")
        return EXIT_TEMPORARY
    return status


if __name__ == "__main__":
    sys.exit(main())
