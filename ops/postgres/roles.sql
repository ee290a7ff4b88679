-- Who may do what in the database vestnik, as a superuser; `store migrate` gives the three roles of its schema
-- their rights. May be run again at any time, also on a database of a release that had only the first two logins.
-- Read by psql and by a server alone (postgres --single), for which a statement ends at an empty line.

-- No password in a log.

set log_min_error_statement = panic;

do $$
declare
    name text;
begin
    foreach name in array array['vestnik_store_owner', 'vestnik_store_writer', 'vestnik_store_reader'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin', name);
        end if;
    end loop;
    foreach name in array array['vestnik_enrich', 'vestnik_store_migrate', 'vestnik_store', 'vestnik_people'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I login', name);
        end if;
    end loop;
end
$$;

alter role vestnik_enrich password :'enrich';

alter role vestnik_store_migrate password :'store_migrate';

alter role vestnik_store password :'store';

alter role vestnik_people password :'people';

grant vestnik_store_owner to vestnik_store_migrate;

grant vestnik_store_writer to vestnik_store;

grant vestnik_store_reader to vestnik_people;

-- A schema of their own is all that enrich and whoever migrates store may make. In temporary tables `store verify`
-- puts what it compares.

revoke all on database vestnik from public;

revoke create on schema public from public;

revoke create on database vestnik from vestnik_store;

grant connect, create on database vestnik to vestnik_enrich, vestnik_store_migrate;

grant connect, temporary on database vestnik to vestnik_store, vestnik_people;

-- What became of a submission (enrich.outcomes) is for people too.

alter default privileges for role vestnik_enrich grant usage on schemas to vestnik_people;

alter default privileges for role vestnik_enrich grant select on tables to vestnik_people;

do $$
begin
    if to_regnamespace('enrich') is not null then
        grant usage on schema enrich to vestnik_people;
        grant select on all tables in schema enrich to vestnik_people;
    end if;
end
$$;

-- Before there were owners, the tables belonged to the login of the service.

reassign owned by vestnik_store to vestnik_store_owner;
