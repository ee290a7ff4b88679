"""How fast articles are related, and what they take in the link index: `make bench`.

Real news of `slavic_news` and `load_news` is related in batches by one worker, over Postgres on the same
machine, with nothing to publish to: without links, with the ten latest titles of its publisher below each
article as pages show them (some cut short, each on ten pages), and with ten titles that are new each
time, which is harder than any site. The reference in the same run is the index in memory.
"""

import argparse
import gc
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from statistics import quantiles
from typing import Final, NamedTuple
from uuid import uuid5

import asyncpg
import uvloop
from psutil import Process
from rich.console import Console
from rich.table import Table

from local.home import Home
from schemas.enriched_article import EnrichedArticle, Enricher, RelatedLink
from schemas.identity import NAMESPACE, article_id, content_hash, normalise_url
from services.enrich.database import PostgresIndex, migrate
from services.enrich.fingerprints import fingerprint
from services.enrich.relate import relate
from services.enrich.relate.index import LinkIndex
from services.enrich.relate.memory import MemoryIndex
from services.enrich.submission import Emission, Submission
from services.runtime.settings import PostgresSettings
from tests.infra.servers import postgres_of
from tests.quality.corpora import DATA, rows

FILES: Final = ("slavic_news/open/docs.jsonl.gz", "load_news/masakhanews.jsonl.gz")
READ_AT: Final = datetime(2026, 3, 1, tzinfo=UTC)
BATCH: Final = 64
"""As a worker has it by default."""
TEASERS: Final = 10
PUBLISHERS: Final = 20
CUT: Final = 40
"""Letters after which every third title is cut short."""
KEPT_BYTES: Final = """
    select sum(pg_total_relation_size(class.oid)) from pg_class as class
    join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'enrich' and relkind = 'r'
"""

console = Console(width=110)


class Rate(NamedTuple):
    """What relating a list of articles took."""

    articles_a_second: float
    p99_batch_ms: float
    cpu_ms: float
    """Processor time of an article, ours and that of Postgres: other work on the machine does not count."""


def articles(count: int, teasers: str) -> list[EnrichedArticle]:
    """So many news with addresses of their own, `teasers` "none", "latest" or "new" below each."""
    latest: list[deque[str]] = [deque(maxlen=TEASERS) for _ in range(PUBLISHERS)]
    return [
        _article(number, title, text, latest[number % PUBLISHERS], teasers)
        for number, (title, text) in enumerate(islice(_news(), count))
    ]


def _news() -> Iterator[tuple[str, str]]:
    docs = chain.from_iterable(rows(DATA / name) for name in FILES)
    return ((doc["title"], doc["text"]) for doc in docs if doc["title"])


def _article(number: int, title: str, text: str, latest: deque[str], teasers: str) -> EnrichedArticle:
    publisher = f"paper{number % PUBLISHERS}.example"
    url = normalise_url(f"https://{publisher}/news/{number}")
    shown = {
        "none": [],
        "latest": list(latest),
        "new": [f"{title} {place} {number}" for place in range(TEASERS)],
    }
    latest.append(title)
    return EnrichedArticle(
        id=article_id(own=url, source=publisher, headline=title, body=text),
        submission_id=uuid5(NAMESPACE, f"benchmark {number}"),
        source=publisher,
        url=url,
        version_at=READ_AT,
        content_hash=content_hash(title, text),
        headline=title,
        article_body=text,
        related_links=[
            RelatedLink(position=place, kind="teaser", title=_shown(title, place))
            for place, title in enumerate(shown[teasers])
        ],
        enricher=Enricher(version="1"),
    )


def _shown(title: str, place: int) -> str:
    return f"{title[:CUT]}..." if place % 3 == 0 and len(title) > CUT else title


async def rate(index: LinkIndex, read: Sequence[EnrichedArticle], processes: Sequence[Process]) -> Rate:
    """Relate all of them, batch after batch; the processes are those that work on it."""
    submissions = [  # as the reading process hands them over
        Submission(0, offset, article.submission_id, article, text=fingerprint(article.article_body))
        for offset, article in enumerate(read)
    ]
    seconds, before = [], _cpu_seconds(processes)
    for start in range(0, len(read), BATCH):
        batch = submissions[start : start + BATCH]
        begun = time.perf_counter()
        await relate(batch, index, _published)
        seconds.append(time.perf_counter() - begun)
    return Rate(
        articles_a_second=len(read) / sum(seconds),
        p99_batch_ms=1000 * quantiles(seconds, n=100)[-1],
        cpu_ms=1000 * (_cpu_seconds(processes) - before) / len(read),
    )


def _cpu_seconds(processes: Sequence[Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


async def _published(_: Sequence[Emission]) -> None:
    """Nobody listens."""


async def measured(dsn: str, read: Sequence[EnrichedArticle]) -> tuple[Rate, Rate, float]:
    """In memory and in Postgres, and bytes that an article takes there."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("drop schema if exists enrich cascade")
    await migrate(dsn)
    in_memory = await rate(MemoryIndex(), read, [Process()])
    async with PostgresIndex(PostgresSettings.model_validate({"dsn": dsn, "pool_size": 1})) as index:
        await index.check()
        servers = await connection.fetch("select pid from pg_stat_activity where pid <> pg_backend_pid()")
        in_postgres = await rate(index, read, [Process(), *(Process(pid) for (pid,) in servers)])
    kept = await connection.fetchval(KEPT_BYTES) / len(read)
    await connection.close()
    return in_memory, in_postgres, kept


def main() -> int:
    """Run the benchmark and print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.relate", description=__doc__)
    parser.add_argument("--articles", type=int, default=6000, help="how many (default 6000)")
    count = parser.parse_args().articles
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # as a worker has it
    table = Table(title=f"relate, {count} articles in batches of {BATCH}, one worker", title_justify="left")
    for column in (
        "teasers",
        "in memory",
        "Postgres",
        "of it",
        "CPU ms",
        "p99 batch",
        "bytes each",
    ):
        table.add_column(column, justify="left" if column == "teasers" else "right")
    with tempfile.TemporaryDirectory() as folder, postgres_of(Home(Path(folder) / "home")) as server:
        for teasers in ("none", "latest", "new"):
            in_memory, ours, kept = uvloop.run(measured(server.dsn(), articles(count, teasers)))
            share = ours.articles_a_second / in_memory.articles_a_second
            table.add_row(
                teasers,
                f"{in_memory.articles_a_second:.0f}/s",
                f"{ours.articles_a_second:.0f}/s",
                f"{share:.2f}",
                f"{in_memory.cpu_ms:.2f} / {ours.cpu_ms:.2f}",
                f"{ours.p99_batch_ms:.0f} ms",
                f"{kept:.0f}",
            )
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
