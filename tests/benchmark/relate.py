"""How fast articles are related, and what they take in the link index: `make bench`.

Real news of `slavic_news` and `load_news` is related in batches by one worker, over Postgres on the same
machine, with nothing to publish to: without links, with the ten latest titles of its publisher below each
article as pages show them (some cut short, each on ten pages), and with ten titles that are new each
time, which is harder than any site. The reference in the same run is the index in memory.

With more articles than the data has (`--articles 1000000`) the index is filled with real ones again, under
other addresses (`tests.benchmark.large`), and the reference is the same index before.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from typing import Final

import asyncpg
import uvloop
from psutil import Process
from rich.console import Console
from rich.table import Table

from schemas.enriched_article import EnrichedArticle
from services.enrich.database import PostgresIndex, migrate
from services.enrich.relate.memory import MemoryIndex
from services.runtime.settings import PostgresSettings
from tests.benchmark.large import stages
from tests.benchmark.relating import BATCH, Rate, articles, kept_bytes, rate, servers
from tests.infra.servers import postgres_of, temporary_home

MOST: Final = 15_000
"""Of the data alone."""

console = Console(width=110)


async def measured(dsn: str, read: Sequence[EnrichedArticle]) -> tuple[Rate, Rate, float]:
    """In memory and in Postgres, and bytes that an article takes there."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("drop schema if exists enrich cascade")
    await migrate(dsn)
    in_memory = await rate(MemoryIndex(), read, [Process()])
    async with PostgresIndex(PostgresSettings.model_validate({"dsn": dsn, "pool_size": 1})) as index:
        await index.check()
        in_postgres = await rate(index, read, [Process(), *await servers(connection)])
    kept = await kept_bytes(connection) / len(read)
    await connection.close()
    return in_memory, in_postgres, kept


def main() -> int:
    """Run the benchmark and print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.relate", description=__doc__)
    parser.add_argument("--articles", type=int, default=6000, help="how many the index holds (default 6000)")
    count = parser.parse_args().articles
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # as a worker has it
    with temporary_home() as home, postgres_of(home) as server:
        console.print(_large(server.dsn(), count) if count > MOST else _small(server.dsn(), count))
    return 0


def _small(dsn: str, count: int) -> Table:
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
    for teasers in ("none", "latest", "new"):
        in_memory, ours, kept = uvloop.run(measured(dsn, articles(count, teasers)))
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
    return table


def _large(dsn: str, count: int) -> Table:
    table = Table(title=f"relate, ten teasers, batches of {BATCH}, one worker", title_justify="left")
    for column in ("articles in the index", "Postgres", "CPU ms", "p99 batch", "bytes each"):
        table.add_column(column, justify="left" if column == "articles in the index" else "right")
    for stage in uvloop.run(stages(dsn, count)):
        table.add_row(
            stage.name,
            f"{stage.rate.articles_a_second:.0f}/s",
            f"{stage.rate.cpu_ms:.2f}",
            f"{stage.rate.p99_batch_ms:.0f} ms",
            f"{stage.bytes_each:.0f}",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
