-- beside the previous release: yes
-- What a page gives beside its date of publication and its language. Can run beside the previous
-- release: that one names the columns which it writes.

alter table store.articles
    add column other_dates jsonb not null default '[]',
    add column in_language_others jsonb not null default '[]';
