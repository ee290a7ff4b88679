-- beside the previous release: yes
-- Addresses that too many articles have to say anything of who they are. Can run beside the previous release,
-- which finds copies by their texts alone and calls every address `address` in enrich.keys.kind.

create table enrich.crowded (
    key uuid primary key,
    touched_at timestamptz not null default now()
);

comment on table enrich.crowded is 'Addresses of which every article that has them was told that they are too many''s.';
comment on column enrich.keys.kind is 'address, section (an address above the article''s own one), title, body.';
comment on column enrich.keys.first_at is 'The first version with this key; of a text or an address, when it was published.';
