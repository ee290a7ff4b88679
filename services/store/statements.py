"""What store asks of Postgres, in SQL."""

from typing import Final

from services.store.tables import VersionRow


def is_open(answer: str) -> str:
    """In SQL, whether an answer takes all by address back (`schemas.link_resolved.CopyFound.is_open`)."""
    return (
        f"({answer}.method = 'address' and {answer}.copy_of = {answer}.article_id"
        f" and {answer}.original_at is null)"
    )


LOCK: Final = "select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as key"
KNOWN: Final = """
    select id, withdrawn_at, version_at, status, enricher_version, content_hash, message_rank
    from store.articles where id = any($1::uuid[])
"""
ANSWER_LINKS: Final = """
    insert into store.link_answers as known (
        article_id, version_at, position, target_id, method, score, enricher_version, revision
    )
    select
        article_id, version_at, position, target_id, method::store.link_method, score, enricher_version,
        revision
    from unnest(
        $1::uuid[], $2::timestamptz[], $3::integer[], $4::uuid[], $5::text[], $6::float8[], $7::text[],
        $8::integer[]
    ) as new (article_id, version_at, position, target_id, method, score, enricher_version, revision)
    on conflict (article_id, version_at, position, enricher_version) do update
    set target_id = excluded.target_id, method = excluded.method, score = excluded.score,
        revision = excluded.revision
    where (
        excluded.revision, excluded.method, excluded.score, excluded.target_id = known.article_id,
        known.target_id
    ) > (known.revision, known.method, known.score, known.target_id = known.article_id, excluded.target_id)
"""
ANSWER_COPIES: Final = f"""
    insert into store.copy_answers as known (
        article_id, version_at, copy_of, similarity, original_at, method
    )
    select article_id, version_at, copy_of, similarity, original_at, method::store.copy_method
    from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::float8[], $5::timestamptz[], $6::text[])
        as new (article_id, version_at, copy_of, similarity, original_at, method)
    on conflict (article_id, version_at, method) do update
    set copy_of = excluded.copy_of, similarity = excluded.similarity, original_at = excluded.original_at
    where ({is_open("known")}, coalesce(excluded.original_at, 'infinity'), excluded.copy_of,
            coalesce(known.similarity, 0))
        < ({is_open("excluded")}, coalesce(known.original_at, 'infinity'), known.copy_of,
            coalesce(excluded.similarity, 0))
"""  # noqa: S608, made of the text above
APPLY_COPIES: Final = f"""
    update store.articles as article
    set copy_of = answer.copy_of, similarity = answer.similarity, original_at = answer.original_at,
        copy_method = answer.method
    from (
        select best.article_id, best.version_at,
            case when is_copy then best.copy_of end as copy_of, -- else of itself: it is nobody's
            case when is_copy then coalesce(best.similarity, other.similarity) end as similarity,
            case when is_copy then best.original_at end as original_at,
            case when is_copy then greatest(best.method, other.method) end as method
        from (
            select distinct on (article_id, version_at) *, copy_of <> article_id as is_copy
            from store.copy_answers as answer
            where article_id = any($1::uuid[])
            order by article_id, version_at, {is_open("answer")}, coalesce(original_at, 'infinity'),
                copy_of, method desc
        ) as best
        left join store.copy_answers as other
            on (other.article_id, other.version_at, other.copy_of)
                = (best.article_id, best.version_at, best.copy_of) and other.method <> best.method
    ) as answer
    where article.id = any($1::uuid[]) and article.status = 'usable'
        and answer.article_id = article.id and answer.version_at = article.version_at
        and (article.copy_of, article.similarity, article.original_at, article.copy_method)
            is distinct from (answer.copy_of, answer.similarity, answer.original_at, answer.method)
"""  # noqa: S608, made of the text above
"""The earlier original of the two methods stands, of one and the same the method `address`."""

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
