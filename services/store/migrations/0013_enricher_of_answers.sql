-- beside the previous release: no: it writes answers under a key that is another one now, and ends with an error
-- An answer names the enricher that read the version which holds the link: a newer one may find other links in
-- the same text, at the same places. Empty: not known; such an answer counts where no other one names the
-- enricher of the article. What is there counts as it did: it was an answer to the links that stand now.

alter table store.link_answers add column enricher_version text not null default '';

update store.link_answers as answer
set enricher_version = article.enricher_version
from store.articles as article
where (article.id, article.version_at) = (answer.article_id, answer.version_at);

alter table store.link_answers
    drop constraint link_answers_pkey,
    add primary key (article_id, version_at, position, enricher_version);

create or replace view store.related_links as
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
    and (
        answer.enricher_version = article.enricher_version
        or answer.enricher_version = '' and not exists (
            select from store.link_answers as named
            where named.article_id = link.article_id
                and named.version_at = article.version_at
                and named.position = link.position
                and named.enricher_version = article.enricher_version
        )
    )
    and answer.target_id <> link.article_id
    and not exists (
        select from store.articles as target
        where target.id = answer.target_id and target.status = 'canceled'
    );
