"""How fast store writes articles, on a real Kafka and a real Postgres: `make bench`.

Articles are real news in pieces, with entities and links, 3 to 10 KB a message. Postgres has the settings it
comes with, so a commit waits for the disk. The references in the same run:

- COPY of the very same rows into the same tables by asyncpg: rows made beforehand, no Kafka, no JSON, no look
  at what is there, nothing that may come twice.
- INSERT ... ON CONFLICT of one row after the other, prepared, from rows made beforehand, as a consumer writes
  that knows no batches: each row commits by itself, or all rows of an article together.
- Kafka Connect with a JDBC sink in upsert mode, when its jars can be had (`tests.benchmark.connect`).

The ways take turns, each into empty tables; shown is the median of each, and of the ratios of each round.
"""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import asyncpg
from rich.console import Console
from rich.table import Table

from services.store.database import migrate
from tests.benchmark import connect
from tests.benchmark.store_ways import BATCH, DELAY_RATE, Bench, articles
from tests.infra.servers import kafka_of, postgres_of, temporary_home

ONE_BY_ONE: Final = 500
"""Articles of the slow references."""

console = Console()


class Measured(NamedTuple):
    """One way in one round."""

    articles_per_second: float
    postgres_microseconds: float
    """Processor time of Postgres for one article."""


async def run(count: int, rounds: int) -> None:
    """Measure and print."""
    contents, few = articles(count), articles(ONE_BY_ONE)
    size = sum(len(content.to_json()) for content in contents) / count
    found: dict[str, list[Measured]] = {}
    used: list[float] = []
    jars = _jars()
    with ExitStack() as servers:
        bootstrap = servers.enter_context(kafka_of(servers.enter_context(temporary_home())))
        dsn = servers.enter_context(postgres_of(servers.enter_context(temporary_home()))).dsn()
        await migrate(dsn)
        connection = await asyncpg.connect(dsn)
        bench = Bench(bootstrap, dsn, connection)
        for _ in range(rounds):
            for what, articles_of_it, measure in (
                ("store", contents, bench.store(contents, used)),
                ("store, one transaction at a time", contents, bench.store(contents, [], writers=1)),
                ("COPY of the same rows", contents, bench.copy(contents)),
                ("one by one, commit by article", few, bench.one_by_one(few, by_article=True)),
                ("one by one, commit by row", few, bench.one_by_one(few, by_article=False)),
                *(
                    [("Kafka Connect, articles alone", contents, bench.connect(jars, contents))]
                    if jars
                    else []
                ),
            ):
                await bench.empty()
                before = bench.postgres_seconds()
                rate = await measure
                seconds = (bench.postgres_seconds() - before) / len(articles_of_it)
                found.setdefault(what, []).append(Measured(rate, seconds * 1e6))
        await bench.empty()
        delays = await bench.delays(contents[: 10 * DELAY_RATE])
        await connection.close()
    _show(found, f"{count} articles of {size / 1000:.1f} KB, batches of {BATCH}", size)
    console.print(f"store takes {median(used):.2f} of a core while it writes")
    console.print(
        f"produced to visible at {DELAY_RATE} articles/s: p50 {delays[len(delays) // 2] * 1e3:.0f} ms, "
        f"p99 {delays[int(len(delays) * 0.99)] * 1e3:.0f} ms"
    )


def _jars() -> Path | None:
    """Where Kafka Connect is; says so when it cannot be had."""
    with console.status("looking for Kafka Connect"):
        try:
            return connect.install()
        except connect.UnavailableError as error:
            console.print(f"without Kafka Connect: {error}")
            return None


def _show(found: Mapping[str, Sequence[Measured]], title: str, size: float) -> None:
    """A line for each way; `store is` says how many times as fast store was, in the same round."""
    table = Table(title=title, title_justify="left")
    for column in ("way", "articles/s", "from", "to", "MB/s", "Postgres us", "store is", "from", "to"):
        table.add_column(column, justify="left" if column == "way" else "right")
    store = found["store"]
    for what, rounds in found.items():
        rates = [one.articles_per_second for one in rounds]
        ratios = [ours.articles_per_second / rate for ours, rate in zip(store, rates, strict=True)]
        table.add_row(
            what,
            *(f"{rate:,.0f}" for rate in (median(rates), min(rates), max(rates))),
            f"{median(rates) * size / 1e6:.1f}",
            f"{median(one.postgres_microseconds for one in rounds):,.0f}",
            *(f"{ratio:.2f}" for ratio in (median(ratios), min(ratios), max(ratios))),
        )
    console.print(table)


def main() -> int:
    """Run the benchmark and print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.store", description=__doc__)
    parser.add_argument("--articles", type=int, default=6000, help="how many (default 6000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each way is measured (default 3)")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.articles, arguments.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
