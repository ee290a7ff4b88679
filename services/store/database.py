"""Postgres: the only module of store that imports asyncpg."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Self, TypeAlias
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from services.runtime import postgres
from services.runtime.settings import PostgresSettings
from services.store import comments
from services.store.rows import Rows, winners
from services.store.tables import ArticleRow, CopyAnswer, EntityRow, LinkAnswer, LinkRow, Version

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"

SCHEMA: Final = "store"
STATEMENT_SECONDS: Final = 30.0
"""A batch of 500 takes a fraction of a second; a statement without an answer for so long has none."""

# Of the same key in the same database enrich takes locks too; these bits keep the two apart.
_LOCK_SALT: Final = 0x73746F7265  # "store"

_LOCK: Final = "select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as key"
_KNOWN: Final = """
    select id, version_at, status, enricher_version, content_hash, message_rank
    from store.articles where id = any($1::uuid[])
"""
_ANSWER_LINKS: Final = """
    insert into store.link_answers as known (article_id, version_at, position, target_id, method, score)
    select article_id, version_at, position, target_id, method::store.link_method, score
    from unnest($1::uuid[], $2::timestamptz[], $3::integer[], $4::uuid[], $5::text[], $6::float8[])
        as new (article_id, version_at, position, target_id, method, score)
    on conflict (article_id, version_at, position) do update
    set target_id = excluded.target_id, method = excluded.method, score = excluded.score
    where (excluded.method, excluded.score, known.target_id)
        > (known.method, known.score, excluded.target_id)
"""
_ANSWER_COPIES: Final = """
    insert into store.copy_answers as known (article_id, version_at, copy_of, similarity)
    select * from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::float8[])
    on conflict (article_id, version_at) do update
    set copy_of = excluded.copy_of, similarity = excluded.similarity
    where (excluded.similarity, known.copy_of) > (known.similarity, excluded.copy_of)
"""
_APPLY_COPIES: Final = """
    update store.articles as article set copy_of = answer.copy_of, similarity = answer.similarity
    from store.copy_answers as answer
    where article.id = any($1::uuid[]) and article.status = 'usable'
        and answer.article_id = article.id and answer.version_at = article.version_at
        and (article.copy_of, article.similarity) is distinct from (answer.copy_of, answer.similarity)
"""


async def migrate(dsn: str) -> list[str]:
    """Bring the schema up to date and describe its columns; the names of what was applied."""
    applied = await postgres.migrate(dsn, SCHEMA, Path(__file__).parent / "migrations")
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(";\n".join(comments.statements()))
    finally:
        await connection.close()
    return applied


class Database:
    """The schema `store`. Its methods raise `TransientError` while Postgres is away."""

    def __init__(self, settings: PostgresSettings) -> None:
        self._pool = postgres.create_pool(settings, "store", statement_seconds=STATEMENT_SECONDS)

    async def __aenter__(self) -> Self:
        """Ready to connect."""
        await self._pool
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._pool.close()

    async def check(self) -> None:
        """Return when the tables answer. Raises `RuntimeError` where there are none."""
        await postgres.check_table(self._pool, "store.articles", "store")

    async def write(self, rows: Rows) -> Counter[str]:
        """Write a batch in one transaction and return the number of rows by kind.

        Raises `PermanentError` (`refused-by-database`) when a row is at fault; nothing is written then.
        """
        with postgres.error_families(stage="write", constraints_refuse=True):
            async with self._pool.acquire() as connection, connection.transaction():
                return await _write(connection, rows)


async def _write(connection: Connection, rows: Rows) -> Counter[str]:
    # One writer per article at a time, everybody in the same order. What is read below stays true
    # until the commit, and an answer never passes its article unseen.
    ids = rows.ids()
    await connection.execute(_LOCK, sorted(map(_lock_key, ids)))
    known = await _known(connection, [article.row.id for article in rows.articles])
    new = winners(rows.articles, known)
    await _erase(connection, [article.row.id for article in new if article.row.id in known])
    written = Counter(
        article=await _copy(connection, "articles", ArticleRow, (article.row for article in new)),
        entity=await _copy(
            connection, "entities", EntityRow, (row for article in new for row in article.entities)
        ),
        link=await _copy(connection, "links", LinkRow, (row for article in new for row in article.links)),
        link_answer=await _answer(connection, _ANSWER_LINKS, rows.link_answers),
        copy_answer=await _answer(connection, _ANSWER_COPIES, rows.copy_answers),
    )
    await connection.execute(_APPLY_COPIES, ids)
    return written


async def _known(connection: Connection, ids: list[UUID]) -> Mapping[UUID, Version]:
    return {row["id"]: Version.of(*tuple(row)[1:]) for row in await connection.fetch(_KNOWN, ids)}


async def _erase(connection: Connection, ids: list[UUID]) -> None:
    """Delete what a newer version replaces."""
    if ids:
        for table, column in (("articles", "id"), ("entities", "article_id"), ("links", "article_id")):
            # S608: the names are ours
            await connection.execute(f"delete from store.{table} where {column} = any($1::uuid[])", ids)  # noqa: S608


async def _copy(
    connection: Connection,
    table: str,
    shape: type[ArticleRow | EntityRow | LinkRow],
    rows: Iterable[NamedTuple],
) -> int:
    records = list(rows)
    if records:
        await connection.copy_records_to_table(
            table, schema_name=SCHEMA, columns=shape._fields, records=records
        )
    return len(records)


async def _answer(connection: Connection, statement: str, answers: Sequence[LinkAnswer | CopyAnswer]) -> int:
    if not answers:
        return 0
    columns = (list(column) for column in zip(*answers, strict=True))
    return int((await connection.execute(statement, *columns)).rpartition(" ")[2])  # "INSERT 0 7"


def _lock_key(article_id: UUID) -> int:
    return int.from_bytes(article_id.bytes[:8], "big", signed=True) ^ _LOCK_SALT
