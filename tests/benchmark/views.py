"""How fast people's queries are on a table of many articles.

python -m tests.benchmark.views --articles 1000000

Twenty thousand articles made of real news are written by COPY and multiplied in Postgres under new ids, over
50 sources, 10 languages and 1,000 days; a fifth has a past version, a tenth a dead letter, and one in a
hundred was withdrawn once. Indexes are built afterwards, so this tells nothing of writing. Each query is
asked 50 times, each time of something else; beside its times stand the indexes of its plan. Times are those
of a warm cache as far as the memory reaches.
"""

import argparse
import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from services.store.database import migrate
from services.store.tables import VersionRow
from tests.benchmark.store_ways import Bench, articles
from tests.infra.servers import postgres_of, temporary_home

SETTINGS: Final = {
    "fsync": "off",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "1GB",
}
SEEDS: Final = 20_000
TIMES: Final = 50
DAYS: Final = 1000
LANGUAGES: Final = ("bg", "ru", "uk", "pl", "cs", "sr", "hr", "sl", "de", "en")
NEW_ID: Final = "md5({}::text || '/' || $1::text)::uuid"
MULTIPLIED: Final[Mapping[str, Mapping[str, str]]] = {
    "articles": {
        "id": NEW_ID.format("seed.id"),
        "submission_id": NEW_ID.format("seed.submission_id"),
        "url": "seed.url || '/' || $1::text",
        "date_published_day": "date '2022-01-01' + (random() * {days})::int",
        "copy_of": "case when random() < 0.1 then seed.id end",
        "in_language": f"(array{list(LANGUAGES)})[1 + $1::text::int % {len(LANGUAGES)}]",
        "withdrawn_at": "case when random() < 0.01 then seed.version_at end",
    },
    "article_entities": {"article_id": NEW_ID.format("seed.article_id")},
    "links": {"article_id": NEW_ID.format("seed.article_id")},
    "link_answers": {
        "article_id": NEW_ID.format("seed.article_id"),
        "target_id": NEW_ID.format("seed.target_id"),
    },
}
"""Of each table, the columns in which a copy differs from its original."""
KEYS_OF_SEEDS: Final = """
    update store.article_entities
    set entity_id = case
            when position = 0 and name ~ '^[A-Za-z]{2}' then 'country:' || upper(left(name, 2))
        end,
        key = 'name:' || lower(name)
"""
# Words are not split again for a copy, so the column is filled like any other.
PREPARE: Final = (
    "alter table store.articles alter column search drop expression",
    *(f"alter table store.{table} set unlogged" for table in MULTIPLIED),
)
_PAST: Final = ", ".join(VersionRow._fields[2:])
BESIDE: Final = (
    f"""
    select store.add_month(month::date)
    from generate_series(date '2022-01-01', date '2022-01-01' + {DAYS}, interval '1 month') as month
    """,  # noqa: S608, our own names
    f"""
    insert into store.article_versions (article_id, version_at, {_PAST})
    select id, date_published_day at time zone 'UTC', {_PAST} from store.articles
    where date_published_day between date '2022-01-01' and date '2022-01-01' + {DAYS} and random() < 0.2
    """,  # noqa: S608, our own names
    """
    insert into store.dead_letters
        (place, dead_lettered_at, value, headers, article_id, cause, submission_id, attempts)
    select '0/' || row_number() over (), date_published_day at time zone 'UTC',
        convert_to(left(article_body, 2000), 'UTF8'), '[]', id, 'refused-by-database', submission_id, 1
    from store.articles where random() < 0.1
    """,
)
"""What stands beside the articles."""
INDEXES: Final = """
    select index.relname as name, pg_get_indexdef(index.oid) as definition, held.conname as held_by,
        pg_get_constraintdef(held.oid) as constraint, relation.relname as table
    from pg_index
    join pg_class as index on index.oid = indexrelid
    join pg_class as relation on relation.oid = indrelid
    left join pg_constraint as held on held.conindid = indexrelid
    where relation.relnamespace = 'store'::regnamespace and relation.relname = any($1::text[])
"""


console = Console(width=140)


class Query(NamedTuple):
    """A question, and a query that gives what it may be asked of."""

    what: str
    sql: str
    of: str


SOME: Final = "select id from store.articles tablesample system (:percent) order by random() limit 50"
NAMES: Final = (
    "select name from store.article_entities tablesample system (:percent) order by random() limit 50"
)
QUERIES: Final = (
    Query("one article, on one line", "select * from store.article_overview where id = $1", SOME),
    Query(
        "the article at an address",
        "select id, headline from store.articles where url = $1",
        "select url from store.articles tablesample system (:percent) order by random() limit 50",
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
        "select distinct substring(headline from '\\w{5,}') from store.articles "
        "tablesample system (:percent) where headline ~ '\\w{5,}' limit 50",
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
        "select entity_id from store.article_entities tablesample system (:percent) "
        "where entity_id is not null order by random() limit 50",
    ),
    Query(
        "a name, by day",
        "select * from store.entity_timeline where name = $1",
        NAMES,
    ),
    Query("its past versions", "select * from store.article_versions where article_id = $1", SOME),
    Query(
        "the dead letter of a submission",
        "select * from store.dead_letters where submission_id = $1",
        "select submission_id from store.dead_letters order by random() limit 50",
    ),
    Query(
        "all about somebody, in all languages",
        "select distinct article.id, article.in_language, article.headline "
        "from store.article_entities as entity "
        "join store.articles as article on article.id = entity.article_id "
        "where entity.key = any (array(select key from store.entities where name = $1))",
        NAMES,
    ),
    Query(
        "who is named beside a country, in a month",
        "select mode() within group (order by other.name), count(*) from store.article_entities as country "
        "join store.article_entities as other using (article_id) "
        "join store.articles as article on article.id = article_id "
        "where country.entity_id = $1 and other.type = 'Organization' "
        "and article.date_published_day between '2024-05-01' and '2024-05-31' "
        "group by other.key order by 2 desc limit 20",
        "select entity_id from store.article_entities tablesample system (:percent) "
        "where entity_id is not null order by random() limit 50",
    ),
    Query(
        "agencies that a publisher credits",
        "select agency, count(*) from store.articles, unnest(info_sources) as agency "
        "where source = $1 group by agency order by 2 desc",
        "select distinct source from store.articles limit 50",
    ),
    Query("every publisher", "select * from store.sources where $1 > 0", "select 1"),
)


class Answer(NamedTuple):
    """How long a query took, in seconds, and the indexes that it went by."""

    query: Query
    seconds: list[float]
    indexes: list[str]


async def fill(
    connection: "asyncpg.Connection[asyncpg.Record]", dsn: str, count: int, progress: Progress
) -> None:
    """Write articles, and multiply them."""
    times = max(1, count // SEEDS)
    seeding = progress.add_task(f"{SEEDS} articles", total=1)
    await Bench("", dsn, connection).copy(articles(SEEDS))
    await connection.execute(KEYS_OF_SEEDS)
    for statement in PREPARE:
        await connection.execute(statement)
    indexes = await connection.fetch(INDEXES, list(MULTIPLIED))
    for index in indexes:
        await connection.execute(
            f"alter table store.{index['table']} drop constraint {index['held_by']}"
            if index["held_by"]
            else f"drop index store.{index['name']}"
        )
    for table in MULTIPLIED:
        await connection.execute(f"create temporary table seeds_{table} as table store.{table}")
    progress.advance(seeding)

    multiplying = progress.add_task(f"the same under new ids, {times} times", total=times - 1)
    statements = [await connection.prepare(await _multiply(connection, table)) for table in MULTIPLIED]
    for number in range(2, times + 1):
        for prepared in statements:
            await prepared.fetch(str(number))
        progress.advance(multiplying)

    beside = progress.add_task("past versions and dead letters", total=len(BESIDE))
    for statement in BESIDE:
        await connection.execute(statement)
        progress.advance(beside)

    indexing = progress.add_task("indexes", total=len(indexes) + 1)
    for index in indexes:
        await connection.execute(
            f"alter table store.{index['table']} add constraint {index['held_by']} {index['constraint']}"
            if index["held_by"]
            else index["definition"]
        )
        progress.advance(indexing)
    await connection.execute("vacuum (analyze, process_toast false)")
    progress.advance(indexing)


async def _multiply(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> str:
    query = (
        "select column_name from information_schema.columns where table_schema = 'store' "
        "and table_name = $1 order by ordinal_position"
    )
    columns = [row[0] for row in await connection.fetch(query, table)]
    new = ", ".join(MULTIPLIED[table].get(name, f"seed.{name}").format(days=DAYS) for name in columns)
    return f"insert into store.{table} select {new} from seeds_{table} as seed"  # noqa: S608, our own names


async def ask(connection: "asyncpg.Connection[asyncpg.Record]", query: Query, percent: float) -> Answer:
    """Ask a query of several things, which are drawn from so many percent of a table."""
    found = [row[0] for row in await connection.fetch(query.of.replace(":percent", str(percent)))]
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


@asynccontextmanager
async def filled(count: int, progress: Progress) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection to a Postgres with so many articles."""
    with temporary_home() as home, postgres_of(home, SETTINGS) as server:
        await migrate(server.dsn())
        connection = await asyncpg.connect(server.dsn())
        await fill(connection, server.dsn(), count, progress)
        yield connection
        await connection.close()


def progress_bars() -> Progress:
    """What is done, on stderr."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True, width=140))


async def run(count: int) -> Sequence[Answer]:
    """Fill, and ask."""
    answers = []
    with progress_bars() as progress:
        async with filled(count, progress) as connection:
            asking = progress.add_task("questions", total=len(QUERIES))
            for query in QUERIES:
                answers.append(await ask(connection, query, min(100.0, 1e6 / count)))
                progress.advance(asking)
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
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
