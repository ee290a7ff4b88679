"""Who may do what: three group roles, without a login, that people and programs are members of."""

from collections.abc import Iterator
from typing import Final

OWNER: Final = "vestnik_store_owner"
WRITER: Final = "vestnik_store_writer"
READER: Final = "vestnik_store_reader"

ROLES: Final = {
    OWNER: "owns the schema `store`; whoever migrates is a member",
    WRITER: "writes it: the service, where it is not the owner",
    READER: "reads it: people, dashboards",
}


def creation(role: str) -> str:
    """Make a role; to be sent where it is missing."""
    return f"create role {role} nologin"


def statements() -> Iterator[str]:
    """Rights of the roles on everything that is there; sent after each migration, by the owner."""
    yield f"grant usage on schema store to {READER}, {WRITER}"
    yield f"grant {READER} to {WRITER}"
    yield f"grant all on schema store to {OWNER}"
    yield f"grant select on all tables in schema store to {READER}"
    yield f"grant insert, update, delete on all tables in schema store to {WRITER}"
    yield f"revoke insert, update, delete on store.migrations from {WRITER}"
    yield "revoke execute on function store.add_month(date) from public"
    yield f"grant execute on function store.add_month(date) to {WRITER}"
    yield f"grant all on all tables in schema store to {OWNER}"
