"""`make demo`: the samples through the whole pipeline, and what was found in them."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.samples import Sample, read_samples

PATIENCE_SECONDS = 120.0
"""How long the last page may take; on 2 cores all of them take a few seconds."""

OUTCOMES = "select outcome, submission_id, article_id from enrich.outcomes where submission_id = any($1)"
ARTICLES = """
select a.headline, a.in_language as language, a.status,
       coalesce(to_char(a.date_published_day, 'YYYY-MM-DD'), '') as published,
       (
           select string_agg(distinct e.name, ', ') from store.article_entities e where e.article_id = a.id
       ) as entities,
       links.total as links, links.resolved
from store.articles a
cross join lateral (
    select count(*) as total, count(*) filter (where l.status = 'resolved') as resolved
    from store.related_links l where l.article_id = a.id
) links
where a.id = any($1) order by a.source, a.version_at
"""


COLUMNS = (
    ("language", 8, None),
    ("published", 10, None),
    ("headline", 20, 4),
    ("names", 10, 2),
    ("links", 5, None),
)
"""Title, least width in characters, and share of what is left."""


@dataclass(frozen=True)
class Result:
    """What became of the samples."""

    receipts: list[dict[str, Any]]
    outcomes: Counter[str]
    articles: list[asyncpg.Record]
    seconds: float

    @property
    def submitted(self) -> int:
        """Pages that were accepted."""
        return sum(receipt["status"] == "accepted" for receipt in self.receipts)

    @property
    def dead_lettered(self) -> int:
        """Pages that could not be used."""
        return self.outcomes["dead-letter"]

    @property
    def resolved(self) -> int:
        """Related links that found their article."""
        return sum(article["resolved"] for article in self.articles)

    def summary(self) -> str:
        """The last line."""
        stored = self.outcomes.total() - self.dead_lettered
        return (
            f"demo: {self.submitted} submitted, {stored} stored, "
            f"{self.dead_lettered} dead-lettered, {self.resolved} links resolved"
        )


async def run(ingest_url: str, postgres_dsn: str, console: Console) -> Result:
    """Submit every sample, wait until each has its outcome and its row, and show them.

    Raises `TimeoutError` when one has not arrived in time.
    """
    samples, started = read_samples(), time.monotonic()
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    connection = await asyncpg.connect(postgres_dsn)
    try:
        with Progress(*columns, console=console) as progress:
            receipts = await _submit(ingest_url, samples, progress)
            accepted = [receipt["submission_id"] for receipt in receipts if receipt["status"] == "accepted"]
            rows, ids = await _arrived(connection, accepted, progress)
        outcomes = Counter(row["outcome"] for row in rows)
        result = Result(receipts, outcomes, await connection.fetch(ARTICLES, ids), time.monotonic() - started)
    finally:
        await connection.close()
    _show(result, samples, console)
    return result


async def _submit(ingest_url: str, samples: list[Sample], progress: Progress) -> list[dict[str, Any]]:
    task = progress.add_task("submitting", total=len(samples))
    receipts = []
    async with httpx.AsyncClient(base_url=ingest_url, timeout=30) as client:
        for sample in samples:
            response = await client.post("/v1/articles", json=sample.submission)
            receipts.append(response.json())
            progress.advance(task)
    return receipts


async def _arrived(
    connection: asyncpg.Connection, submissions: list[str], progress: Progress
) -> tuple[list[asyncpg.Record], list[Any]]:
    task = progress.add_task("arriving", total=len(submissions))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            rows = await connection.fetch(OUTCOMES, submissions)
            ids = sorted({row["article_id"] for row in rows if row["article_id"]})
            stored = {row["id"] for row in await connection.fetch("select id from store.articles")}
            done = [row for row in rows if row["outcome"] == "dead-letter" or row["article_id"] in stored]
            progress.update(task, completed=len(done))
            if len(done) == len(submissions):
                return rows, ids
            await asyncio.sleep(0.2)


def _show(result: Result, samples: list[Sample], console: Console) -> None:
    table = Table(title="What was found", title_justify="left", expand=True)
    for column, least, share in COLUMNS:
        table.add_column(column, no_wrap=True, min_width=least, ratio=share)
    for article in result.articles:
        headline = article["headline"] or f"({article['status']})"
        links = f"{article['resolved']}/{article['links']}" if article["links"] else ""
        table.add_row(article["language"], article["published"], headline, article["entities"], links)
    console.print(table)
    for sample, receipt in zip(samples, result.receipts, strict=True):
        if receipt["status"] != "accepted":
            error = receipt["error"]
            console.print(
                f"{receipt['status']} at the door: {sample.name}: {error['pointer']}: {error['message']}"
            )
    console.print(
        "outcomes: " + ", ".join(f"{count} {kind}" for kind, count in result.outcomes.most_common())
    )
    console.print(f"{len(samples)} pages in {result.seconds:.1f} s")
