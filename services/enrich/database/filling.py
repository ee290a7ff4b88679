"""Filling an empty link index from what was published, in one transaction."""

from collections.abc import Collection
from uuid import UUID

from services.enrich.database import filling_statements
from services.enrich.database.announce import announce
from services.enrich.database.errors import error_families
from services.enrich.database.look import look_within
from services.enrich.database.rows import to_columns
from services.enrich.relate.entries import Announcement, Answered, Record
from services.enrich.relate.known import Known
from services.runtime.postgres import Connection


class NotEmptyError(Exception):
    """The link index knows something already."""


class Filling:
    """One transaction in which an empty index is filled."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._look = connection, look_within(connection)

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles so far."""
        return await self._look.known(ids)

    async def announce(self, announcement: Announcement) -> None:
        """Add rows."""
        with error_families():
            await announce(self._connection, announcement)

    async def record(self, record: Record) -> None:
        """Write what is known now."""
        await self._look.record(record)

    async def answer(self, answers: Collection[Answered]) -> None:
        """Note where links lead to; at the end their targets are found under what the links wait for."""
        with error_families():
            if columns := to_columns(answers):
                await self._connection.execute(filling_statements.ANSWER, *columns)
