"""Topics against tables: what should be stored, as rows of temporary tables, and the differences."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from services.runtime.errors import PermanentError
from services.store.database import Session
from services.store.message import Record, decode
from services.store.rows import Rows, rows_of_one
from services.store.statements import is_open

TABLES: Final = """
    create temporary table expected_articles (
        id uuid, version_at timestamptz, canceled boolean, enricher text collate "C",
        content_hash text collate "C", message_rank bytea
    ) on commit drop;
    create temporary table expected_answers (
        article_id uuid, version_at timestamptz, position integer, target_id uuid, method store.link_method,
        score double precision, enricher_version text, revision integer
    ) on commit drop;
    create temporary table expected_copies (
        article_id uuid, version_at timestamptz, copy_of uuid, similarity double precision,
        original_at timestamptz, method store.copy_method
    ) on commit drop;
"""
DIFFERENCES: Final = f"""
    with articles as (
        select distinct on (id) * from expected_articles
        order by id, version_at desc, canceled desc, enricher desc, content_hash desc, message_rank desc
    ),
    answers as (
        select distinct on (article_id, version_at, position, enricher_version) * from expected_answers
        order by
            article_id, version_at, position, enricher_version,
            revision desc, method desc, score desc, target_id = article_id desc, target_id
    ),
    copies as (
        select distinct on (article_id, version_at, method) * from expected_copies as answer
        order by
            article_id, version_at, method, {is_open("answer")} desc, original_at, copy_of, similarity desc
    ),
    different as (
        select
            case
                when stored.id is null then 'missing'
                when stored.version_at < expected.version_at then 'older'
                else 'other'
            end as kind, expected.id, expected.version_at
        from articles as expected left join store.articles as stored using (id)
        where (stored.version_at, stored.status = 'canceled', stored.content_hash, stored.message_rank)
            is distinct from
            (expected.version_at, expected.canceled, expected.content_hash, expected.message_rank)
    )
    select
        case when exists (select from store.dead_letters where article_id = different.id)
            then 'dead-letter' else kind end as kind,
        id, version_at
    from different
    union all
    select 'not-on-topic', id, stored.version_at from store.articles as stored
    where not exists (select from expected_articles as expected where expected.id = stored.id)
    union all
    select 'link', article_id, version_at from answers as expected
    where not exists (
        select from store.link_answers as stored
        where (stored.article_id, stored.version_at, stored.position)
            = (expected.article_id, expected.version_at, expected.position)
            -- Of an answer that does not say it, a migration has filled it in.
            and expected.enricher_version in ('', stored.enricher_version)
            and (
                stored.revision, stored.method, stored.score, stored.target_id = stored.article_id,
                expected.target_id
            ) >= (
                expected.revision, expected.method, expected.score,
                expected.target_id = expected.article_id, stored.target_id
            )
    )
    union all
    select 'copy', article_id, version_at from copies as expected
    where not exists (
        select from store.copy_answers as stored
        where (stored.article_id, stored.version_at, stored.method)
            = (expected.article_id, expected.version_at, expected.method)
            and ({is_open("expected")}, coalesce(stored.original_at, 'infinity'), stored.copy_of,
                coalesce(expected.similarity, 0))
                <= ({is_open("stored")}, coalesce(expected.original_at, 'infinity'), expected.copy_of,
                    coalesce(stored.similarity, 0))
    )
    order by 1, 2, 3
"""  # noqa: S608, our own text

MEANINGS: Final = {
    "missing": "on the topic and not in store.articles (yet: is there lag?)",
    "older": "store.articles has an older version (yet: is there lag?)",
    "other": "store.articles has another content of the same version, or a newer version that the topic lost",
    "dead-letter": "could not be stored as it is on the topic; store.dead_letters says why",
    "not-on-topic": "in store.articles and not on the topic",
    "link": "a link leads to a worse target than the topics know, or to none",
    "copy": "a copy has a worse original than the topics know, or none",
}


class Expected(NamedTuple):
    """Rows for the temporary tables."""

    expected_articles: list[tuple[object, ...]]
    expected_answers: list[tuple[object, ...]]
    expected_copies: list[tuple[object, ...]]


class Difference(NamedTuple):
    """One difference; `kind` is a key of `MEANINGS`."""

    kind: str
    article_id: UUID
    version_at: object


def expected(records: Iterable[Record]) -> Expected:
    """What store has to know after these messages; those that it cannot read are left out."""
    parts = [part for part in map(_rows, records) if part]
    return Expected(
        [(row.id, *row.version) for part in parts for row in (article.row for article in part.articles)],
        [tuple(answer) for part in parts for answer in part.link_answers],
        [tuple(answer) for part in parts for answer in part.copy_answers],
    )


async def differences(session: Session, batches: AsyncIterator[list[Record]]) -> list[Difference]:
    """What the tables lack or have otherwise, sorted by kind and article.

    The tables are seen as they were before the topics were read, so nothing that comes meanwhile looks as
    if the topics lacked it.
    """
    async with session.transaction(isolation="repeatable_read"):
        await session.execute(TABLES)
        async for records in batches:
            for table, rows in expected(records)._asdict().items():
                if rows:
                    await session.copy_records_to_table(table, records=rows)
        return [Difference(*row) for row in await session.fetch(DIFFERENCES)]


def summary(differences: Sequence[Difference], named: int) -> list[str]:
    """Lines that say how many differences there are of each kind, and name the first ones."""
    lines: list[str] = []
    for kind, meaning in MEANINGS.items():
        found = [each for each in differences if each.kind == kind]
        if found:
            lines.append(f"{len(found):>7}  {kind}: {meaning}")
            lines += [f"         {each.article_id}  {each.version_at}" for each in found[:named]]
    return [*lines, f"{len(differences)} differences"]


def _rows(record: Record) -> Rows | None:
    try:
        return rows_of_one(decode(record))
    except PermanentError:
        return None
