"""What each index of store is for: a question, its plan, and its time with the index and without.

python -m tests.benchmark.plans --articles 200000 > docs/indexes.md

The tables are those of `tests.benchmark.views`. An index is dropped in a transaction that is rolled back.
Shown are medians of a warm cache, and the plan of one question. It is an error where a plan has no use for
its index, as it may be in tables of a few thousand rows.
"""

import argparse
import asyncio
import re
import sys
import time
from collections.abc import Sequence
from inspect import cleandoc
from itertools import cycle, islice
from statistics import median
from typing import Any, Final, NamedTuple

import asyncpg

from services.store import statements
from tests.benchmark.views import filled, progress_bars

LIST: Final = re.compile(r"'\{([^,}]+),[^}]+\}'")
TIMES_WITH: Final = 25
TIMES_WITHOUT: Final = 5
"""Fewer, because one may take seconds."""


class Question(NamedTuple):
    """What an index is for: a query, and another one that gives what it may be asked of."""

    what: str
    sql: str
    of: str


QUESTIONS: Final = {
    "articles_by_day": Question(
        "The newest articles up to a day.",
        """
        select id, headline from store.articles
        where date_published_day <= $1 order by date_published_day desc limit 20
        """,
        "select date '2023-01-01' + number from generate_series(1, 50) as number",
    ),
    "articles_by_language": Question(
        "The articles of a week in a language.",
        """
        select id, headline from store.articles
        where in_language = 'bg' and date_published_day between $1 and $1 + 6
        """,
        "select date '2023-01-01' + number from generate_series(1, 50) as number",
    ),
    "articles_by_source": Question(
        "A publisher, day by day, in a month.",
        """
        select * from store.source_daily
        where source = $1 and day between '2023-01-01' and '2023-01-31'
        """,
        "select distinct source from store.articles limit 50",
    ),
    "articles_by_url": Question(
        "The article at an address.",
        "select id, headline from store.articles where url = $1",
        "select url from store.articles tablesample system (10) limit 50",
    ),
    "articles_by_original": Question(
        "Who repeats an article; `article_overview` counts them.",
        "select * from store.copies where copy_of = $1",
        "select copy_of from store.articles tablesample system (10) where copy_of is not null limit 50",
    ),
    "articles_by_words": Question(
        "The newest articles with a word.",
        "select id, headline from store.find_articles($1) order by date_published_day desc limit 20",
        """
        select distinct substring(headline from '\\w{5,}') from store.articles tablesample system (10)
        where headline ~ '\\w{5,}' limit 50
        """,
    ),
    "article_entities_by_id": Question(
        "On how many articles of each day something with an id is named.",
        "select * from store.entity_timeline where entity_id = $1",
        "select distinct entity_id from store.article_entities where entity_id is not null limit 50",
    ),
    "article_entities_by_key": Question(
        "All articles about somebody, in all languages and alphabets.",
        """
        select distinct article.id, article.in_language, article.headline
        from store.article_entities as entity
        join store.articles as article on article.id = entity.article_id
        where entity.key = any (array(select key from store.entities where name = $1))
        """,
        "select name from store.article_entities tablesample system (10) limit 50",
    ),
    "article_entities_by_name": Question(
        "On how many articles of each day a name is.",
        "select * from store.entity_timeline where name = $1",
        "select name from store.article_entities tablesample system (10) limit 50",
    ),
    "link_answers_by_target": Question(
        "Links from and to an article; `article_overview` counts them.",
        "select * from store.article_links where article_id = $1",
        "select id from store.articles tablesample system (10) limit 50",
    ),
    "dead_letters_by_submission": Question(
        "What could not be used of a submission.",
        "select * from store.dead_letters where submission_id = $1",
        "select submission_id from store.dead_letters limit 50",
    ),
    "dead_letters_by_article": Question(
        "What store does in each batch with a withdrawal: letters of its articles lose their text.",
        statements.ERASE_LETTERS,
        """
        select array_agg(id)
        from (select id, row_number() over () / 500 as batch from store.articles limit 5000) as found
        group by batch
        """,
    ),
}


class Part(NamedTuple):
    """What was found of an index."""

    name: str
    definition: str
    megabytes: float
    plan: str
    with_it: float
    without: float
    """Both in milliseconds."""


async def examined(connection: "asyncpg.Connection[asyncpg.Record]", index: str, question: Question) -> Part:
    """Ask the question with the index and without. Raises `ValueError` where the plan does not use it."""
    asked = [row[0] for row in await connection.fetch(question.of)]
    name = f"store.{index}"
    definition: str = await connection.fetchval("select pg_get_indexdef($1::regclass)", name)
    size: int = await connection.fetchval("select pg_relation_size($1::regclass)", name)
    with_it = await _milliseconds(connection, question.sql, list(islice(cycle(asked), TIMES_WITH)))
    plan = await _plan(connection, question.sql, asked[0])
    if index not in plan:
        raise ValueError(f"{index} is of no use to: {question.what}\n{plan}")
    change = connection.transaction()
    await change.start()
    await connection.execute(f"drop index {name}")
    without = await _milliseconds(connection, question.sql, list(islice(cycle(asked), TIMES_WITHOUT)))
    await change.rollback()
    return Part(index, definition, size / 1e6, plan, with_it, without)


async def _milliseconds(
    connection: "asyncpg.Connection[asyncpg.Record]", sql: str, asked: Sequence[Any]
) -> float:
    found = []
    for each in asked:
        question = connection.transaction()  # a question may be a statement that changes something
        await question.start()
        started = time.perf_counter()
        await connection.fetch(sql, each)
        found.append(time.perf_counter() - started)
        await question.rollback()
    return median(found) * 1e3


async def _plan(connection: "asyncpg.Connection[asyncpg.Record]", sql: str, asked: object) -> str:
    question = connection.transaction()
    await question.start()
    options = "analyze, costs off, timing off, summary off, buffers off"
    rows = await connection.fetch(f"explain ({options}) {sql}", asked)
    await question.rollback()
    return LIST.sub(r"'{\1, ...}'", "\n".join(row[0] for row in rows))


def page(count: int, rows: str, version: int, parts: Sequence[Part]) -> str:
    """The page of the documentation."""
    found = [
        "# Indexes",
        "",
        f"Written by `python -m tests.benchmark.plans --articles {count} > docs/indexes.md`",
        f"on Postgres {version}, with {rows},",
        "in a warm cache. Each index beside the primary keys has a question that it is there for, and what",
        "the answer takes with it and without: medians, each time of something else. Times are those of one",
        "machine and of what else it had to do; how many times faster an index makes the answer says more.",
        "",
        "| index | MB | with it, ms | without, ms | times |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| `{part.name}` | {part.megabytes:.1f} | {part.with_it:.2f} | {part.without:.1f} "
            f"| {part.without / part.with_it:,.0f} |"
            for part in parts
        ),
    ]
    for part in parts:
        question = QUESTIONS[part.name]
        found += [
            "",
            f"## {part.name}",
            "",
            question.what,
            "",
            "```sql",
            f"{cleandoc(question.sql)};",
            f"-- {part.definition}",
            "```",
            "",
            "```",
            part.plan,
            "```",
        ]
    return "\n".join([*found, ""])


async def report(connection: "asyncpg.Connection[asyncpg.Record]", count: int) -> str:
    """The page about these tables."""
    parts = [await examined(connection, index, question) for index, question in QUESTIONS.items()]
    rows = [
        f"{await connection.fetchval(f'select count(*) from store.{table}'):,} {what}"  # noqa: S608, our own names
        for table, what in (
            ("articles", "articles"),
            ("article_entities", "names"),
            ("links", "links"),
            ("dead_letters", "dead letters"),
        )
    ]
    return page(count, ", ".join(rows), connection.get_server_version().major, parts)


async def run(count: int) -> str:
    """Fill, ask, and give the page."""
    with progress_bars() as progress:
        async with filled(count, progress) as connection:
            return await report(connection, count)


def main() -> int:
    """Print the page; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.plans", description=__doc__)
    parser.add_argument("--articles", type=int, default=200_000, help="how many (default 200000)")
    sys.stdout.write(asyncio.run(run(parser.parse_args().articles)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
