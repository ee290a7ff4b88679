-- beside the previous release: yes
-- Texts like another: for each the bands that find it and the signature that says how alike. Can run beside
-- the previous release, which finds copies word for word and writes neither.

create table enrich.texts (
    key uuid primary key,
    bands integer[] not null,
    signature bytea not null,
    touched_at timestamptz not null default now()
);

-- Without a list of pending entries, which every look would read through.
create index texts_by_band on enrich.texts using gin (bands) with (fastupdate = off);

comment on table enrich.texts is 'Fingerprints of texts; who holds a text is in enrich.keys.';
comment on column enrich.texts.bands is 'MinHash bands: two texts that share one may be copies.';
comment on column enrich.texts.signature is 'MinHash: the share of equal bytes is that of equal runs of words.';
comment on column enrich.keys.first_at is 'The first version with this key; of a text, when it was published.';
