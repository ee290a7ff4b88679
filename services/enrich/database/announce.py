"""What is announced before a look: written at once, so that looks of other workers see it."""

import asyncio
from collections.abc import Callable, Sequence

from services.enrich.database import statements
from services.enrich.database.rows import (
    to_columns,
    to_key_columns,
    to_link_columns,
    to_text_row,
    to_wanted_columns,
)
from services.enrich.relate.entries import Announcement
from services.runtime.postgres import Connection


async def announce(connection: Connection, announcement: Announcement) -> None:
    """The rows of each statement are made while Postgres works on the one before."""
    writes: Sequence[tuple[str, Callable[[], Sequence[object]]]] = (
        (statements.ANNOUNCE_KEYS, lambda: to_key_columns(announcement.keys)),
        (statements.ANNOUNCE_TEXTS, lambda: to_columns(map(to_text_row, announcement.texts))),
        (statements.ANNOUNCE_LINKS, lambda: to_link_columns(announcement.links)),
        (statements.ANNOUNCE_WANTED, lambda: to_wanted_columns(announcement.wanted)),
        (statements.ANNOUNCE_WITHDRAWALS, lambda: to_columns(announcement.withdrawals)),
    )
    begun: asyncio.Task[str] | None = None
    try:
        for statement, columns_of in writes:
            if columns := columns_of():
                if begun:
                    await begun
                begun = asyncio.create_task(connection.execute(statement, *columns))
                await asyncio.sleep(0)  # now it is on its way
        if begun:
            await begun
    finally:
        if begun and not begun.done():
            begun.cancel()
            await asyncio.gather(begun, return_exceptions=True)
