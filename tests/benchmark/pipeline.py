"""How fast the whole pipeline is on this machine: `make bench`.

Real news of `load_news` and `slavic_news` goes in by HTTP as fast as ingest takes it; measured is the
time from the first page sent to the last row in Postgres. The reference in the same run is the pure
function `read` alone, on one core: the pipeline has two, for everything.
"""

import argparse
import asyncio
import gzip
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from local.stack import StackAddresses, running_stack
from schemas.raw_article import RawArticle
from services.enrich.read import read
from tests.infra.servers import temporary_home

DATA = Path(os.environ.get("VESTNIK_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data").resolve()
FILES = ("slavic_news/open/docs.jsonl.gz", "load_news/masakhanews.jsonl.gz", "load_news/daniel.jsonl.gz")
BATCH = 100
REFERENCE_ARTICLES = 500
"""Read alone for the reference, spread over all."""
FETCHED_AT = datetime(2026, 3, 1, tzinfo=UTC)

console = Console()


def pages(count: int) -> list[RawArticle]:
    """The first `count` distinct texts as submissions without an address."""
    texts = dict.fromkeys(
        filter(None, map(_text, islice(chain.from_iterable(map(_lines, FILES)), 2 * count)))
    )
    return [
        RawArticle(
            content=text,
            content_type="text/plain",
            fetched_at=FETCHED_AT + timedelta(seconds=number),
            submission_id=UUID(int=number),
            source="benchmark.example",
        )
        for number, text in enumerate(islice(texts, count))
    ]


def _lines(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _text(doc: dict[str, str]) -> str:
    return doc["text"].strip()


def read_alone(articles: list[RawArticle]) -> float:
    """Articles a second of the pure function, on one core."""
    read(articles[0], UUID(int=0))  # loads models and word lists
    started = time.perf_counter()
    for number, article in enumerate(articles):
        read(article, UUID(int=number))
    return len(articles) / (time.perf_counter() - started)


async def through_the_pipeline(stack: StackAddresses, articles: list[RawArticle]) -> tuple[float, float]:
    """Articles a second into ingest, and from the first page sent to the last row."""
    tables = await asyncpg.connect(stack.postgres_dsn)
    started = time.perf_counter()
    with Progress(console=console, transient=True) as progress:
        await asyncio.gather(
            sending := asyncio.create_task(_send(stack.ingest_url, articles)),
            _stored(tables, articles, progress),
        )
    await tables.close()
    return len(articles) / sending.result(), len(articles) / (time.perf_counter() - started)


async def _send(url: str, articles: list[RawArticle]) -> float:
    started = time.perf_counter()
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        for first in range(0, len(articles), BATCH):
            lines = b"\n".join(article.to_json() for article in articles[first : first + BATCH])
            headers = {"content-type": "application/x-ndjson"}
            (await client.post("/v1/articles", content=lines, headers=headers)).raise_for_status()
    return time.perf_counter() - started


async def _stored(tables: asyncpg.Connection, articles: list[RawArticle], progress: Progress) -> None:
    task = progress.add_task("stored", total=len(articles))
    done = 0
    while done < len(articles):
        await asyncio.sleep(0.2)
        done = await tables.fetchval(
            "select count(*) from enrich.outcomes o where outcome <> 'enriched' "
            "or exists (select from store.articles a where a.id = o.article_id)"
        )
        progress.update(task, completed=done)


def main() -> int:
    """Run the benchmark and print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.pipeline", description=__doc__)
    parser.add_argument("--articles", type=int, default=3000, help="how many (default 3000)")
    parser.add_argument("--workers", type=int, default=1, help="enrich processes (default 1)")
    arguments = parser.parse_args()
    articles = pages(arguments.articles)
    alone = read_alone(articles[:: max(1, len(articles) // REFERENCE_ARTICLES)])
    with (
        temporary_home() as home,
        console.status("starting") as status,
        running_stack(home, workers=arguments.workers, report=status.update) as stack,
    ):
        status.stop()
        door, whole = asyncio.run(through_the_pipeline(stack, articles))
    table = Table(
        title=f"{len(articles)} articles, {arguments.workers} enrich worker(s)", title_justify="left"
    )
    for column in ("what", "articles/s", "of the reference"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for what, rate in (
        ("read alone, one core (reference)", alone),
        ("into ingest", door),
        ("whole pipeline", whole),
    ):
        table.add_row(what, f"{rate:.0f}", f"{rate / alone:.2f}")
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
