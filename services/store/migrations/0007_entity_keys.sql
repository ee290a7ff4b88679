-- beside the previous release: no: without an error, but names that it writes have no key, so that questions by key miss them
-- What entities share over languages, so that all articles about one are found. Can run beside the previous
-- release: that one names the columns which it writes.

alter table store.article_entities add column key text;

update store.article_entities set key = entity_id where entity_id is not null;

create index article_entities_by_key on store.article_entities (key, article_id) where key is not null;

create or replace view store.entities as
select
    type,
    name,
    entity_id,
    max(same_as) as same_as,
    count(*) as articles,
    sum(jsonb_array_length(mentions)) as mentions,
    key
from store.article_entities
group by type, name, entity_id, key;

create or replace view store.entity_timeline as
select
    entity.type,
    entity.name,
    entity.entity_id,
    article.date_published_day as day,
    count(*) as articles,
    count(distinct article.source) as sources,
    sum(jsonb_array_length(entity.mentions)) as mentions,
    avg(entity.salience) as salience,
    entity.key
from store.article_entities as entity
join store.articles as article on article.id = entity.article_id
group by entity.type, entity.name, entity.entity_id, article.date_published_day, entity.key;
