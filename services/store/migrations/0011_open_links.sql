-- beside the previous release: no: without an error, but of an open answer and another of the same score it keeps the smaller id
-- An answer whose target is the article that holds the link says that several articles are as likely: the link waits.

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
    and answer.target_id <> link.article_id
    and not exists (
        select from store.articles as target
        where target.id = answer.target_id and target.status = 'canceled'
    );
