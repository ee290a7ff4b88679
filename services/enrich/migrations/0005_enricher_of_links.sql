-- beside the previous release: yes
-- Which enricher has read the version that holds a link: a newer one may find others in the same text. Can
-- run beside the previous release, which announces links without it.

alter table enrich.links add column enricher_version text;

comment on column enrich.links.enricher_version is 'Who read that version; null: by a release that did not say.';
