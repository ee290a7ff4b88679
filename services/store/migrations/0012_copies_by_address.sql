-- beside the previous release: no: it knows one answer to what an article is a copy of, and writes it by a key that goes
-- Articles that share an address are copies too, by the method `address`; so far there was `text` alone.
-- A copy whose original was withdrawn reads as nobody's, as a link to a withdrawn article reads as pending.

create type store.copy_method as enum ('text', 'address'); -- the surest last

alter table store.articles add column copy_method store.copy_method;

alter table store.copy_answers
    add column method store.copy_method not null default 'text',
    alter column similarity drop not null,
    drop constraint copy_answers_pkey,
    add primary key (article_id, version_at, method);

alter table store.copy_answers alter column method drop default;

create or replace view store.copies as
select
    copy.id as article_id,
    copy.source,
    copy.date_published_day,
    copy.headline,
    copy.similarity,
    copy.copy_of,
    original.source as original_source,
    original.date_published_day as original_day,
    original.headline as original_headline,
    coalesce(copy.copy_method, 'text') as copy_method
from store.articles as copy
left join store.articles as original on original.id = copy.copy_of
where copy.copy_of is not null and original.status is distinct from 'canceled';

create or replace view store.sources as
select
    article.source,
    count(*) filter (where article.status = 'usable') as articles,
    count(*) filter (where article.status = 'canceled') as withdrawn,
    count(*) filter (where article.copy_of is not null and original.status is distinct from 'canceled')
        as copies,
    min(article.date_published_day) as first_day,
    max(article.date_published_day) as last_day
from store.articles as article
left join store.articles as original on original.id = article.copy_of
group by article.source;

create or replace view store.source_daily as
select
    article.source,
    article.date_published_day as day,
    count(*) filter (where article.status = 'usable') as articles,
    count(*) filter (where article.status = 'canceled') as withdrawn,
    count(*) filter (where article.copy_of is not null and original.status is distinct from 'canceled')
        as copies,
    sum(article.word_count) as words,
    array_agg(distinct article.in_language) filter (where article.in_language is not null) as languages
from store.articles as article
left join store.articles as original on original.id = article.copy_of
group by article.source, article.date_published_day;

create or replace view store.article_overview as
select
    article.id,
    article.source,
    article.url,
    article.status,
    article.date_published_day,
    article.in_language,
    article.headline,
    article.description,
    article.word_count,
    article.authors,
    article.info_sources,
    named.persons,
    named.places,
    named.organizations,
    (select count(*) from store.related_links as link where link.article_id = article.id) as links,
    (
        select count(*) from store.related_links as link
        where link.article_id = article.id and link.status = 'resolved'
    ) as links_resolved,
    (select count(*) from store.related_links as link where link.target_id = article.id) as linked_from,
    (select count(*) from store.articles as copy where copy.copy_of = article.id) as copies,
    case when original.status is distinct from 'canceled' then article.copy_of end as copy_of,
    (select count(*) from store.article_versions as past where past.article_id = article.id) as past_versions,
    article.version_at,
    article.withdrawn_at,
    case
        when article.copy_of is not null and original.status is distinct from 'canceled'
            then coalesce(article.copy_method, 'text')
    end as copy_method
from store.articles as article
left join store.articles as original on original.id = article.copy_of
left join lateral (
    select
        array_agg(name order by salience desc, position) filter (where type = 'Person') as persons,
        array_agg(name order by salience desc, position) filter (where type = 'Place') as places,
        array_agg(name order by salience desc, position) filter (where type = 'Organization')
            as organizations
    from store.article_entities as entity
    where entity.article_id = article.id
) as named on true;
