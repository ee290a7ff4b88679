"""A link index as large as after a year: real news related, then its rows again under other names.

The rows of `REAL` articles stand in the index as often as it takes, each time with other addresses, texts and
titles, as hashes have it: all keys and bands are hashed anew with the number of the round, except one band of
each title, which stays the same in `ROUNDS_ALIKE` rounds. So a publisher has ten times the articles and each
title has some like it. A quarter of the rounds is older than the sweep allows.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import asyncpg
from psutil import Process
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.enrich.database import PostgresIndex, migrate
from services.enrich.sweeping import Cutoffs
from services.runtime.settings import PostgresSettings
from tests.benchmark.relating import Rate, articles, kept_bytes, rate, servers

REAL: Final = 2_000
FRESH: Final = 2_000
"""Related when the index is full, and again beside a sweep."""
ROUNDS_ALIKE: Final = 10
OLD: Final = timedelta(days=400)
KEPT: Final = timedelta(days=365)

_HELPERS: Final = f"""
    create function pg_temp.other(uuid, integer) returns uuid immutable
        return md5($1::text || $2)::uuid;
    create function pg_temp.bands(bigint[], integer) returns bigint[] immutable
        return array(
            select case when place > 1 then hashint8extended(band, $2)
                when $2 < {ROUNDS_ALIKE} then band else hashint8extended(band, -($2 / {ROUNDS_ALIKE})) end
            from unnest($1) with ordinality as given (band, place)
        );
    create function pg_temp.text_bands(integer[], integer) returns integer[] immutable
        return array(select hashint4(band # $2) from unnest($1) as band);
"""  # noqa: S608, our own number
_COLUMNS: Final = {
    "articles": "id, version_at, content_hash, enricher_version, owner, last_seen_at, version, source, "
    "details",
    "keys": "key, article_id, kind, first_at, last_at, title, bands, dated, body, has_address",
    "texts": "key, bands, signature",
    "links": "version, article_id, version_at, position, key, method, dated",
    "wanted": "key, title, bands",
}
_OTHER: Final = dict.fromkeys(
    ("id", "key", "article_id", "body", "owner", "version"), "pg_temp.other({column}, $1)"
)
_OUTCOMES: Final = """
    insert into enrich.outcomes (partition, "offset", submission_id, article_id, outcome, recorded_at)
    select partition, "offset" + 1000000::bigint * $1::integer, pg_temp.other(submission_id, $1),
        pg_temp.other(article_id, $1), outcome, $2::timestamptz
    from real_outcomes
"""


class Stage(NamedTuple):
    """What relating takes with so much in the index."""

    name: str
    rate: Rate
    bytes_each: float


async def stages(dsn: str, count: int) -> list[Stage]:
    """With few articles in the index, with `count`, and with `count` while a sweep forgets a quarter."""
    read = articles(REAL + 2 * FRESH, "latest")
    connection = await asyncpg.connect(dsn)
    await connection.execute("drop schema if exists enrich cascade")
    await migrate(dsn)
    settings = PostgresSettings.model_validate({"dsn": dsn, "pool_size": 1})
    try:
        async with PostgresIndex(settings) as index, PostgresIndex(settings) as sweeper:
            few = await rate(index, read[:REAL], await _workers(index, connection))
            few_bytes = await kept_bytes(connection) / REAL
            await fill(connection, count)
            many_bytes = await kept_bytes(connection) / count
            processes = await _workers(index, connection)
            many = await rate(index, read[REAL : REAL + FRESH], processes, REAL)
            now = datetime.now(UTC)
            sweep = asyncio.create_task(sweeper.sweep(Cutoffs(*[now - KEPT] * 3)))
            swept = await rate(index, read[REAL + FRESH :], processes, REAL + FRESH)
            still = "" if sweep.done() else ", not done when all were related"
            gone = (await sweep)["articles"]
    finally:
        await connection.close()
    return [
        Stage(f"{REAL:,}", few, few_bytes),
        Stage(f"{count:,}", many, many_bytes),
        Stage(f"{count:,}, a sweep takes {gone:,}{still}", swept, many_bytes),
    ]


async def _workers(index: PostgresIndex, connection: "asyncpg.Connection[asyncpg.Record]") -> list[Process]:
    """The processes that relate; the index closes a connection that it has not used for some minutes."""
    await index.check()
    return [Process(), *await servers(connection)]


async def fill(connection: "asyncpg.Connection[asyncpg.Record]", count: int) -> None:
    """Repeat what is there until there are so many articles, without indexes, which are made afterwards."""
    rounds = -(-count // REAL)
    await connection.execute(_HELPERS)
    for table in (*_COLUMNS, "outcomes"):
        await connection.execute(f"create temporary table real_{table} as table enrich.{table}")
    await connection.execute("set maintenance_work_mem = '512MB'; set synchronous_commit = off")
    indexes = await _drop_indexes(connection)
    with _progress() as progress:
        filling = progress.add_task("filling", total=count)
        now = datetime.now(UTC)
        for number in range(1, rounds):
            touched = now - OLD if number % 4 == 0 else now
            for table in _COLUMNS:
                await connection.execute(_again(table), number, touched)
            await connection.execute(_OUTCOMES, number, touched)
            progress.update(filling, completed=number * REAL)
        progress.update(filling, completed=count)
        for statement in progress.track(indexes, description="indexes"):
            await connection.execute(statement)
    await connection.execute("analyze")


def _again(table: str) -> str:
    columns = _COLUMNS[table]
    bands = "pg_temp.text_bands" if table == "texts" else "pg_temp.bands"
    selected = [
        f"{bands}(bands, $1)" if column == "bands" else _OTHER.get(column, column).format(column=column)
        for column in columns.split(", ")
    ]
    return f"""
        insert into enrich.{table} ({columns}, touched_at)
        select {", ".join(selected)}, $2::timestamptz from real_{table}
    """  # noqa: S608, our own names


async def _drop_indexes(connection: "asyncpg.Connection[asyncpg.Record]") -> list[str]:
    """The statements that make them again."""
    keys = await connection.fetch(
        "select conrelid::regclass::text as place, conname, pg_get_constraintdef(oid) as definition "
        "from pg_constraint where contype = 'p' and connamespace = 'enrich'::regnamespace "
        "and conrelid <> 'enrich.migrations'::regclass"
    )
    others = await connection.fetch(
        "select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index "
        "join pg_class on pg_class.oid = indrelid "
        "where relnamespace = 'enrich'::regnamespace and not indisprimary"
    )
    for row in keys:
        await connection.execute(f"alter table {row['place']} drop constraint {row['conname']}")
    for row in others:
        await connection.execute(f"drop index {row['name']}")
    return [
        *(f"alter table {row['place']} add constraint {row['conname']} {row['definition']}" for row in keys),
        *(row["definition"] for row in others),
    ]


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        yield progress
