"""The roles of the schema, on a real Postgres."""

import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from services.runtime.settings import PostgresSettings
from services.store.database import Database, migrate, set_up_roles
from services.store.roles import OWNER, READER, WRITER
from tests.conftest import DatabaseFactory
from tests.unit.store.messages import article, decoded, rows_of


@pytest.fixture
async def dsn(database: DatabaseFactory) -> str:
    """A migrated database with its roles."""
    made = await database(migrate)
    assert await set_up_roles(made) is None
    return made


@pytest.fixture
async def stranger(postgres_dsn: str, database: DatabaseFactory) -> AsyncIterator[str]:
    """An empty database, as a role that may make schemas in it and nothing else."""
    dsn, name = await database(), f"vestnik_test_{secrets.token_hex(4)}"
    admin = await asyncpg.connect(dsn)
    await admin.execute(f"create role {name} login password 'x'")
    await admin.execute(f'grant create on database "{urlsplit(dsn).path[1:]}" to {name}')
    parts = urlsplit(dsn)
    yield parts._replace(netloc=f"{name}:x@{parts.hostname}:{parts.port}").geturl()
    await admin.execute(f"drop owned by {name}")
    await admin.execute(f"drop role {name}")
    await admin.close()


async def test_writer_writes_history_and_its_months(dsn: str) -> None:
    """A member of the writers stores articles and their history, whose months the owner makes."""
    async with Database(PostgresSettings.model_validate({"dsn": f"{dsn}?role={WRITER}"})) as database:
        for hours in range(2):
            await database.write(rows_of(decoded(article(hours=hours))))
        await database.check()
    connection = await asyncpg.connect(f"{dsn}?role={WRITER}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("drop table store.articles")
    await connection.close()


async def test_reader_reads_everything_and_writes_nothing(dsn: str) -> None:
    """A member of the readers may query every table and view, and change none."""
    admin = await asyncpg.connect(dsn)
    names = [
        name
        for (name,) in await admin.fetch("""
        select format('store.%I', relname) from pg_class where relnamespace = 'store'::regnamespace
            and relkind in ('r', 'p', 'v') and not relispartition
    """)
    ]
    await admin.close()
    connection = await asyncpg.connect(f"{dsn}?role={READER}")
    for name in names:
        await connection.fetch(f"select * from {name}")  # noqa: S608, our own names
        # Of a view with groups Postgres says that nobody can.
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)):
            await connection.execute(f"delete from {name}")  # noqa: S608, the same
    await connection.close()
    assert len(names) > 15


async def test_owner_owns_what_is_there(dsn: str) -> None:
    """After a migration everything in the schema belongs to the owners, also after a second one."""
    assert (await migrate(dsn), await set_up_roles(dsn)) == ([], None)
    connection = await asyncpg.connect(dsn)
    owners = await connection.fetch(
        "select distinct relowner::regrole::text from pg_class "
        "where relnamespace = 'store'::regnamespace and relkind in ('r', 'p', 'v')"
    )
    await connection.close()
    assert [tuple(row) for row in owners] == [(OWNER,)]


async def test_whoever_may_not_make_roles_is_told_what_to_do(stranger: str) -> None:
    """Without the right to make or use the roles the tables are there all the same, with advice."""
    assert await migrate(stranger) != []
    advice = await set_up_roles(stranger)
    assert advice
    assert f"grant {OWNER} to <who migrates>" in advice
