"""The SQL that fills an empty link index again (`services.enrich.reindex`)."""

from typing import Final

BEGIN: Final = """
    lock table enrich.articles in access exclusive mode;
    create temporary table answers (
        article_id uuid, version_at timestamptz, position integer, target_id uuid, method text,
        enricher_version text, revision integer
    ) on commit drop
"""
"""Every batch of a worker begins with a look at the articles, so none goes on before the filling is over."""

IS_FILLED: Final = """
    select exists (select from enrich.articles) or exists (select from enrich.keys)
        or exists (select from enrich.links) or exists (select from enrich.withdrawals)
        or exists (select from enrich.texts) or exists (select from enrich.wanted)
"""

ANSWER: Final = """
    insert into answers
    select * from unnest(
        $1::uuid[], $2::timestamptz[], $3::integer[], $4::uuid[], $5::text[], $6::text[], $7::integer[]
    )
"""

FINISH: Final = (
    "set local enable_seqscan = on",
    "set local enable_hashjoin = on",
    """
    with added as (
        insert into enrich.keys (key, article_id, kind, first_at, last_at)
        select distinct link.key, target.id, case link.method when 'url' then 'address' else link.method end,
            target.version_at, target.version_at
        from answers as answer
        join enrich.articles as holder
            on (holder.id, holder.version_at) = (answer.article_id, answer.version_at)
            and holder.enricher_version = coalesce(answer.enricher_version, holder.enricher_version)
        join enrich.links as link on (link.version, link.position, link.method)
            = (holder.version, answer.position, answer.method)
        join enrich.articles as target on target.id = answer.target_id and target.content_hash <> ''
            and target.id <> holder.id
        on conflict do nothing
        returning key, article_id
    )
    update enrich.articles as article
    set details = jsonb_set(details, '{keys}', coalesce(details -> 'keys', '[]') || new.keys)
    from (
        select article_id, jsonb_agg(replace(key::text, '-', '')) as keys from added group by article_id
    ) as new
    where article.id = new.article_id
    """,
    """
    update enrich.links as link
    set revision = answer.revision
    from (
        select article_id, version_at, position, enricher_version, max(revision) as revision
        from answers where revision > 0
        group by article_id, version_at, position, enricher_version
    ) as answer
    join enrich.articles as holder
        on (holder.id, holder.version_at) = (answer.article_id, answer.version_at)
        and holder.enricher_version = coalesce(answer.enricher_version, holder.enricher_version)
    where (link.version, link.position) = (holder.version, answer.position)
    """,
    """
    delete from enrich.withdrawals as withdrawal
    using enrich.keys as held join enrich.articles as article on article.id = held.article_id
    where held.key = withdrawal.key and article.content_hash <> '' and article.last_seen_at <= withdrawal.at
    """,
)
"""Under what links led to it an article is found, also where that was a headline that it has no more.

The second one: what is said of a link from now on is of the revision in which it was answered last.

The last one: an article that is there was not withdrawn, so no withdrawal named an address of it. Its owner
may come again, and must not be taken for what was withdrawn.
"""
