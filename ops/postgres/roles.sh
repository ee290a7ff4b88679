#!/bin/sh
# Logins of the services and of people. Postgres runs it on first use; docs/operations.md says when to run it again.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv enrich ENRICH_PASSWORD
\getenv store_migrate STORE_MIGRATE_PASSWORD
\getenv store STORE_PASSWORD
\getenv people PEOPLE_PASSWORD
\include /etc/vestnik/roles.sql
SQL
