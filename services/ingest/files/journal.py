"""What was imported already: how far each file has come, kept on disk."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_SCHEMA = """
create table if not exists imported (
    destination text not null,
    content text not null,
    number integer not null,
    accepted integer not null,
    refused integer not null,
    whole integer not null,
    primary key (destination, content)
) without rowid
"""


class NoJournalError(Exception):
    """The journal cannot be kept; says where and why."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has come: the number of its last item that is done, and what became of the items.

    Done means acknowledged by Kafka, or refused for good. `whole`: nothing is left.
    """

    number: int = 0
    accepted: int = 0
    refused: int = 0
    whole: bool = False


class Journal:
    """The journal of one destination (a topic of a cluster), in an SQLite file that others may share.

    Every `save` is one transaction: after kill -9 it is there or not. After a power cut the last ones
    may be missing, which repeats articles and loses none.
    """

    def __init__(self, path: Path, destination: str) -> None:
        """Open it, or begin one. Raises `NoJournalError`."""
        self._destination = destination
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=10, isolation_level=None)
            self._database.execute("pragma journal_mode = wal")
            self._database.execute("pragma synchronous = normal")
            self._database.execute(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise NoJournalError(
                f"cannot keep the journal at {path}: {error}; --no-resume does without"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def progress(self, content: str) -> Progress:
        """How far a file of this content has come."""
        row = self._database.execute(
            "select number, accepted, refused, whole from imported where destination = ? and content = ?",
            (self._destination, content),
        ).fetchone()
        return Progress(row[0], row[1], row[2], bool(row[3])) if row else Progress()

    def save(self, progress: Iterable[tuple[str, Progress]]) -> None:
        """Keep how far files have come."""
        rows = [
            (self._destination, content, each.number, each.accepted, each.refused, each.whole)
            for content, each in progress
        ]
        with closing(self._database.cursor()) as cursor:
            cursor.execute("begin immediate")
            cursor.executemany("insert or replace into imported values (?, ?, ?, ?, ?, ?)", rows)
            cursor.execute("commit")
