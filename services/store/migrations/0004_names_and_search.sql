-- beside the previous release: no: it writes `entities`, which has another name now
-- What an article names is in article_entities, and headline and body can be searched. Cannot run beside
-- the previous release, which writes `entities`: stop store, migrate, start it. The search column is made
-- for every article that is there, about a minute for 300,000; nobody reads or writes articles meanwhile.

alter table store.entities rename to article_entities;
alter index store.entities_pkey rename to article_entities_pkey;
alter index store.entities_by_id rename to article_entities_by_id;

-- No stemming and no stop words, which belong to one language. A tsvector may have 1 MB; of words as short
-- and as different as there can be, 100,000 characters make less.
alter table store.articles add column search tsvector generated always as (
    setweight(to_tsvector('pg_catalog.simple', left(coalesce(headline, ''), 2000)), 'A')
    || to_tsvector('pg_catalog.simple', left(article_body, 100000))
) stored;
create index articles_by_words on store.articles using gin (search);

create index article_entities_by_name on store.article_entities (name, article_id);
