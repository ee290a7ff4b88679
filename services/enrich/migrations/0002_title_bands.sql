-- beside the previous release: yes
-- Titles that are like each other find each other by pairs of their words ("bands"). The columns are
-- empty on rows of the previous release, whose titles are found word for word only until they are
-- announced again.

alter table enrich.keys
    add column title text,
    add column bands bigint[],
    add column dated timestamptz,
    add column body uuid,
    add column has_address boolean;

-- Without a list of pending entries, which every look would have to read through.
create index titles_by_band on enrich.keys using gin (bands) with (fastupdate = off) where bands is not null;

comment on column enrich.keys.title is 'Of a title: its folded words; erased with the row when the article is withdrawn.';
comment on column enrich.keys.bands is 'Of a title: hashes of pairs of its words and the publisher.';
comment on column enrich.keys.dated is 'Of a title: when the article was published, else when it was first read.';
comment on column enrich.keys.body is 'Of a title: the key of the text below it.';
comment on column enrich.keys.has_address is 'Of a title: whether the article has an address of its own.';

alter table enrich.links add column dated timestamptz;

comment on column enrich.links.dated is 'When the article was published, else when it was first read.';

create table enrich.wanted (
    key uuid primary key,
    title text not null,
    bands bigint[] not null,
    touched_at timestamptz not null default now()
);

create index wanted_by_band on enrich.wanted using gin (bands) with (fastupdate = off);

comment on table enrich.wanted is 'The titles that rows of enrich.links wait for, each once.';
comment on column enrich.wanted.touched_at is 'When it was last waited for anew, to a day.';
