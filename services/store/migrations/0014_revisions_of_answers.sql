-- beside the previous release: no: it would let an answer stand that a later revision has made void
-- An answer says in which revision it was given: it is a further one each time an article that the link might
-- have led to was withdrawn, and what was said before is void.

alter table store.link_answers add column revision integer not null default 0;
