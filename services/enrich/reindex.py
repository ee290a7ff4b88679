"""The command `reindex`: fills an empty link index from what was published."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from schemas.cloudevents import header
from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import LinkResolved
from schemas.topics import ENRICHED, LINKS, TYPES, Topic
from services.enrich.backlog import backlog
from services.enrich.database import Filling, NotEmptyError, PostgresIndex
from services.enrich.message import Message
from services.enrich.progress import Progress
from services.enrich.relate.restore import restore_articles, restore_links, restore_outlived
from services.runtime import logs
from services.runtime.errors import EXIT_CONFIG, EXIT_INTERRUPTED, EXIT_TEMPORARY, TransientError
from services.runtime.settings import KafkaSettings, LogSettings, PostgresSettings, load
from services.runtime.shutdown import Shutdown

CHUNK: Final = 200
NAMED: Final = 10
"""Messages that cannot be read and are named; the others are counted."""

DESCRIPTION: Final = """\
Fill an empty link index from articles.enriched and articles.links, after its database was lost.

Afterwards the workers know again what they published: links find old articles, a page that was there before
is `unchanged`, an older crawl is `superseded`, what was withdrawn stays away, links that wait go on waiting.
Outcomes do not come back, nor what only later sightings of a page told. Run `migrate` first.
"""
EPILOG: Final = """\
It is one transaction: everything or nothing. Interrupted, killed or cut off, it leaves the index empty, and
the same command begins again. Workers may be running; they hold what they have until it is over. An index
that knows something already is left alone.

exit status: 0 filled; 1 there is no topic, or messages could not be read, it names them; 75 Kafka or Postgres
went away, run it again; 78 the index is not empty, a setting is wrong or there are no tables; 130 stopped.
"""
_KNOWN_AGAIN: Final[dict[str, type[LinkResolved | EnrichedArticle]]] = {
    TYPES[model]: model for model in (LinkResolved, EnrichedArticle)
}
"""What is of use on `articles.links`."""

NOT_EMPTY: Final = """\
the link index is not empty, and only an empty one can be filled. If it is to be made anew, stop the workers
and empty it, which keeps the outcomes:
  truncate enrich.articles, enrich.keys, enrich.crowded, enrich.texts, enrich.links, enrich.wanted,
    enrich.withdrawals;
"""


class CannotStartError(Exception):
    """Something is not set up, and waiting would not help."""


class InterruptedReindexError(Exception):
    """It was asked to stop: nothing is kept."""


@dataclass
class Reindexed:
    """What was read."""

    articles: int = 0
    links: int = 0
    unreadable: list[str] = field(default_factory=list)
    """Topic, partition, offset."""


def main(arguments: Sequence[str]) -> int:
    """Run the command with the arguments after `reindex`; the exit status."""
    argparse.ArgumentParser(
        prog="python -m services.enrich reindex",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(arguments)
    logs.configure("enrich", load(LogSettings))
    try:
        done = asyncio.run(_run(load(KafkaSettings), load(PostgresSettings)))
    except CannotStartError as error:
        sys.stderr.write(f"cannot start: {error}\n")
        return EXIT_CONFIG
    except TransientError as error:
        sys.stderr.write(
            f"{error}\nThe index is as empty as it was. Are KAFKA_BOOTSTRAP_SERVERS and POSTGRES_DSN right, "
            "and both up?\n"
        )
        return EXIT_TEMPORARY
    except InterruptedReindexError:
        sys.stderr.write("interrupted; the index is as empty as it was, the same command begins again\n")
        return EXIT_INTERRUPTED
    sys.stdout.write(f"{done.articles} messages of articles and {done.links} of links are known again\n")
    for place in done.unreadable[:NAMED]:
        sys.stdout.write(f"could not be read: {place}\n")
    if done.unreadable:
        sys.stdout.write(f"{len(done.unreadable)} messages could not be read\n")
    return 1 if done.unreadable else 0


async def _run(kafka: KafkaSettings, postgres: PostgresSettings) -> Reindexed:
    shutdown = Shutdown()
    shutdown.listen()
    done = Reindexed()
    async with PostgresIndex(postgres) as index:
        try:
            await index.check()
            async with index.filling() as filling:
                await _fill(kafka, filling, done, shutdown.requested)
        except RuntimeError as error:
            raise CannotStartError(str(error)) from error
        except NotEmptyError:
            raise CannotStartError(NOT_EMPTY) from None
    shutdown.finished()
    return done


async def _fill(kafka: KafkaSettings, filling: Filling, done: Reindexed, stop: asyncio.Event) -> None:
    async def articles(messages: Sequence[Message]) -> None:
        found = [one for message in messages if (one := _article(message, done))]
        await restore_articles(found, filling)
        done.articles += len(found)

    async def links(messages: Sequence[Message]) -> None:
        found = [one for message in messages if (one := _link(message, done))]
        await restore_outlived([one for one in found if isinstance(one, EnrichedArticle)], filling)
        await restore_links([one for one in found if isinstance(one, LinkResolved)], filling)
        done.links += len(found)

    await _read(kafka, ENRICHED, articles, stop)
    await _read(kafka, LINKS, links, stop)


async def _read(
    kafka: KafkaSettings,
    topic: Topic,
    restore: Callable[[Sequence[Message]], Awaitable[None]],
    stop: asyncio.Event,
) -> None:
    async with backlog(kafka, topic) as found:
        with Progress("messages", found.total) as progress:
            while messages := await found.take(CHUNK, stop):
                await restore(messages)
                progress.advance(topic.name, len(messages))
        if not found.exhausted or stop.is_set():
            raise InterruptedReindexError


def _article(message: Message, done: Reindexed) -> EnrichedArticle | None:
    try:
        return EnrichedArticle.model_validate_json(message.value or b"")
    except ValidationError:
        done.unreadable.append(f"{message.topic}/{message.partition}/{message.offset}")
        return None


def _link(message: Message, done: Reindexed) -> LinkResolved | EnrichedArticle | None:
    """Where a link leads to, or a withdrawal; who is whose copy is found out by the texts themselves."""
    model = _KNOWN_AGAIN.get(header(message.headers, "ce_type") or "")
    if model is None:
        return None
    try:
        return model.model_validate_json(message.value or b"")
    except ValidationError:
        done.unreadable.append(f"{message.topic}/{message.partition}/{message.offset}")
        return None
