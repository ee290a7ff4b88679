-- beside the previous release: yes
-- The topic articles.dead-letter as a table, for people to query. Can run beside the previous release,
-- which does not know it.

create table store.dead_letters (
    place text not null,
    dead_lettered_at timestamptz not null,
    key bytea,
    value bytea,
    headers jsonb not null,
    article_id uuid,
    service text,
    stage text,
    cause text,
    message text,
    topic text,
    topic_partition integer,
    topic_offset bigint,
    submission_id uuid,
    attempts integer,
    received_at timestamptz,
    primary key (place, dead_lettered_at)
);

create index dead_letters_by_submission on store.dead_letters (submission_id);
create index dead_letters_by_article on store.dead_letters (article_id) where article_id is not null;
