-- beside the previous release: no: without an error, but what it withdraws has no withdrawn_at, so that history may take the text again
-- Every version that an article had before the present one, and when it was withdrawn. Can run beside
-- the previous release: that one writes no history and leaves the new column alone.

alter table store.articles add column withdrawn_at timestamptz;
update store.articles set withdrawn_at = version_at where status = 'canceled';

create table store.article_versions (
    article_id uuid not null,
    version_at timestamptz not null,
    submission_id uuid not null,
    status text not null,
    url text,
    content_hash text not null,
    changed_fields text[] not null,
    headline text,
    alternative_headline text,
    description text,
    article_body text not null,
    word_count integer not null,
    authors text[] not null,
    date_published timestamptz,
    date_published_day date,
    in_language text,
    enricher_version text not null,
    message_rank bytea not null,
    primary key (article_id, version_at)
) partition by range (version_at);

-- A month is made when its first version comes. Attaching locks out nobody who reads or writes, which
-- `create table ... partition of` would. Run by writers with the rights of the owner.
create function store.add_month(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    first date := make_date(extract(year from day)::integer, extract(month from day)::integer, 1);
    partition_name text := format('article_versions_%s', to_char(first, 'YYYY_MM'));
begin
    if to_regclass(format('store.%I', partition_name)) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('vestnik store months'));
    -- Asked of the table: what to_regclass found before the lock it would find again, from its cache.
    if exists (
        select from pg_class where relname = partition_name and relnamespace = 'store'::regnamespace
    ) then
        return;
    end if;
    execute format('create table store.%I (like store.article_versions including all)', partition_name);
    execute format(
        'alter table store.article_versions attach partition store.%I for values from (%L) to (%L)',
        partition_name, first || ' 00:00:00+00', (first + interval '1 month')::date || ' 00:00:00+00'
    );
end
$$;
