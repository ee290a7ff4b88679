"""A real Postgres with a tablespace that is full after so many bytes."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from local import postgres, stack
from local.home import Home
from local.plan import Plan
from local.programs import identity

TABLESPACE = "small"
# In namespaces of its own a program may mount what nobody else sees, without being root.
OWN_MOUNTS = ("unshare", "--map-current-user", "--keep-caps", "--mount", "sh", "-c")
MOUNT_AND_RUN = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'


@contextmanager
def postgres_with_a_small_disk(home: Home, size_bytes: int) -> Iterator[postgres.Server]:
    """A server whose tablespace `small` is a file system of that size; the rest is where it always is.

    A system that allows nobody to mount makes a test fail in CI, and be skipped elsewhere.
    """
    port = home.ports("postgres")["postgres"]
    server = postgres.prepare(home.data / "postgres", home.logs / "postgres.log", port, postgres.THROW_AWAY)
    program = server.program
    disk = home.data / "postgres" / "disk"
    disk.mkdir()
    wrapped = (*OWN_MOUNTS, MOUNT_AND_RUN, "sh", str(size_bytes), str(disk))
    if reason := _refusal((*wrapped, "true"), program.user):
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    small = program.model_copy(update={"command": (*wrapped, *program.command)})
    with stack.running(home, lambda: Plan(servers=(small,))):
        yield postgres.Server(small, server.port, server.passwords)


async def database_on_it(server: postgres.Server, home: Home) -> str:
    """The address of a new database that is wholly on the small disk."""
    owner = await asyncpg.connect(server.dsn())
    try:
        disk = home.data / "postgres" / "disk"
        await owner.execute(f"create tablespace {TABLESPACE} location '{disk}'")
        await owner.execute(f"create database on_small_disk tablespace {TABLESPACE}")
    finally:
        await owner.close()
    return server.dsn(database="on_small_disk")


def _refusal(command: tuple[str, ...], user: str | None) -> str:
    """Why this system lets nobody mount a file system; empty where it does."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=Path("/"), **identity(user)
        )
    except OSError as error:
        return f"no file system of its own for Postgres: {error}"
    return f"no file system of its own for Postgres: {done.stderr.strip()}" if done.returncode else ""
