"""What store asks of Postgres, in SQL."""

from typing import Final

from services.store.tables import VersionRow

LOCK: Final = "select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as key"
KNOWN: Final = """
    select id, withdrawn_at, version_at, status, enricher_version, content_hash, message_rank
    from store.articles where id = any($1::uuid[])
"""
ANSWER_LINKS: Final = """
    insert into store.link_answers as known (article_id, version_at, position, target_id, method, score)
    select article_id, version_at, position, target_id, method::store.link_method, score
    from unnest($1::uuid[], $2::timestamptz[], $3::integer[], $4::uuid[], $5::text[], $6::float8[])
        as new (article_id, version_at, position, target_id, method, score)
    on conflict (article_id, version_at, position) do update
    set target_id = excluded.target_id, method = excluded.method, score = excluded.score
    where (excluded.method, excluded.score, excluded.target_id = known.article_id, known.target_id)
        > (known.method, known.score, known.target_id = known.article_id, excluded.target_id)
"""
ANSWER_COPIES: Final = """
    insert into store.copy_answers as known (article_id, version_at, copy_of, similarity, original_at)
    select * from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::float8[], $5::timestamptz[])
    on conflict (article_id, version_at) do update
    set copy_of = excluded.copy_of, similarity = excluded.similarity, original_at = excluded.original_at
    where (coalesce(excluded.original_at, 'infinity'), excluded.copy_of, known.similarity)
        < (coalesce(known.original_at, 'infinity'), known.copy_of, excluded.similarity)
"""
APPLY_COPIES: Final = """
    update store.articles as article
    set copy_of = answer.copy_of, similarity = answer.similarity, original_at = answer.original_at
    from (
        select article_id, version_at,
            nullif(copy_of, article_id) as copy_of, -- of itself: it is nobody's copy any more
            case when copy_of <> article_id then similarity end as similarity,
            case when copy_of <> article_id then original_at end as original_at
        from store.copy_answers
    ) as answer
    where article.id = any($1::uuid[]) and article.status = 'usable'
        and answer.article_id = article.id and answer.version_at = article.version_at
        and (article.copy_of, article.similarity, article.original_at)
            is distinct from (answer.copy_of, answer.similarity, answer.original_at)
"""

ADD_MONTHS: Final = "select store.add_month(day) from unnest($1::date[]) as day"
DISPLACE: Final = f"""
    insert into store.article_versions (article_id, {", ".join(VersionRow._fields[1:])})
    select id, {", ".join(VersionRow._fields[1:])} from store.articles where id = any($1::uuid[])
"""  # noqa: S608, our own names
KNOWN_PAST: Final = """
    select article_id, version_at, version_at, status, enricher_version, content_hash, message_rank
    from store.article_versions
    join unnest($1::uuid[], $2::timestamptz[]) as asked (article_id, version_at)
        using (article_id, version_at)
"""
FORGET_PAST: Final = """
    delete from store.article_versions as past
    using unnest($1::uuid[], $2::timestamptz[]) as asked (article_id, version_at)
    where past.article_id = asked.article_id and past.version_at = asked.version_at
"""
WITHDRAW: Final = """
    update store.articles as article set withdrawn_at = withdrawal.time
    from unnest($1::uuid[], $2::timestamptz[]) as withdrawal (id, time) where article.id = withdrawal.id
"""
ERASE_PAST: Final = """
    delete from store.article_versions as past
    using unnest($1::uuid[], $2::timestamptz[]) as withdrawal (id, time)
    where past.article_id = withdrawal.id and past.version_at <= withdrawal.time and past.status <> 'canceled'
"""
KEEP_LETTERS: Final = """
    insert into store.dead_letters
    select * from unnest(
        $1::text[], $2::timestamptz[], $3::bytea[], $4::bytea[], $5::jsonb[], $6::uuid[], $7::text[],
        $8::text[], $9::text[], $10::text[], $11::text[], $12::integer[], $13::bigint[], $14::uuid[],
        $15::integer[], $16::timestamptz[]
    )
    on conflict (place, dead_lettered_at) do nothing
"""
ERASE_LETTERS: Final = """
    update store.dead_letters as letter set value = null
    from store.articles as article
    where letter.article_id = any($1::uuid[]) and letter.value is not null
        and article.id = letter.article_id and article.withdrawn_at is not null
"""
