"""Files that can be imported, and the articles in them."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal, cast
from uuid import uuid4

from schemas.validation import FieldError
from services.ingest.acceptance import Arrival, Rejection, accept_json, accept_page, too_large, undecodable
from services.ingest.batch import Article
from services.ingest.charset import UndecodableError, decode
from services.ingest.lines import Splitter

KINDS: Final[dict[str, Literal["text/plain", "text/html", "jsonl"]]] = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".jsonl": "jsonl",
}
CHUNK_BYTES: Final = 64 * 1024


class UnusablePathError(Exception):
    """A path that cannot be imported; says which and why."""


@dataclass(frozen=True)
class File:
    """One file: what is in it, and whether it is compressed."""

    path: Path
    kind: Literal["text/plain", "text/html", "jsonl"]
    compressed: bool
    size: int


@dataclass(frozen=True)
class Read:
    """One article of a file, where it stood, and how far the file was read (compressed bytes)."""

    article: Article
    file: File
    line: int | None
    position: int


def find(paths: Iterable[Path]) -> list[File]:
    """The files that are meant: those named, and every usable one in the folders named, sorted.

    Raises:
        UnusablePathError: One does not exist, is of another kind, or there is nothing to import.
    """
    found: dict[Path, File] = {}
    for path in paths:
        for file in _files(path):
            found.setdefault(file.path, file)
    if not found:
        raise UnusablePathError(f"nothing to import: no {' '.join(KINDS)} (or .gz of these) there")
    return list(found.values())


def _files(path: Path) -> Iterator[File]:
    if path.is_dir():
        inside = sorted(entry for entry in path.rglob("*") if entry.is_file())
        yield from (file for entry in inside if (file := _file(entry)))
    elif not path.exists():
        raise UnusablePathError(f"no such file or folder: {path}")
    elif file := _file(path):
        yield file
    else:
        raise UnusablePathError(f"cannot import {path}: not one of {' '.join(KINDS)} (or .gz of these)")


def _file(path: Path) -> File | None:
    compressed = path.suffix.lower() == ".gz"
    kind = KINDS.get((path.with_suffix("") if compressed else path).suffix.lower())
    return File(path, kind, compressed, path.stat().st_size) if kind else None


def read(file: File, *, source: str | None, limit: int) -> Iterator[Read]:
    """The articles of a file; what cannot be read is a rejection and ends the file."""
    try:
        with file.path.open("rb") as raw, _plain(raw, file) as stream:
            fetched_at = datetime.fromtimestamp(file.path.stat().st_mtime, UTC)
            articles = _lines if file.kind == "jsonl" else _page
            for line, article in articles(file, stream, fetched_at, source, limit):
                yield Read(article, file, line, raw.tell())
    except (OSError, EOFError, zlib.error) as error:
        problem = FieldError("unreadable", "", f"cannot be read: {error}")
        yield Read(Rejection("rejected", (problem,)), file, None, file.size)


def _plain(raw: BinaryIO, file: File) -> BinaryIO:
    return cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if file.compressed else raw


def _page(
    file: File, stream: BinaryIO, fetched_at: datetime, source: str | None, limit: int
) -> Iterator[tuple[None, Article]]:
    known = _arrival(fetched_at, source)
    body = stream.read(limit + 1)
    if len(body) > limit:
        yield None, too_large(limit, "the file", known)
        return
    try:
        text = decode(body, html=file.kind == "text/html")
    except UndecodableError as error:
        yield None, undecodable(known, str(error))
    else:
        yield None, accept_page(text, file.kind, known)


def _lines(
    _: File, stream: BinaryIO, fetched_at: datetime, source: str | None, limit: int
) -> Iterator[tuple[int, Article]]:
    splitter = Splitter(limit)
    while chunk := stream.read(CHUNK_BYTES):
        for line in splitter.feed(chunk):
            yield line.number, _of_line(line.body, _arrival(fetched_at, source), limit)
    for line in splitter.end():
        yield line.number, _of_line(line.body, _arrival(fetched_at, source), limit)


def _of_line(body: bytes | None, known: Arrival, limit: int) -> Article:
    return too_large(limit, "the line", known) if body is None else accept_json(body, known)


def _arrival(fetched_at: datetime, source: str | None) -> Arrival:
    return Arrival(datetime.now(UTC), uuid4(), fetched_at, source)
