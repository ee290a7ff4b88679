"""The SQL of a sweep of the link index, a few pages of a table at a time."""

from typing import Final

PAGES: Final = "select pg_relation_size($1::text::regclass) / current_setting('block_size')::integer"

_SWEPT_PAGES: Final = "old.ctid >= $2::tid and old.ctid < $3::tid"


def _sweep(table: str, *conditions: str) -> str:
    """Rows in use are left for the next time, so a sweep waits for nobody."""
    return f"""
        delete from enrich.{table} where ctid = any(array(
            select old.ctid from enrich.{table} as old
            where {" and ".join((_SWEPT_PAGES, *conditions))} for update skip locked
        ))
    """  # noqa: S608, our own names


SWEEP: Final = {
    # Locked like a look locks them, so that none is in the middle of a decision.
    "articles": f"""
        delete from enrich.articles where touched_at < $1 and id in (
            select id from (
                select id from enrich.articles as old where {_SWEPT_PAGES} and touched_at < $1 offset 0
            ) as old
            where pg_try_advisory_xact_lock(('x' || left(replace(id::text, '-', ''), 16))::bit(64)::bigint)
        )
    """,  # noqa: S608, our own names
    "keys": _sweep(
        "keys", "touched_at < $1", "not exists (select from enrich.articles where id = old.article_id)"
    ),
    "crowded": _sweep(
        "crowded", "touched_at < $1", "not exists (select from enrich.keys where key = old.key)"
    ),
    "texts": _sweep("texts", "touched_at < $1", "not exists (select from enrich.keys where key = old.key)"),
    "links": _sweep("links", "touched_at < $1"),
    "wanted": _sweep(
        "wanted", "touched_at < $1", "not exists (select from enrich.links where key = old.key)"
    ),
    "withdrawals": _sweep("withdrawals", "touched_at < $1"),
    "outcomes": _sweep("outcomes", "recorded_at < $1"),
}
"""Each takes the rows older than `$1` of the pages from `$2` up to `$3`, a position each."""

AT_ONCE: Final = {"articles": 16}
"""Pages of 8 KB, some 200 articles: Postgres has room for some thousand locks."""
AT_ONCE_ELSE: Final = 64
"""Some 4,000 rows, gone in 20 ms: whoever announces one of them waits for so long."""
