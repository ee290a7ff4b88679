-- beside the previous release: yes
-- How often an article that a link might have led to was withdrawn: each time the link is answered anew, and
-- what was said before is void. Can run beside the previous release, whose answers are all of the first one.

alter table enrich.links add column revision integer not null default 0;

create index links_revised on enrich.links (version) where revision > 0;

comment on column enrich.links.revision is 'How often an article that the link might have led to was withdrawn.';
