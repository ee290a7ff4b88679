"""Files that can be imported: which they are, what is in them, and how one is told from another."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal, get_args

Kind = Literal["text/plain", "text/html", "json", "jsonl", "warc"]

KINDS: Final[dict[str, Kind]] = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
}
CHECKED: Final[dict[str, Kind]] = KINDS | {".json": "json"}
"""What can be checked: also one message as it stands on the topic."""
COMPRESSED: Final = (".gz", ".zst")
STANDARD_INPUT: Final = Path("-")

NAMES: Final[dict[str, Kind]] = {name.rpartition("/")[2]: name for name in get_args(Kind)}
"""Kinds as they are named on the command line: plain, html, json, jsonl, warc."""


class UnusablePathError(Exception):
    """A path that cannot be imported; says which and why."""


@dataclass(frozen=True, slots=True)
class File:
    """One file, or standard input (path `-`, size 0). `size` is in bytes, as it lies there."""

    path: Path
    kind: Kind
    size: int = 0

    @property
    def is_standard_input(self) -> bool:
        """Whether it can be read only once."""
        return self.path == STANDARD_INPUT

    def open(self) -> AbstractContextManager[BinaryIO]:
        """The bytes as they lie there. Raises `OSError`."""
        return nullcontext(sys.stdin.buffer) if self.is_standard_input else self.path.open("rb")

    def modified_at(self) -> datetime:
        """When it was written last: when its pages were read, as far as anybody knows. Raises `OSError`."""
        if self.is_standard_input:
            return datetime.now(UTC)
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def digest(self) -> str:
        """SHA-256 of its bytes: the same file, wherever it lies, whatever its name is. Raises `OSError`."""
        with self.path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()


def find(
    paths: Iterable[Path], *, otherwise: Kind | None = None, most: int, kinds: Mapping[str, Kind] = KINDS
) -> list[File]:
    """The files that are meant: those named, and every usable one in the folders named, sorted.

    `otherwise` is what standard input is, and files named whose name does not tell; else standard
    input is JSON Lines.

    Raises:
        UnusablePathError: One does not exist or is of another kind, there is nothing to import, or there are
            more than `most`.
    """
    usable = f"{' '.join(kinds)} (or {' '.join(COMPRESSED)} of these)"
    found: dict[Path, File] = {}
    for path in paths:
        if path != STANDARD_INPUT and not path.exists():
            raise UnusablePathError(f"no such file or folder: {path}")
        inside = list(_inside(path, kinds, otherwise))
        if not inside and not path.is_dir():
            raise UnusablePathError(f"cannot read {path}: not one of {usable}; --as says what it is")
        found |= {file.path: file for file in inside}
        if len(found) > most:
            raise UnusablePathError(f"more than {most:,} files; take one folder after another")
    if not found:
        raise UnusablePathError(f"there is nothing: no {usable}")
    return list(found.values())


def _inside(path: Path, kinds: Mapping[str, Kind], otherwise: Kind | None) -> Iterator[File]:
    if path == STANDARD_INPUT:
        yield File(path, otherwise or "jsonl")
    elif path.is_dir():
        # Sorted, so that a second run sends in the same order.
        for entry in sorted(path.rglob("*")):
            if (kind := _kind(entry, kinds)) and entry.is_file():
                yield File(entry, kind, entry.stat().st_size)
    elif kind := _kind(path, kinds) or otherwise:
        yield File(path, kind, path.stat().st_size)


def _kind(path: Path, kinds: Mapping[str, Kind]) -> Kind | None:
    inner = path.with_suffix("") if path.suffix.lower() in COMPRESSED else path
    return kinds.get(inner.suffix.lower())
