"""Postgres as services use it: a pool that may come before its server, and errors in two families."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from schemas.dead_letter import Cause
from services.runtime import migrations
from services.runtime.errors import PermanentError, TransientError
from services.runtime.settings import PostgresSettings

Row: TypeAlias = asyncpg.Record
Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

ERRORS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""What a statement raises."""

CONNECT_SECONDS: Final = 5.0

# Classes of SQLSTATE (PostgreSQL manual, appendix A). Away: connection, rollback (deadlock), resources,
# not in a state to, operator, system, idle timeouts. Refused: data, program limit (such as an index row
# of 3 KB).
_AWAY: Final = ("08", "25006", "25P03", "40", "53", "55", "57", "58")
_REFUSED: Final = ("22", "54")
CONSTRAINT: Final = "23"
"""Class of a violated constraint: refused where rows come from outside, a bug where they are ours."""


def create_pool(
    settings: PostgresSettings,
    service: str,
    *,
    statement_seconds: float,
    planning: Mapping[str, str] | None = None,
) -> Pool:
    """A pool for `async with`. It connects when needed: Postgres may come later than we."""
    pool: asyncpg.Pool[Any] = asyncpg.create_pool(
        settings.dsn,
        min_size=0,
        max_size=settings.pool_size,
        timeout=CONNECT_SECONDS,
        command_timeout=statement_seconds,
        reset=_keep,
        server_settings={"application_name": f"vestnik-{service}", **(planning or {})},
    )
    return pool


async def _keep(_: object) -> None:
    """Services leave nothing behind in a session, so it costs no statement to give one back."""


async def migrate(dsn: str, schema: str, folder: Path) -> list[str]:
    """Bring a schema up to date from a folder of SQL files; the names of what was applied."""
    connection = await asyncpg.connect(dsn)
    try:
        return await migrations.migrate(connection, schema, migrations.read_migrations(folder))
    finally:
        await connection.close()


async def check_table(pool: Pool, table: str, service: str) -> None:
    """Return when a table answers. Raises `RuntimeError` where there is none, `TransientError` while away."""
    with error_families(stage="check"):
        try:
            await pool.execute(f"select from {table} limit 0")
        except asyncpg.UndefinedTableError as error:
            raise RuntimeError(f"no tables; run `python -m services.{service} migrate`") from error


@contextmanager
def error_families(*, stage: str, constraints_refuse: bool = False) -> Iterator[None]:
    """Errors as one of the two families. What is in neither stays: a bug, or a setting that is wrong.

    `TransientError` while Postgres is away, `PermanentError` (`refused-by-database`) for what it will never
    take; with `constraints_refuse` also what violates a constraint.
    """
    refused = (*_REFUSED, CONSTRAINT) if constraints_refuse else _REFUSED
    try:
        yield
    except asyncpg.ClientConfigurationError:  # the address is at fault, or a file that it names; no value is
        raise
    except Exception as error:
        message = f"{type(error).__name__}: {str(error) or 'no answer in time'}"
        if _is_away(error):
            raise TransientError(message) from error
        if _is_refusal(error, refused):
            raise PermanentError(Cause.REFUSED_BY_DATABASE, message, stage=stage) from error
        raise


def _is_away(error: Exception) -> bool:
    """No connection, or none to rely on.

    When Postgres ends a connection between two statements, asyncpg knows it as closed, as confused
    (InternalClientError) or as busy (InterfaceError), by chance. A new one is clean.
    """
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(_AWAY)
    lost = isinstance(error, OSError | asyncpg.InterfaceError | asyncpg.InternalClientError)
    return lost and not _is_client_refusal(error)


def _is_refusal(error: Exception, refused: tuple[str, ...]) -> bool:
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(refused)
    return _is_client_refusal(error)


def _is_client_refusal(error: Exception) -> bool:
    """Refused by asyncpg, because the value does not fit the type of its column."""
    by_argument = isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError)
    return by_argument or isinstance(error, OverflowError)
