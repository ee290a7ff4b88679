"""Who may do what in the Postgres of the local stack: each login on its own."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from local.home import Home
from local.postgres import LOGINS, Server
from services.enrich import database as enrich
from services.runtime.settings import PostgresSettings
from services.store import database as store
from services.store.message import Record
from services.store.retention import Gone, Policy, apply
from services.store.roles import OWNER
from services.store.verification import differences
from tests.infra.servers import postgres_of
from tests.unit.store.messages import an_id, article, decoded, rows_of

NEW = {"vestnik_store_migrate", "vestnik_people"}
FORBIDDEN = {
    "vestnik_people": (
        "insert into store.dead_letters (place, dead_lettered_at, headers) values ('0/1', now(), '[]')",
        "delete from store.articles",
        "update enrich.outcomes set outcome = 'x'",
        "select store.add_month('2024-05-01')",
    ),
    "vestnik_store": (
        "drop table store.articles",
        "delete from store.migrations",
        "select * from enrich.outcomes",
    ),
    "vestnik_store_migrate": ("select * from enrich.outcomes",),
    "vestnik_enrich": ("select * from store.articles", "drop schema store cascade"),
}
FORBIDDEN_TO_ALL = (
    "create table public.pages (id int)",
    "create database mine",
    "create role friend",
    "drop schema enrich cascade",
    "select * from pg_authid",
)
MAY_MAKE_A_SCHEMA = {"vestnik_enrich", "vestnik_store_migrate"}


@asynccontextmanager
async def _as(server: Server, role: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.dsn(role))
    try:
        yield connection
    finally:
        await connection.close()


async def _migrate(server: Server) -> None:
    await enrich.migrate(server.dsn("vestnik_enrich"))
    await store.migrate(server.dsn("vestnik_store_migrate"))
    assert await store.set_up_roles(server.dsn("vestnik_store_migrate")) is None


async def _write(server: Server, hours: int) -> None:
    settings = PostgresSettings.model_validate({"dsn": server.dsn("vestnik_store")})
    async with store.Database(settings) as database:
        await database.write(rows_of(decoded(article(0, hours=hours))))


async def _nothing() -> AsyncIterator[list[Record]]:
    yield []


async def test_each_login_does_its_part(home: Home) -> None:
    """One migrates and lets history go, one writes articles and history, people read, and compare."""
    with postgres_of(home) as server:
        await _migrate(server)
        await _write(server, 0)
        await _write(server, 1)
        async with _as(server, "vestnik_people") as people:
            await people.fetch("select * from enrich.outcomes")
            assert await people.fetchval("select past_versions from store.article_overview") == 1
            assert [found.kind for found in await differences(people, _nothing())] == ["not-on-topic"]
        async with _as(server, "vestnik_store_migrate") as owner:
            gone = await apply(owner, Policy(history_months=0), date(2026, 1, 1), dry_run=False)
        assert gone == [Gone("article_versions_2024_05", 1)]


async def test_no_login_does_more(home: Home) -> None:
    """Nobody makes roles or databases, looks at passwords, or touches what is another one's."""
    with postgres_of(home) as server:
        wrong = server.dsn("vestnik_store").replace(server.passwords["vestnik_store"], "guess")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(wrong)
        await _migrate(server)
        for role in LOGINS.values():
            async with _as(server, role) as connection:
                for statement in (*FORBIDDEN[role], *FORBIDDEN_TO_ALL):
                    if (role, statement) != ("vestnik_enrich", "drop schema enrich cascade"):  # it is its own
                        with pytest.raises(asyncpg.InsufficientPrivilegeError):
                            await connection.execute(statement)
                if role not in MAY_MAKE_A_SCHEMA:
                    with pytest.raises(asyncpg.InsufficientPrivilegeError):
                        await connection.execute("create schema mine")


async def test_a_home_of_an_earlier_release_gets_its_logins(home: Home) -> None:
    """What was there stays, with the passwords of then; the tables go from the service to the owners."""
    with postgres_of(home) as server:
        await _as_it_was(server)
        before = {role: word for role, word in server.passwords.items() if role not in NEW}
    _forget(home, NEW)
    with postgres_of(home) as server:
        assert {**server.passwords, **before} == server.passwords
        await _migrate(server)
        await _write(server, 1)
        async with _as(server, "vestnik_people") as people:
            await people.fetch("select * from enrich.outcomes")
            assert await people.fetchval("select id from store.articles") == an_id(0)
            owners = await people.fetch(
                "select distinct relowner::regrole::text from pg_class "
                "where relnamespace = 'store'::regnamespace and relkind in ('r', 'p', 'v')"
            )
        assert [tuple(row) for row in owners] == [(OWNER,)]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with _as(server, "vestnik_store") as connection:
                await connection.execute("create schema mine")


async def _as_it_was(server: Server) -> None:
    """Two logins, of which each had made its own schema."""
    async with _as(server, "vestnik") as admin:
        await admin.execute("grant create on database vestnik to vestnik_store")
        for role in (*NEW, "vestnik_store_owner", "vestnik_store_writer", "vestnik_store_reader"):
            await admin.execute(f"drop owned by {role}; drop role {role}")
    await enrich.migrate(server.dsn("vestnik_enrich"))
    await store.migrate(server.dsn("vestnik_store"))
    assert "roles left as they are" in (await store.set_up_roles(server.dsn("vestnik_store")) or "")
    await _write(server, 0)


def _forget(home: Home, roles: set[str]) -> None:
    file: Path = home.data / "postgres" / "passwords.json"
    known = json.loads(file.read_text())
    file.write_text(json.dumps({role: known[role] for role in known if role not in roles}))
