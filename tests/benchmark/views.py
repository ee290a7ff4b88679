"""How fast people's queries are on a table of many articles.

python -m tests.benchmark.views --articles 1000000

Two thousand articles made of real news are written by COPY and multiplied in Postgres under new ids, over
50 sources and 1,000 days. Each query is asked 50 times, each time of something else; beside its times stand
the indexes of its plan. Times are those of a warm cache as far as the memory reaches.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import asyncpg
from rich.console import Console
from rich.table import Table

from local.home import Home
from services.store.database import migrate
from tests.benchmark.store_ways import Bench, articles
from tests.infra.servers import postgres_of

SEEDS: Final = 2000
TIMES: Final = 50
DAYS: Final = 1000
MULTIPLY: Final = (
    """
    create temporary table copies as
    select seed.id as seed, gen_random_uuid() as id, number,
        date '2022-01-01' + (random() * {days})::int as day
    from store.articles as seed, generate_series(2, {times}) as number
    """,
    """
    insert into store.articles ({articles})
    select {copied} from store.articles as seed join copies on copies.seed = seed.id
    """,
    """
    insert into store.article_entities
    select copies.id, {entities}
    from store.article_entities as seed join copies on copies.seed = seed.article_id
    """,
    """
    insert into store.links
    select copies.id, {links} from store.links as seed join copies on copies.seed = seed.article_id
    """,
    """
    insert into store.link_answers
    select copies.id, seed.version_at, seed.position, target.id, seed.method, seed.score
    from store.link_answers as seed join copies on copies.seed = seed.article_id
    join copies as target on target.seed = seed.target_id and target.number = copies.number
    """,
    """
    update store.article_entities set entity_id = 'country:' || upper(left(name, 2))
    where position = 0 and name ~ '^[A-Za-z]{{2}}'
    """,
    "analyze",
)


class Query(NamedTuple):
    """A question, and a query that gives what it may be asked of."""

    what: str
    sql: str
    of: str


SOME: Final = "select id from store.articles tablesample system (10) limit 50"
QUERIES: Final = (
    Query("one article, on one line", "select * from store.article_overview where id = $1", SOME),
    Query(
        "the article at an address",
        "select id, headline from store.articles where url = $1",
        "select url from store.articles tablesample system (10) limit 50",
    ),
    Query(
        "all of a day",
        "select id, headline from store.articles where date_published_day = $1",
        "select distinct date_published_day from store.articles limit 50",
    ),
    Query(
        "a language in a week",
        "select id, headline from store.articles where in_language = 'bg' "
        "and date_published_day between $1 and $1 + 6",
        "select distinct date_published_day from store.articles limit 50",
    ),
    Query(
        "a publisher, day by day, in a month",
        "select * from store.source_daily where source = $1 and day between '2023-01-01' and '2023-01-31'",
        "select distinct source from store.articles limit 50",
    ),
    Query(
        "words, the newest 20",
        "select id, headline from store.find_articles($1) order by date_published_day desc limit 20",
        "select distinct substring(headline from '\\w{5,}') from store.articles tablesample system (10) "
        "where headline ~ '\\w{5,}' limit 50",
    ),
    Query("who repeats it", "select * from store.copies where copy_of = $1", SOME),
    Query("links from and to it", "select * from store.article_links where article_id = $1", SOME),
    Query(
        "links of a publisher that wait, 100",
        "select * from store.pending_links where source = $1 limit 100",
        "select distinct source from store.articles limit 50",
    ),
    Query(
        "a thing with an id, by day",
        "select * from store.entity_timeline where entity_id = $1",
        "select entity_id from store.article_entities tablesample system (10) "
        "where entity_id is not null limit 50",
    ),
    Query(
        "a name, by day",
        "select * from store.entity_timeline where name = $1",
        "select name from store.article_entities tablesample system (10) limit 50",
    ),
    Query("its past versions", "select * from store.article_versions where article_id = $1", SOME),
    Query(
        "the dead letter of a submission",
        "select * from store.dead_letters where submission_id = $1",
        "select submission_id from store.articles tablesample system (10) limit 50",
    ),
    Query("every publisher", "select * from store.sources where $1 > 0", "select 1"),
)


class Answer(NamedTuple):
    """How long a query took, in seconds, and the indexes that it went by."""

    query: Query
    seconds: list[float]
    indexes: list[str]


async def fill(connection: "asyncpg.Connection[asyncpg.Record]", dsn: str, count: int) -> None:
    """Write articles, and multiply them."""
    await Bench("", dsn, connection).copy(articles(SEEDS))
    of_articles = [column async for column in _columns(connection, "articles")]
    changed = {
        "id": "copies.id",
        "submission_id": "gen_random_uuid()",
        "url": "seed.url || '/' || copies.number",
        "date_published_day": "copies.day",
        "copy_of": "case when random() < 0.1 then seed.id end",
    }
    entities = [name async for name in _columns(connection, "article_entities")]
    links = [name async for name in _columns(connection, "links")]
    lists = {
        "articles": ", ".join(of_articles),
        "copied": ", ".join(changed.get(column, f"seed.{column}") for column in of_articles),
        "entities": ", ".join(f"seed.{name}" for name in entities[1:]),
        "links": ", ".join(f"seed.{name}" for name in links[1:]),
    }
    for statement in MULTIPLY:
        await connection.execute(statement.format(**lists, days=DAYS, times=max(2, count // SEEDS)))


async def _columns(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> AsyncIterator[str]:
    query = (
        "select column_name from information_schema.columns where table_schema = 'store' "
        "and table_name = $1 and is_generated = 'NEVER' order by ordinal_position"
    )
    for row in await connection.fetch(query, table):
        yield row[0]


async def ask(connection: "asyncpg.Connection[asyncpg.Record]", query: Query) -> Answer:
    """Ask a query of several things."""
    found = [row[0] for row in await connection.fetch(query.of)]
    seconds = []
    for number in range(TIMES):
        started = time.perf_counter()
        await connection.fetch(query.sql, found[number % len(found)])
        seconds.append(time.perf_counter() - started)
    plan = await connection.fetchval(f"explain (format json) {query.sql}", found[0])
    return Answer(query, sorted(seconds), sorted(set(_indexes(json.loads(plan)))))


def _indexes(plan: object) -> Iterator[str]:
    if isinstance(plan, list):
        for part in plan:
            yield from _indexes(part)
    elif isinstance(plan, dict):
        if name := plan.get("Index Name"):
            yield re.sub(r"_\d{4}_\d\d_", "_", name)
        for part in plan.values():
            yield from _indexes(part)


async def run(count: int) -> Sequence[Answer]:
    """Fill, and ask."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"fsync": "off", "max_wal_size": "8GB", "shared_buffers": "1GB"}
        with postgres_of(Home(Path(folder) / "postgres"), settings) as server:
            await migrate(server.dsn())
            connection = await asyncpg.connect(server.dsn())
            await fill(connection, server.dsn(), count)
            answers = [await ask(connection, query) for query in QUERIES]
            await connection.close()
    return answers


def main() -> int:
    """Run the benchmark and print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.views", description=__doc__)
    parser.add_argument("--articles", type=int, default=200_000, help="how many (default 200000)")
    count = parser.parse_args().articles
    table = Table(title=f"{count} articles", title_justify="left")
    for column in ("question", "p50 ms", "p99 ms", "indexes"):
        table.add_column(column, justify="right" if column.endswith("ms") else "left")
    for query, seconds, indexes in asyncio.run(run(count)):
        p50, p99 = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
        table.add_row(query.what, f"{p50 * 1e3:.1f}", f"{p99 * 1e3:.1f}", ", ".join(indexes))
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
