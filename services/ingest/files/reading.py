"""The articles of a file, one after another, each under an id that a second reading gives again."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from schemas.identity import NAMESPACE
from services.ingest.acceptance import (
    MAX_DEPTH,
    Arrival,
    Publication,
    Rejection,
    accept_json,
    accept_page,
    too_large,
    undecodable,
)
from services.ingest.charset import UndecodableError, decode
from services.ingest.files import items
from services.ingest.files.archive import accept_record
from services.ingest.files.expansion import Expansion
from services.ingest.files.finding import File
from services.ingest.files.items import Item, Skipped, unreadable
from services.ingest.files.records import records

MOST_TIMES: Final = 64
"""A line so many times longer than allowed ends its file: 1 GiB by default, two seconds of a bomb."""

WHAT: Final = {
    "text/plain": "the file",
    "text/html": "the file",
    "json": "the file",
    "jsonl": "the line",
    "warc": "the record",
}


class Reading:
    """One file being read. `source` is the publisher, where a page names none; `limit` is in bytes an item.

    The id of an article that brings none is made of its bytes, its place in the file and `source`: the
    same however often the file is read, compressed or not, and also when lines were added to it.
    """

    def __init__(self, file: File, *, source: str | None, limit: int, max_depth: int = MAX_DEPTH) -> None:
        self.file = file
        self._source, self._limit, self._max_depth = source, limit, max_depth
        self._expansion: Expansion | None = None
        self._fetched_at = datetime.now(UTC)
        begin = NAMESPACE.bytes + f"import:{source or ''}\n".encode()
        self._name = hashlib.sha1(begin, usedforsecurity=False)

    @property
    def taken(self) -> int:
        """How many bytes of the file were read."""
        return self._expansion.taken if self._expansion else 0

    def items(self) -> Iterator[Item]:
        """What is in the file. What cannot be read is an item with a problem."""
        try:
            with self.file.open() as raw:
                self._fetched_at = self.file.modified_at()
                self._expansion = Expansion(raw)
                yield from self._cut(self._expansion)
        except OSError as error:
            yield Item(1, None, f"cannot be read: {error}")

    def article(self, item: Item) -> Publication | Rejection | Skipped:
        """What becomes of an item."""
        if item.problem is not None:
            return unreadable(item.problem)
        body = item.body
        known = Arrival(datetime.now(UTC), self._id(item), self._fetched_at, self._source)
        if body is None:
            return too_large(self._limit, WHAT[self.file.kind], known)
        if self.file.kind in {"json", "jsonl"}:
            return accept_json(body, known, max_depth=self._max_depth)
        if self.file.kind == "warc":
            return accept_record(body, known, self._limit)
        try:
            text = decode(body, html=self.file.kind == "text/html")
        except UndecodableError as error:
            return undecodable(known, str(error))
        return accept_page(text, self.file.kind, known)

    def place(self, number: int) -> str:
        """Where the item of this number stands, for people."""
        match self.file.kind:
            case "jsonl":
                return f"{self.file.path}:{number}"
            case "warc":
                return f"{self.file.path}, record {number}"
        return str(self.file.path)

    def _cut(self, expansion: Expansion) -> Iterator[Item]:
        if self.file.kind == "jsonl":
            return items.lines(expansion, self._limit, self._limit * MOST_TIMES)
        if self.file.kind == "warc":
            return records(expansion, self._limit)
        return items.page(expansion, self._limit)

    def _id(self, item: Item) -> UUID:
        """UUIDv5 (RFC 9562, 5.5) whose name ends in the bytes of the item."""
        name = self._name.copy()
        name.update(b"%d\n" % item.number)
        name.update(item.body or b"")
        return UUID(bytes=name.digest()[:16], version=5)
