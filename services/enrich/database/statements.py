"""The SQL of the link index. Each statement takes arrays, one per column: a batch is a few statements."""

from typing import Final

from services.enrich.relate.index import CANDIDATES, NAMESAKES, WANTED_AT_ONCE

ANNOUNCE_KEYS: Final = """
    insert into enrich.keys as known (
        key, article_id, kind, first_at, last_at, title, bands, dated, body, has_address
    )
    select key, article_id, min(kind), min(since), max(at), (array_agg(title order by at desc))[1],
        (array_agg(bands order by at desc))[1]::bigint[], min(dated), (array_agg(body order by at desc))[1],
        bool_or(has_address)
    from (
        select key, kind, title, bands, ($1::uuid[])[of] as article_id, ($2::timestamptz[])[of] as since,
            ($3::timestamptz[])[of] as at, ($4::timestamptz[])[headed] as dated, ($5::uuid[])[headed] as body,
            ($6::boolean[])[headed] as has_address
        from unnest(
            $7::text::integer[], $8::text::integer[], $9::uuid[], $10::text::text[], $11::text::text[],
            $12::text::text[]
        ) as own (of, headed, key, kind, title, bands)
    ) as new
    group by key, article_id
    order by key, article_id
    on conflict (key, article_id) do update
    set first_at = least(known.first_at, excluded.first_at),
        last_at = greatest(known.last_at, excluded.last_at),
        title = coalesce(known.title, excluded.title),
        bands = coalesce(known.bands, excluded.bands),
        dated = least(known.dated, excluded.dated),
        body = case when excluded.last_at > known.last_at then excluded.body else known.body end,
        has_address = coalesce(known.has_address, false) or excluded.has_address,
        touched_at = now()
    where excluded.first_at < known.first_at or excluded.last_at > known.last_at
        or excluded.dated < known.dated
        or known.bands is null and excluded.bands is not null
"""
"""Three arrays are of articles, three of headings, the others of keys; `of` and `headed` are places in the
former, from 1; at place 0 there is nothing. Arrays of arrays have one length in SQL, so bands come as text,
`{1,2}`."""

ANNOUNCE_TEXTS: Final = """
    insert into enrich.texts as known (key, bands, signature)
    select key, bands::integer[], signature
    from unnest($1::uuid[], $2::text[], $3::bytea[]) as new (key, bands, signature)
    order by key
    on conflict (key) do update set touched_at = now() where known.touched_at < now() - interval '1 day'
"""

ANNOUNCE_LINKS: Final = """
    insert into enrich.links as known (
        version, article_id, version_at, dated, enricher_version, position, key, method
    )
    select ($1::uuid[])[of], ($2::uuid[])[of], ($3::timestamptz[])[of], ($4::timestamptz[])[of],
        ($5::text[])[of], position, key, method
    from unnest(
        $6::text::integer[], $7::text::integer[], $8::uuid[], $9::text::text[]
    ) as link (of, position, key, method)
    order by 1, position, key
    on conflict (version, position, key) do update set dated = excluded.dated
    where excluded.dated < known.dated
"""
"""The first five arrays are of versions, the others of links; `of` is the place of its version, from 1."""

BEGIN_ANNOUNCE: Final = """
    select set_config('synchronous_commit', 'off', true),
        pg_advisory_xact_lock_shared(hashtext('enrich.wanted'))
"""
"""What is announced need not be on the disk before the look that comes of it, whose commit puts it there too.

The lock keeps what is waited for from being forgotten meanwhile; those who announce go on side by side.
"""

OWN_WANTED: Final = "select pg_advisory_xact_lock(hashtext('enrich.wanted'))"
"""Before anything else is written: who announces may wait for those rows."""

ANNOUNCE_WANTED: Final = """
    insert into enrich.wanted (key, title, bands)
    select distinct on (key) key, title, bands::bigint[]
    from unnest($1::uuid[], $2::text::text[], $3::text::text[]) as new (key, title, bands)
    where not exists (
        select from enrich.wanted as known
        where known.key = new.key and known.touched_at > now() - interval '1 day'
    )
    order by key
    on conflict (key) do update set touched_at = now()
"""

ANNOUNCE_WITHDRAWALS: Final = """
    insert into enrich.withdrawals as known (key, at, submission_id)
    select distinct on (key) key, at, submission_id
    from unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) as new (key, at, submission_id)
    order by key, at desc
    on conflict (key) do update
    set at = excluded.at, submission_id = excluded.submission_id, touched_at = now()
    where excluded.at > known.at
"""

BEGIN_LOOK: Final = "select pg_advisory_xact_lock_shared(hashtext('enrich.look'))"
BEGIN_ALONE: Final = "select pg_advisory_xact_lock(hashtext('enrich.look'))"
"""Before any other lock, and never after the shared one."""

LOCK: Final = "select pg_advisory_xact_lock(key) from unnest($1::bigint[]) as key"
"""The keys come sorted, so that no two looks wait for each other."""

KNOWN: Final = """
    select id, version_at, content_hash, enricher_version, owner, last_seen_at, withdrawn_at, source, details
    from enrich.articles where id = any($1::uuid[])
"""

WITHDRAWN: Final = "select key, at, submission_id from enrich.withdrawals where key = any($1::uuid[])"

HELD: Final = "select key, article_id from enrich.keys where key = any($1::uuid[])"

USABLE: Final = """
    from enrich.keys as held
    left join enrich.articles as article on article.id = held.article_id
    where held.key = asked.key and (
        article.withdrawn_at is null or held.last_at > article.withdrawn_at
        or held.last_at = article.version_at and article.last_seen_at > article.withdrawn_at
    )
"""

HOLDERS: Final = f"""
    select asked.key, found.article_id
    from unnest($1::uuid[]) as asked (key)
    cross join lateral (select held.article_id {USABLE} order by held.article_id limit 2) as found
    order by asked.key, found.article_id
"""  # noqa: S608, made of the text above

_HEADED: Final = """
    select held.article_id, coalesce(held.title, '') as title, coalesce(held.dated, held.first_at) as dated,
        held.body, coalesce(held.has_address, true) as has_address
"""

TITLED: Final = f"""
    select asked.key, found.*
    from unnest($1::uuid[]) as asked (key)
    cross join lateral ({_HEADED} {USABLE} limit {2 * NAMESAKES}) as found
"""  # noqa: S608, made of the text above

ALIKE: Final = f"""
    select asked.key, found.*
    from unnest($1::uuid[], $2::text::text[]) as asked (key, bands)
    cross join lateral (
        {_HEADED} {USABLE.replace("held.key = asked.key", "held.bands && asked.bands::bigint[]")}
        limit {CANDIDATES + 1}
    ) as found
"""  # noqa: S608, made of the text above

WANTED: Final = f"""
    select asked.key, wanted.key, wanted.title, wanted.bands
    from unnest($1::uuid[], $2::text::text[]) as asked (key, bands)
    cross join lateral (
        select key, title, bands from enrich.wanted where bands && asked.bands::bigint[]
        limit {WANTED_AT_ONCE}
    ) as wanted
"""  # noqa: S608, our own number

_LINK: Final = """
    select link.version, link.article_id, link.version_at, link.position, link.key, link.method,
        coalesce(link.dated, link.version_at) as dated, link.enricher_version, link.revision
"""

WAITING: Final = f"""
    {_LINK}
    from (select distinct version, position from enrich.links where key = any($1::uuid[])) as asking
    join enrich.links as link on link.version = asking.version and link.position = asking.position
"""  # noqa: S608, made of the text above

SHOWN: Final = "select key, title, bands from enrich.wanted where key = any($1::uuid[])"

HEADINGS: Final = """
    select key, title, bands
    from unnest($1::uuid[], $2::uuid[]) as asked (key, article_id)
    join enrich.keys using (key, article_id)
    where bands is not null
"""

REVISIONS: Final = """
    select distinct version, position, revision
    from enrich.links where version = any($1::uuid[]) and revision > 0
"""

REVISE: Final = """
    update enrich.links as link set revision = revised.revision
    from unnest($1::uuid[], $2::integer[], $3::integer[]) as revised (version, position, revision)
    where (link.version, link.position) = (revised.version, revised.position)
"""

RECORD_KNOWN: Final = """
    insert into enrich.articles (
        id, version_at, content_hash, enricher_version, owner, last_seen_at, withdrawn_at, version, source,
        details
    )
    select id, version_at, content_hash, enricher_version, owner, last_seen_at, withdrawn_at, version, source,
        details::jsonb
    from unnest(
        $1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[],
        $7::timestamptz[], $8::uuid[], $9::text[], $10::text[]
    ) as new (
        id, version_at, content_hash, enricher_version, owner, last_seen_at, withdrawn_at, version, source,
        details
    )
    on conflict (id) do update
    set version_at = excluded.version_at, content_hash = excluded.content_hash,
        enricher_version = excluded.enricher_version, owner = excluded.owner,
        last_seen_at = excluded.last_seen_at, withdrawn_at = excluded.withdrawn_at,
        version = excluded.version, source = excluded.source, details = excluded.details, touched_at = now()
"""

RECORD_OUTCOMES: Final = """
    insert into enrich.outcomes as recorded (
        partition, "offset", submission_id, outcome, article_id, against
    )
    select * from unnest($1::integer[], $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[])
    on conflict (partition, "offset") do update
    set submission_id = excluded.submission_id, outcome = excluded.outcome,
        article_id = excluded.article_id, against = excluded.against, recorded_at = now()
    where recorded.submission_id <> excluded.submission_id
"""
"""The first outcome stands; another submission at the same offset means that the topic was made anew."""

OUTCOMES: Final = """
    select partition, "offset", submission_id, outcome, article_id, against
    from unnest($1::integer[], $2::bigint[]) as asked (partition, "offset")
    join enrich.outcomes using (partition, "offset")
"""

RENEW_KEYS: Final = """
    update enrich.keys as held set last_at = renewed.read_at
    from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as renewed (key, article_id, read_at)
    where held.key = renewed.key and held.article_id = renewed.article_id and held.last_at < renewed.read_at
"""

ERASE_KEYS: Final = """
    delete from enrich.keys as held
    using unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
        as erased (key, article_id, until, spared_at)
    where held.key = erased.key and held.article_id = erased.article_id
        and held.kind not in ('address', 'section')
        and held.last_at <= erased.until and held.last_at is distinct from erased.spared_at
"""

RETRACT_KEYS: Final = """
    delete from enrich.keys as held
    using unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as retracted (key, article_id, until)
    where held.key = retracted.key and held.article_id = retracted.article_id
        and held.last_at <= retracted.until
"""

DELETE_STALE: Final = "delete from enrich.links where version = any($1::uuid[]) returning key"

FORGET_WANTED: Final = """
    delete from enrich.wanted as wanted
    where key = any($1::uuid[]) and not exists (select from enrich.links where key = wanted.key)
"""
