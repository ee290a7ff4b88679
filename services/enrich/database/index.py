"""The link index in Postgres: its pool and its transactions."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from services.enrich.database import filling_statements, statements, sweep_statements
from services.enrich.database.announce import announce
from services.enrich.database.errors import error_families
from services.enrich.database.filling import Filling, NotEmptyError
from services.enrich.database.look import look_within, read_known
from services.enrich.database.rows import from_outcome_row
from services.enrich.relate.entries import Announcement
from services.enrich.relate.index import Look
from services.enrich.relate.known import Known
from services.enrich.submission import Outcome
from services.enrich.sweeping import Cutoffs
from services.runtime import postgres
from services.runtime.settings import PostgresSettings

SCHEMA: Final = "enrich"
STATEMENT_SECONDS: Final = 60.0
"""Longer than a look of another worker can take, for whose locks a statement may wait."""

FINISH_SECONDS: Final = 3600.0
"""What the last statements of a filling may take: they go over everything once."""

# Every statement finds a few rows by index. Plans made while the tables are small must not scan
# them once they are large, and no plan is worth compiling.
_PLANNING: Final = {
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}


async def migrate(dsn: str) -> list[str]:
    """Bring the schema up to date; the names of what was applied."""
    return await postgres.migrate(dsn, SCHEMA, Path(__file__).parents[1] / "migrations")


class PostgresIndex:
    """The schema `enrich`. Its methods raise `TransientError` while Postgres is away.

    `PermanentError` (`refused-by-database`) means that a value of the batch cannot be stored.
    """

    def __init__(self, settings: PostgresSettings) -> None:
        self._pool = postgres.create_pool(
            settings, "enrich", statement_seconds=STATEMENT_SECONDS, planning=_PLANNING
        )

    async def __aenter__(self) -> Self:
        """Ready to connect."""
        await self._pool
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._pool.close()

    async def check(self) -> None:
        """Return when the tables answer. Raises `RuntimeError` where there are none."""
        await postgres.check_table(self._pool, "enrich.articles", "enrich")

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles; may be outdated at once."""
        with error_families():
            return await read_known(self._pool, ids)

    async def outcomes(self, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Outcome]:
        """What was recorded of messages, by partition and offset."""
        arguments = [partition for partition, _ in places], [offset for _, offset in places]
        with error_families():
            rows = await self._pool.fetch(statements.OUTCOMES, *arguments)
        return {(row["partition"], row["offset"]): from_outcome_row(dict(row)) for row in rows}

    async def announce(self, announcement: Announcement) -> None:
        """Add rows in a transaction of their own; every worker in one order, so that none deadlocks."""
        with error_families():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(statements.BEGIN_ANNOUNCE)
                await announce(connection, announcement)

    @asynccontextmanager
    async def look(self, *, alone: bool = False) -> AsyncIterator[Look]:
        """Begin a look: one transaction, in which each statement sees what was committed before it.

        One that is alone begins when all others have ended, and the next ones wait for it.
        """
        with error_families():
            connection = await self._pool.acquire()
        try:
            transaction = connection.transaction(isolation="read_committed")
            with error_families():
                await transaction.start()
            try:
                with error_families():
                    await connection.execute(statements.BEGIN_ALONE if alone else statements.BEGIN_LOOK)
                yield look_within(connection)
            except BaseException:
                with suppress(*postgres.ERRORS):
                    await transaction.rollback()
                raise
            with error_families():
                await transaction.commit()
        finally:
            with error_families():
                await self._pool.release(connection)

    @asynccontextmanager
    async def filling(self) -> AsyncIterator[Filling]:
        """Fill an empty index, all or nothing. Workers wait meanwhile: none can read what is known.

        Raises `NotEmptyError` where something is known already.
        """
        with error_families():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(filling_statements.BEGIN)
                if await connection.fetchval(filling_statements.IS_FILLED):
                    raise NotEmptyError
                yield Filling(connection)
                for statement in filling_statements.FINISH:
                    await connection.execute(statement, timeout=FINISH_SECONDS)

    async def sweep(self, before: Cutoffs) -> dict[str, int]:
        """Forget what was not touched since. Returns the number of rows deleted by table.

        Each statement is a transaction of its own and takes the old rows of a few pages: nobody waits long
        for it, and a table is read once.
        """
        cutoffs = defaultdict(
            lambda: before.articles, links=before.links, wanted=before.links, outcomes=before.outcomes
        )
        deleted = {}
        for table, statement in sweep_statements.SWEEP.items():
            with error_families():
                pages = await self._pool.fetchval(sweep_statements.PAGES, f"{SCHEMA}.{table}")
            step = sweep_statements.AT_ONCE.get(table, sweep_statements.AT_ONCE_ELSE)
            deleted[table] = sum(
                [
                    await self._sweep(statement, cutoffs[table], (start, 0), (start + step, 0))
                    for start in range(0, pages, step)
                ]
            )
        return deleted

    async def _sweep(self, statement: str, *arguments: object) -> int:
        with error_families():
            return int((await self._pool.execute(statement, *arguments)).rpartition(" ")[2])  # "DELETE 7"
