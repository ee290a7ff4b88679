-- beside the previous release: yes
-- Views for people. Can run beside the previous release, which does not know them.

create view store.sources as
select
    source,
    count(*) filter (where status = 'usable') as articles,
    count(*) filter (where status = 'canceled') as withdrawn,
    count(*) filter (where copy_of is not null) as copies,
    min(date_published_day) as first_day,
    max(date_published_day) as last_day
from store.articles
group by source;

create view store.entities as
select
    type,
    name,
    entity_id,
    max(same_as) as same_as,
    count(*) as articles,
    sum(jsonb_array_length(mentions)) as mentions
from store.article_entities
group by type, name, entity_id;

create view store.copies as
select
    copy.id as article_id,
    copy.source,
    copy.date_published_day,
    copy.headline,
    copy.similarity,
    copy.copy_of,
    original.source as original_source,
    original.date_published_day as original_day,
    original.headline as original_headline
from store.articles as copy
left join store.articles as original on original.id = copy.copy_of
where copy.copy_of is not null;

create view store.article_links as
select article_id, 'to' as direction, position, kind, title, status, target_id as other_id, method, score
from store.related_links
union all
select target_id, 'from', position, kind, title, status, article_id, method, score
from store.related_links
where target_id is not null;

create view store.pending_links as
select
    link.article_id,
    link.position,
    link.kind,
    link.title,
    link.url,
    article.source,
    article.date_published_day,
    article.version_at as waiting_since
from store.related_links as link
join store.articles as article on article.id = link.article_id
where link.status = 'pending';

create view store.article_overview as
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
    article.copy_of,
    (select count(*) from store.article_versions as past where past.article_id = article.id) as past_versions,
    article.version_at,
    article.withdrawn_at
from store.articles as article
left join lateral (
    select
        array_agg(name order by salience desc, position) filter (where type = 'Person') as persons,
        array_agg(name order by salience desc, position) filter (where type = 'Place') as places,
        array_agg(name order by salience desc, position) filter (where type = 'Organization')
            as organizations
    from store.article_entities as entity
    where entity.article_id = article.id
) as named on true;

create view store.entity_timeline as
select
    entity.type,
    entity.name,
    entity.entity_id,
    article.date_published_day as day,
    count(*) as articles,
    count(distinct article.source) as sources,
    sum(jsonb_array_length(entity.mentions)) as mentions,
    avg(entity.salience) as salience
from store.article_entities as entity
join store.articles as article on article.id = entity.article_id
group by entity.type, entity.name, entity.entity_id, article.date_published_day;

create view store.source_daily as
select
    source,
    date_published_day as day,
    count(*) filter (where status = 'usable') as articles,
    count(*) filter (where status = 'canceled') as withdrawn,
    count(*) filter (where copy_of is not null) as copies,
    sum(word_count) as words,
    array_agg(distinct in_language) filter (where in_language is not null) as languages
from store.articles
group by source, date_published_day;
