-- beside the previous release: yes
-- What else a page calls its article. Can run beside the previous release: that one names the columns
-- which it writes.

alter table store.articles add column other_headlines text[] not null default '{}';
