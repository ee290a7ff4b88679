"""Store what enrich publishes: articles, entities and links, from Kafka into Postgres.

  python -m services.store            read from Kafka until SIGTERM or Ctrl-C
  python -m services.store migrate    bring the schema `store` up to date, then end

It writes the tables of the schema `store` in the database POSTGRES_DSN; run `migrate` first and after
each upgrade. It may be started several times: the members share the work. Metrics and probes are on
METRICS_HOST:METRICS_PORT. What cannot be used goes to the topic articles.dead-letter.
"""

import argparse
import asyncio
import gc
import sys
from contextlib import AsyncExitStack
from typing import Final

import structlog
import uvloop

from services.runtime import logs
from services.runtime.probes import probes
from services.runtime.settings import KafkaSettings, LogSettings, PostgresSettings, ProbeSettings, load
from services.runtime.shutdown import Shutdown, fail_stop
from services.store.consumer import Consumer, DeadLetters
from services.store.database import Database, migrate, set_up_roles
from services.store.hold import Hold, done_before
from services.store.roles import ROLES
from services.store.settings import StoreSettings
from services.store.worker import run

log = structlog.get_logger()

EPILOG: Final = """\
exit status: 0 stopped as asked; 70 stopped at an error with nothing committed, start it again;
78 a setting is wrong. Settings are environment variables, see .env.example.
"""


async def serve(
    kafka: KafkaSettings, postgres: PostgresSettings, probe: ProbeSettings, settings: StoreSettings
) -> None:
    """Store until the process is asked to stop."""
    shutdown = Shutdown()
    shutdown.listen()
    stop = shutdown.requested
    hold = Hold(stop)
    consumer, dead_letters = Consumer(kafka, settings), DeadLetters(kafka)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(postgres))
        checks = {"kafka": consumer.check, "postgres": database.check, "waiting": hold.check}
        port = await stack.enter_async_context(probes(probe, checks))
        log.info("started", probes=f"http://{probe.host}:{port}")
        stack.push_async_callback(dead_letters.stop)
        stack.push_async_callback(consumer.stop)

        async def connect() -> None:
            for step in (database.check, dead_letters.start, consumer.start):
                await hold.until_done(step)

        try:
            async with asyncio.TaskGroup() as tasks:
                connecting = tasks.create_task(connect())
                if await done_before(stop, connecting):
                    watching = tasks.create_task(consumer.watch_lag())
                    await run(consumer, database.write, dead_letters.bury, stop=stop, hold=hold)
                    watching.cancel()
                connecting.cancel()
        except Exception as error:  # noqa: BLE001, whatever it is: nothing more may be committed
            fail_stop("cannot go on", error)
    shutdown.finished()
    log.info("stopped")


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m services.store",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "command", nargs="?", choices=("serve", "migrate"), default="serve", help="default: serve"
    )
    command = parser.parse_args().command
    logs.configure("store", load(LogSettings))
    postgres = load(PostgresSettings)
    if command == "migrate":
        applied = asyncio.run(migrate(str(postgres.dsn)))
        print(f"migrations applied: {', '.join(applied) or 'none, all were there'}")
        print(asyncio.run(set_up_roles(str(postgres.dsn))) or f"roles: {', '.join(ROLES)}")
        return 0
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # a batch is 30,000 objects and no cycle; a quarter of the CPU
    uvloop.run(serve(load(KafkaSettings), postgres, load(ProbeSettings), load(StoreSettings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
