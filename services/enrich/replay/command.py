"""The command `replay`: chosen messages of `articles.raw` are produced to it again, slowly."""

import argparse
import asyncio
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from schemas.topics import RAW
from services.enrich.backlog import backlog
from services.enrich.database import PostgresIndex
from services.enrich.relate.known import enricher_order
from services.enrich.replay.choice import Choice, Verdict
from services.enrich.replay.sending import Replayed, replay, send_nothing, sender
from services.runtime import logs
from services.runtime.errors import EXIT_CONFIG, EXIT_INTERRUPTED, EXIT_TEMPORARY, TransientError
from services.runtime.settings import KafkaSettings, LogSettings, PostgresSettings, load
from services.runtime.shutdown import Shutdown

PROGRAM: Final = "python -m services.enrich replay"
RATE: Final = 20.0
"""Pages a second: a tenth of what one worker reads."""

DESCRIPTION: Final = """\
Read pages again: send those that are still on articles.raw through today's enricher, beside live traffic.

Each chosen message is produced to articles.raw once more, into its partition, with the same key, bytes and
submission_id. The workers read it like any other: what they now read otherwise becomes the article, what
they read alike changes nothing. So upgrade the workers first. At least one of --since, --source and
--older-than says which; of several, all must hold.
"""
EPILOG: Final = """\
examples:
  python -m services.enrich replay --older-than 2026.11.25 --dry-run
  python -m services.enrich replay --older-than 2026.11.25 --rate 50
  python -m services.enrich replay --source bgnes.bg --since 2026-11-01
  python -m services.enrich replay --since 2026-11-27T18:00:00+02:00

Never sent again: pages of withdrawn articles, withdrawals, dead letters (`dead_letters redrive` does that),
what no worker has read yet, what a newer version of its article has replaced, and the copies that an earlier
replay made, as long as the page itself is there. It ends where the topic ended when it began.

Sending a page twice is harmless. Ctrl-C ends it after the message in hand and prints the command that goes
on. Watch the lag of enrich: at a --rate that the workers cannot keep up with, live pages wait too.

It needs POSTGRES_DSN of enrich, for outcomes and articles, and writes nothing there.
exit status: 0 everything that was chosen was sent; 1 there is no topic; 2 the command line is wrong; 75 Kafka
or Postgres went away, it prints the command that goes on; 78 a setting is wrong or there are no tables; 130
interrupted.
"""


class CannotStartError(Exception):
    """Something is not set up, and waiting would not help."""


def main(arguments: Sequence[str]) -> int:
    """Run the command with the arguments after `replay`; the exit status."""
    asked = _asked(arguments)
    logs.configure("enrich", load(LogSettings))
    kafka, postgres = load(KafkaSettings), load(PostgresSettings)
    done = Replayed()
    try:
        asyncio.run(_run(asked, kafka, postgres, done))
    except CannotStartError as error:
        sys.stderr.write(f"cannot start: {error}\n")
        return EXIT_CONFIG
    except TransientError as error:
        sys.stderr.write(f"{error}\nAre KAFKA_BOOTSTRAP_SERVERS and POSTGRES_DSN right, and both up?\n")
        status = EXIT_TEMPORARY
    else:
        status = 0 if done.finished else EXIT_INTERRUPTED
    for verdict in Verdict:
        if verdict is Verdict.AGAIN or done.counts[verdict]:
            sys.stdout.write(f"{done.counts[verdict]:>9}  {verdict.value}\n")
    if asked.dry_run:
        sys.stdout.write("dry run, nothing was sent\n")
    if not done.finished:
        sys.stderr.write(f"not finished; this goes on:\n  {_command(asked, done.reached)}\n")
    return status


async def _run(
    asked: argparse.Namespace, kafka: KafkaSettings, postgres: PostgresSettings, done: Replayed
) -> None:
    shutdown = Shutdown()
    shutdown.listen()
    stop = shutdown.requested
    choice = Choice(asked.source, asked.older_than)
    async with PostgresIndex(postgres) as index:
        try:
            await index.check()
        except RuntimeError as error:
            raise CannotStartError(str(error)) from error
        async with backlog(kafka, RAW, asked.since) as found:
            if asked.dry_run:
                await replay(found, index, choice, send_nothing, done, stop)
            else:
                async with sender(kafka, asked.rate, stop) as send:
                    await replay(found, index, choice, send, done, stop)
    shutdown.finished()


def _command(asked: argparse.Namespace, reached: datetime | None) -> str:
    """The command that goes on."""
    since = reached or asked.since
    options = {
        "--since": since and since.isoformat(),
        "--source": asked.source,
        "--older-than": asked.older_than,
        "--rate": f"{asked.rate:g}" if asked.rate != RATE else None,
    }
    words = [word for name, value in options.items() if value for word in (name, value)]
    return f"{PROGRAM} {shlex.join(words)}{' --dry-run' if asked.dry_run else ''}"


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--since",
        type=_time,
        metavar="TIME",
        help="what Kafka took from then on: a day or a time (ISO 8601); UTC where it names no zone",
    )
    parser.add_argument("--source", metavar="NAME", help="pages of one publisher, as in the field `source`")
    parser.add_argument(
        "--older-than",
        metavar="VERSION",
        help="pages of articles that an enricher before this version read last (`enricher.version`)",
    )
    parser.add_argument(
        "--rate", type=_rate, default=RATE, metavar="N", help=f"pages a second at the most (default {RATE:g})"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be sent, send nothing")
    asked = parser.parse_args(arguments)
    if asked.since is None and not asked.source and not asked.older_than:
        parser.error("say which pages: --since, --source or --older-than")
    if asked.older_than and (objection := _objection(asked.older_than)):
        parser.error(objection)
    return asked


def _objection(older_than: str) -> str | None:
    """Why a version cannot be asked for: pages read again would be older than it still."""
    from services.enrich.read import ENRICHER_VERSION  # noqa: PLC0415, it loads the models

    if enricher_order(older_than) <= enricher_order(ENRICHER_VERSION):
        return None
    return f"--older-than {older_than}: this enricher is {ENRICHER_VERSION}, what it reads would be older too"


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-27T18:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 < rate <= 10_000:  # noqa: PLR2004, more than a group of workers reads
        raise argparse.ArgumentTypeError("must be above 0 and at most 10000")
    return rate
