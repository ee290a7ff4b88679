"""The SQL of copies: who holds texts that are alike, and who is at one address."""

from typing import Final

from services.enrich.database.statements import USABLE

EARLIEST: Final = f"""
    select asked.key, found.first_at, found.article_id
    from unnest($1::uuid[]) as asked (key)
    cross join lateral (
        select held.first_at, held.article_id {USABLE} and held.kind = 'body'
        order by held.first_at, held.article_id limit 2
    ) as found
    order by asked.key, found.first_at, found.article_id
"""  # noqa: S608, made of the text above

TEXTS_LIKE: Final = """
    select text.key, text.bands, text.signature
    from unnest($1::text[]) as asked (bands)
    join enrich.texts as text on text.bands && asked.bands::integer[]
    limit $2
"""
"""One scan for each text: the index compares every key of a scan with every entry that it finds."""

SHARERS: Final = f"""
    select asked.key, found.article_id, found.last_at, found.recorded_at
    from unnest($1::uuid[]) as asked (key)
    cross join lateral (
        select held.article_id, held.last_at,
            case when article.details -> 'keys' ? replace(asked.key::text, '-', '')
                then article.version_at end as recorded_at
        {USABLE}
    ) as found
"""  # noqa: S608, made of the text above

RESIDENTS: Final = f"""
    select asked.key, found.first_at, found.article_id, found.last_at, found.version_at, found.kind
    from unnest($1::uuid[]) as asked (key)
    cross join lateral (
        select *, count(*) over () as residents
        from (
            select held.first_at, held.article_id, held.last_at, article.version_at, held.kind
            {USABLE} limit $2
        ) as first
    ) as found
    where found.residents > 1
"""  # noqa: S608, made of the text above
"""Of the addresses of a batch hardly any is that of two articles: only those come back."""

CROWDED: Final = "select key from enrich.crowded where key = any($1::uuid[])"

RECORD_CROWDED: Final = """
    insert into enrich.crowded (key) select key from unnest($1::uuid[]) as new (key) order by key
    on conflict do nothing
"""

ERASE_TEXTS: Final = """
    delete from enrich.texts as text
    where key = any($1::uuid[]) and not exists (select from enrich.keys where key = text.key)
"""
"""The fingerprint of a text that comes again at the same moment may go; word for word it is still found."""
