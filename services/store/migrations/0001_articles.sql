-- beside the previous release: yes
-- Articles, what they name and where they link to. Column comments are written by `migrate`, from
-- the descriptions of the messages' fields.

create table store.articles (
    id uuid primary key,
    submission_id uuid not null,
    source text not null,
    scraper text,
    status text not null,
    url text,
    canonical_url text,
    aliases text[] not null,
    version_at timestamptz not null,
    content_hash text not null,
    changed_fields text[] not null,
    headline text,
    alternative_headline text,
    description text,
    article_body text not null,
    word_count integer not null,
    authors text[] not null,
    images jsonb not null,
    info_sources text[] not null,
    date_published timestamptz,
    date_published_day date,
    date_published_precision text,
    date_published_origin text,
    date_published_raw text,
    page_date timestamptz,
    page_date_day date,
    page_date_precision text,
    page_date_origin text,
    page_date_raw text,
    in_language text,
    in_language_script text,
    in_language_confidence double precision,
    copy_of uuid,
    similarity double precision,
    enricher_version text not null,
    enricher jsonb not null,
    message_rank bytea not null
);

create index articles_by_day on store.articles (date_published_day);
create index articles_by_language on store.articles (in_language, date_published_day);
create index articles_by_source on store.articles (source, date_published_day);
create index articles_by_url on store.articles using hash (url); -- addresses may be too long for a btree
create index articles_by_original on store.articles (copy_of) where copy_of is not null;

create table store.entities (
    article_id uuid not null,
    position integer not null,
    type text not null,
    name text not null,
    entity_id text,
    same_as text,
    salience double precision not null,
    mentions jsonb not null,
    primary key (article_id, position)
);

create index entities_by_id on store.entities (entity_id, article_id) where entity_id is not null;

create table store.links (
    article_id uuid not null,
    position integer not null,
    kind text not null,
    title text,
    url text,
    description text,
    external boolean not null,
    primary key (article_id, position)
);

create type store.link_method as enum ('similar-title', 'title', 'url'); -- the surest last

-- Answers stand apart from the links: they come on a topic of their own, before or after the article.
create table store.link_answers (
    article_id uuid not null,
    version_at timestamptz not null,
    position integer not null,
    target_id uuid not null,
    method store.link_method not null,
    score double precision not null,
    primary key (article_id, version_at, position)
);

create index link_answers_by_target on store.link_answers (target_id);

create table store.copy_answers (
    article_id uuid not null,
    version_at timestamptz not null,
    copy_of uuid not null,
    similarity double precision not null,
    primary key (article_id, version_at)
);

-- An answer counts for the version that it names; a link to a withdrawn article waits for its return.
create view store.related_links as
select
    link.article_id,
    link.position,
    link.kind,
    link.title,
    link.url,
    link.description,
    case
        when answer.target_id is not null then 'resolved'
        when link.external then 'external'
        else 'pending'
    end as status,
    answer.target_id,
    answer.method,
    answer.score
from store.links as link
join store.articles as article on article.id = link.article_id
left join store.link_answers as answer
    on answer.article_id = link.article_id
    and answer.version_at = article.version_at
    and answer.position = link.position
    and not exists (
        select from store.articles as target
        where target.id = answer.target_id and target.status = 'canceled'
    );
