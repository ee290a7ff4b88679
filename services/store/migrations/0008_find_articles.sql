-- beside the previous release: yes
-- Search as people type it. Can run beside the previous release, which does not know it.

-- The articles are found first and looked at afterwards. Left to itself Postgres reads articles day by day
-- when they are wanted in that order, and unpacks the words of each: it does not count what that costs.
create function store.find_articles(words text) returns setof store.articles
language sql stable as $$
    with found as materialized (
        select id from store.articles where search @@ websearch_to_tsquery('pg_catalog.simple', words)
    )
    select articles.* from found join store.articles using (id)
$$;

comment on function store.find_articles(text) is
    'Articles with all these words; "a phrase", or, -without. Lower and upper case are the same.';
