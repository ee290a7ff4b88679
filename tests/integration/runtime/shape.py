"""The shape of a schema as lines of text, each of which names the object that it is about."""

from pathlib import Path
from typing import Final

import asyncpg

QUERY: Final = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
PRINTED_BY: Final = 18
"""The major version of Postgres whose words for the text of a view are committed."""


async def shape(connection: "asyncpg.Connection[asyncpg.Record]", schema: str) -> list[str]:
    """Tables, columns, constraints, indexes, views, functions, types, comments, owners and grants, sorted.

    The owner is left out where it is who asks.
    """
    rows = [tuple(row) for row in await connection.fetch(QUERY, schema)]
    rows.sort(key=lambda row: (row[0], row[2], row[3], row[1]))
    return [f"{name}: {line}".rstrip() for name, line, *_ in rows]


def as_any_version_prints_it(lines: list[str]) -> list[str]:
    """Without the text of views."""
    return [line for line in lines if not (line[1:].startswith("view ") and ": | " in line)]
