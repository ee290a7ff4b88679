#!/bin/sh
# One role per service, each with the right to make a schema of its own and nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set enrich="$ENRICH_PASSWORD" --set store="$STORE_PASSWORD" <<'SQL'
create role vestnik_enrich login password :'enrich';
create role vestnik_store login password :'store';
revoke create on schema public from public;
grant create on database vestnik to vestnik_enrich, vestnik_store;
SQL
