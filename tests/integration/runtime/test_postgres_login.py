"""How services get into Postgres: TLS, password files and sockets, as users of libpq know them."""

import asyncio
import os
import platform
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import asyncpg
import pytest
import trustme

from local import postgres
from local.home import Home
from local.programs import PROJECT
from services.enrich.database import PostgresIndex
from services.enrich.database import migrate as migrate_enrich
from services.runtime.errors import TransientError
from services.runtime.settings import PostgresSettings
from services.store.database import Database, migrate
from tests.eventually import eventually
from tests.infra import other_postgres
from tests.infra.servers import postgres_of
from tests.integration.store.lane import lane, message
from tests.unit.store.messages import an_id, article

pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="no Postgres with TLS for this machine"
)
VERSION = "17"
ROLE = "vestnik_store_migrate"  # which may make both schemas


@dataclass(frozen=True)
class Door:
    """A Postgres that knows TLS, at `localhost` and at no other name, and what a client needs."""

    port: int
    password: str
    authority: Path
    stranger: Path
    """The certificate of an authority that signed nothing here."""
    socket: Path
    owner: str

    def dsn(self, host: str = "localhost", **parameters: str) -> str:
        """The address without the password."""
        return f"postgresql://{ROLE}@{host}:{self.port}/vestnik?{urlencode(parameters)}"

    def password_file(self, folder: Path) -> Path:
        """A file of passwords, with a line for another role before ours."""
        file = folder / "passwords"
        file.touch(0o600)
        file.write_text(f"*:*:*:somebody:wrong\nlocalhost:{self.port}:vestnik:{ROLE}:{self.password}\n")
        return file

    async def uses_tls(self) -> set[bool]:
        """Of the connections of ours, as Postgres knows it."""
        watcher = await asyncpg.connect(self.owner)
        try:
            rows = await watcher.fetch(
                "select ssl from pg_stat_ssl join pg_stat_activity using (pid) where usename = $1", ROLE
            )
        finally:
            await watcher.close()
        return {row["ssl"] for row in rows}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A server with a certificate of an authority of this run, and both schemas in it."""
    home = Home(tmp_path_factory.mktemp("login") / "home")
    folder = home.data / "postgres"
    folder.mkdir(parents=True)
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(home.data / "authority.pem")
    stranger.cert_pem.write_to_path(home.data / "stranger.pem")
    issued = authority.issue_cert("localhost")
    key, chain, socket = folder / "server.key", folder / "server.pem", folder / "socket"
    key.touch(0o600)
    issued.private_key_pem.write_to_path(key)
    issued.cert_chain_pems[0].write_to_path(chain)
    socket.mkdir()
    if os.geteuid() == 0:
        for path in (key, chain, socket):
            os.chown(path, *_ids_of(postgres.UNPRIVILEGED))
    settings = {
        "ssl": "on",
        "ssl_cert_file": str(chain),
        "ssl_key_file": str(key),
        "unix_socket_directories": str(socket),
        **postgres.THROW_AWAY,
    }
    with postgres_of(home, settings, other_postgres.installed(VERSION)) as server:
        asyncio.run(migrate(server.dsn(ROLE)))
        asyncio.run(migrate_enrich(server.dsn(ROLE)))
        yield Door(
            port=server.port,
            password=server.passwords[ROLE],
            authority=home.data / "authority.pem",
            stranger=home.data / "stranger.pem",
            socket=socket,
            owner=server.dsn(),
        )
    home.remove()


def _ids_of(user: str) -> tuple[int, int]:
    import pwd  # noqa: PLC0415, there is none on Windows, where this test does not run

    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


@asynccontextmanager
async def opened(dsn: str) -> AsyncIterator[Database]:
    """Store's tables at an address."""
    async with Database(PostgresSettings(dsn=dsn)) as database:
        yield database


async def test_a_running_store_is_inside_tls_with_a_password_from_a_file(
    door: Door, tmp_path: Path, kafka_bootstrap: str, topic_suffix: str
) -> None:
    """`sslmode=verify-full`, `sslrootcert` and `passfile` in POSTGRES_DSN serve the whole service."""
    dsn = door.dsn(
        sslmode="verify-full", sslrootcert=str(door.authority), passfile=str(door.password_file(tmp_path))
    )
    async with lane(kafka_bootstrap, dsn, topic_suffix) as store, store.process():
        await store.produce([message(article())])
        await store.all_committed()
        assert await store.rows("select id from store.articles") == [(an_id("a"),)]
        assert await door.uses_tls() == {True}


@pytest.mark.parametrize("service", ["store", "enrich"])
async def test_variables_of_libpq_serve_both_services(door: Door, tmp_path: Path, service: str) -> None:
    """PGSSLMODE, PGSSLROOTCERT and PGPASSFILE count where the address is silent."""
    assert await _migrate(
        service,
        POSTGRES_DSN=door.dsn(),
        PGSSLMODE="verify-full",
        PGSSLROOTCERT=str(door.authority),
        PGPASSFILE=str(door.password_file(tmp_path)),
    ) == (0, "migrations applied: none, all were there")


@pytest.mark.parametrize("service", ["store", "enrich"])
async def test_files_at_home_serve_both_services(door: Door, tmp_path: Path, service: str) -> None:
    """~/.pgpass and ~/.postgresql/root.crt are found; the whole address may be PGHOST and its like."""
    door.password_file(tmp_path).rename(tmp_path / ".pgpass")
    (tmp_path / ".postgresql").mkdir()
    (tmp_path / ".postgresql" / "root.crt").write_bytes(door.authority.read_bytes())
    assert await _migrate(
        service,
        POSTGRES_DSN="postgresql://",
        HOME=str(tmp_path),
        PGHOST="localhost",
        PGPORT=str(door.port),
        PGUSER=ROLE,
        PGDATABASE="vestnik",
        PGSSLMODE="verify-full",
    ) == (0, "migrations applied: none, all were there")


async def _migrate(service: str, **variables: str) -> tuple[int | None, str]:
    """The exit status of `migrate` and its first line."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"services.{service}", "migrate"),
        cwd=PROJECT,
        env=os.environ | variables,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await started.communicate()
    return started.returncode, output.decode().partition("\n")[0]


async def test_a_certificate_of_somebody_else_is_refused(door: Door) -> None:
    """It is an error that may pass, and it says why: the process waits and `readyz` tells."""
    dsn = door.dsn(sslmode="verify-full", sslrootcert=str(door.stranger), password=door.password)
    async with opened(dsn) as database:
        with pytest.raises(TransientError, match="certificate verify failed"):
            await database.check()


async def test_another_name_is_refused_by_verify_full_alone(door: Door) -> None:
    """The certificate is of localhost: at 127.0.0.1 `verify-ca` goes in and `verify-full` does not."""
    parameters = {"sslrootcert": str(door.authority), "password": door.password}
    async with opened(door.dsn("127.0.0.1", sslmode="verify-ca", **parameters)) as database:
        await database.check()
        assert await door.uses_tls() == {True}
    async with opened(door.dsn("127.0.0.1", sslmode="verify-full", **parameters)) as database:
        with pytest.raises(TransientError, match="IP address mismatch"):
            await database.check()


async def test_a_mistake_in_the_address_is_no_fault_of_a_row(door: Door, tmp_path: Path) -> None:
    """Without a certificate to trust nothing is dead-lettered for it, and nothing waits: it stops."""
    settings = PostgresSettings(dsn=door.dsn(sslmode="secret"))
    async with Database(settings) as database, PostgresIndex(settings) as index:
        for check in (database.check, index.check):
            with pytest.raises(asyncpg.ClientConfigurationError, match="sslmode"):
                await check()


async def test_a_password_is_read_again_for_each_connection(door: Door, tmp_path: Path) -> None:
    """A password that was changed in the file counts from the next connection on, without a restart."""
    file = door.password_file(tmp_path)
    right = file.read_text()
    file.write_text(right.replace(door.password, "old"))
    async with opened(door.dsn(passfile=str(file))) as database:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await database.check()
        file.write_text(right)
        await database.check()


async def test_a_socket_needs_no_host(door: Door) -> None:
    """`postgresql:///database?host=/folder` is an address as libpq has it."""
    parameters = {"host": str(door.socket), "port": str(door.port), "password": door.password, "user": ROLE}
    async with opened(f"postgresql:///vestnik?{urlencode(parameters)}") as database:
        await database.check()


async def test_one_connection_is_enough(door: Door) -> None:
    """With POSTGRES_POOL_SIZE=1 checks take turns; `statement_timeout` in the address is the session's."""
    dsn = door.dsn(password=door.password, statement_timeout="200")
    async with Database(PostgresSettings(dsn=dsn, pool_size=1)) as database:
        stranger = await asyncpg.connect(door.owner)
        async with stranger.transaction():
            await stranger.execute("lock table store.articles in access exclusive mode")
            checks = [asyncio.create_task(database.check()) for _ in range(3)]
            await asyncio.wait(checks)
            assert {type(check.exception()) for check in checks} == {TransientError}
        await stranger.close()
        await eventually(lambda: _passes(database))


async def _passes(database: Database) -> bool:
    await database.check()
    return True
