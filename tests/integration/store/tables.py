"""The tables of store in a database of one test."""

from typing import Any

import asyncpg

from services.store.database import Database
from services.store.message import Content
from services.store.verification import DIFFERENCES, expected
from services.store.verification import TABLES as VERIFIED
from tests.unit.store.messages import decoded, rows_of

TABLES = (
    *("articles", "article_versions", "article_entities", "links", "link_answers", "copy_answers"),
    *("related_links", "dead_letters"),
)


class Tables:
    """A migrated database, and what is in it."""

    def __init__(self, database: Database, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self.database, self.connection = database, connection

    async def write(self, *contents: Content) -> None:
        """Write one batch."""
        await self.database.write(rows_of(decoded(*contents)))

    async def empty(self) -> None:
        """Leave no row."""
        names = (f"store.{name}" for name in TABLES if name != "related_links")
        await self.connection.execute(f"truncate {', '.join(names)}")

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to a query."""
        return [tuple(row) for row in await self.connection.fetch(query)]

    async def links(self) -> list[tuple[Any, ...]]:
        """How the links read."""
        query = "select article_id, position, status, target_id, method, score from store.related_links"
        return await self.rows(f"{query} order by 1, 2")

    async def all(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        # S608: the names are ours
        return {table: await self.rows(f"select * from store.{table} order by 1, 2") for table in TABLES}  # noqa: S608

    async def differences(self, *contents: Content) -> list[str]:
        """The kinds of differences from what topics with these messages say."""
        async with self.connection.transaction():
            await self.connection.execute(VERIFIED)
            for table, rows in expected(one.record for one in decoded(*contents))._asdict().items():
                await self.connection.copy_records_to_table(table, records=rows)
            found = [row["kind"] for row in await self.connection.fetch(DIFFERENCES)]
            await self.connection.execute("drop table expected_articles, expected_answers, expected_copies")
        return found
