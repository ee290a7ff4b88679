-- beside the previous release: no: without an error, but of several answers it takes another one, and leaves original_at as it was
-- When the original of a copy was published: of several answers that of the earliest stands. Can run beside the
-- previous release: that one names the columns which it writes.

alter table store.articles add column original_at timestamptz;
alter table store.copy_answers add column original_at timestamptz;
