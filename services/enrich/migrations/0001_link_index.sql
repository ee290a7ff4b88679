-- beside the previous release: yes
-- The link index: what enrich remembers of articles, no texts. Keys are hashes (UUIDv5).
-- All times are those of the pages; touched_at is when the row was written, for the sweep.

create table enrich.articles (
    id uuid primary key,
    version_at timestamptz not null,
    content_hash text not null,
    enricher_version text not null,
    owner uuid not null,
    last_seen_at timestamptz not null,
    withdrawn_at timestamptz,
    version uuid not null,
    source text not null,
    details jsonb not null,
    touched_at timestamptz not null default now()
) with (fillfactor = 85); -- most updates move last_seen_at alone and stay within their page

comment on table enrich.articles is 'One row per article: its newest version, or its withdrawal.';
comment on column enrich.articles.content_hash is 'Empty: withdrawn.';
comment on column enrich.articles.owner is 'The submission that set this content, or that withdrew it.';
comment on column enrich.articles.last_seen_at is 'The latest time at which this content was read.';
comment on column enrich.articles.withdrawn_at is 'The latest withdrawal; what was read up to it stays away.';
comment on column enrich.articles.version is 'The name of this version in enrich.links.';
comment on column enrich.articles.details is 'Addresses, keys, hashes of fields, changed fields.';

create table enrich.keys (
    key uuid not null,
    article_id uuid not null,
    kind text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    touched_at timestamptz not null default now(),
    primary key (key, article_id)
) with (fillfactor = 85);

create index keys_of_bodies on enrich.keys (key, first_at, article_id) where kind = 'body';

comment on table enrich.keys is 'Under what an article is found: its addresses, its titles, its text.';
comment on column enrich.keys.first_at is 'The first version with this key.';
comment on column enrich.keys.last_at is 'The newest version with it; one up to withdrawn_at is not found.';

create table enrich.links (
    version uuid not null,
    position integer not null,
    key uuid not null,
    method text not null,
    article_id uuid not null,
    version_at timestamptz not null,
    touched_at timestamptz not null default now(),
    primary key (version, position, key)
);

create index links_by_key on enrich.links (key);

comment on table enrich.links is 'What the links of each current version wait for, answered or not.';

create table enrich.withdrawals (
    key uuid primary key,
    at timestamptz not null,
    submission_id uuid not null,
    touched_at timestamptz not null default now()
);

comment on table enrich.withdrawals is 'Everything under this address or id that was read up to `at` is withdrawn.';

create table enrich.outcomes (
    partition integer not null,
    "offset" bigint not null,
    submission_id uuid not null,
    article_id uuid,
    outcome text not null,
    against uuid,
    recorded_at timestamptz not null default now(),
    primary key (partition, "offset")
);

create index outcomes_by_submission on enrich.outcomes (submission_id);

comment on table enrich.outcomes is 'What became of each message of articles.raw.';
comment on column enrich.outcomes.against is 'The submission that it repeats, or lost to.';
