"""Who may do what: three roles without a login, for people and programs to be members of."""

from typing import Final

OWNER: Final = "vestnik_store_owner"
"""Owns the schema `store`; whoever migrates becomes a member."""
WRITER: Final = "vestnik_store_writer"
"""Reads and writes it: for the service, where that is not to own it."""
READER: Final = "vestnik_store_reader"
"""Reads it: for people and dashboards."""
ROLES: Final = (OWNER, WRITER, READER)

MISSING: Final = """
    select role from unnest($1::text[]) as role
    where not exists (select from pg_roles where rolname = role)
"""
GRANTS: Final = f"""
    grant usage on schema store to {READER}, {WRITER};
    grant select on all tables in schema store to {READER}, {WRITER};
    grant insert, update, delete on all tables in schema store to {WRITER};
    revoke insert, update, delete on store.migrations from {WRITER};
    revoke execute on function store.add_month(date) from public;
    grant execute on function store.add_month(date) to {WRITER};
"""  # noqa: S608, our own names
"""Sent after each migration, because it may have made tables."""
HAND_OVER: Final = f"""
    do $$
    declare
        object record;
    begin
        if not pg_has_role('{OWNER}', 'usage') then
            grant {OWNER} to current_user;
        end if;
        alter schema store owner to {OWNER};
        for object in
            select format('alter table store.%I owner to {OWNER}', relname) as statement from pg_class
            where relnamespace = 'store'::regnamespace and relkind in ('r', 'p', 'v')
                and relowner <> '{OWNER}'::regrole
            union all
            select format('alter function %s owner to {OWNER}', pg_proc.oid::regprocedure) from pg_proc
            where pronamespace = 'store'::regnamespace and proowner <> '{OWNER}'::regrole
        loop
            execute object.statement;
        end loop;
        alter type store.link_method owner to {OWNER};
        alter type store.copy_method owner to {OWNER};
    end
    $$;
"""  # noqa: S608, the same


def advice(missing: list[str], reason: str) -> str:
    """What to do where the roles could not be made, or the schema not given to its owner."""
    statements = [f"create role {role} nologin;" for role in missing]
    return (
        f"roles left as they are ({reason}); the tables work without them. To have them, let a role that may "
        f"make roles run: {' '.join([*statements, f'grant {OWNER} to'])} <who migrates>; and migrate again"
    )
