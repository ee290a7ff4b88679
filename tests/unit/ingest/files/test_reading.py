"""The articles of a file, and the ids that they get."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from services.ingest.acceptance import Publication, Rejection
from services.ingest.files.finding import File, Kind
from services.ingest.files.items import Skipped
from services.ingest.files.reading import MOST_TIMES, Reading
from tests.unit.ingest.files.archives import archive, page, record

LINE = b'{"content":"%s","content_type":"text/plain"}'
MTIME = 1_700_000_000


def read(
    path: Path, kind: Kind, content: bytes, *, source: str | None = None, limit: int = 1000
) -> list[tuple[str, Publication | Rejection | Skipped]]:
    """What becomes of each item, and its place (without the folder)."""
    path.write_bytes(content)
    os.utime(path, (MTIME, MTIME))
    reading = Reading(File(path, kind, len(content)), source=source, limit=limit)
    found = [
        (reading.place(item.number).removeprefix(f"{path.parent}/"), reading.article(item))
        for item in reading.items()
    ]
    assert reading.taken == len(content)
    return found


def told(taken: Publication | Rejection | Skipped) -> str:
    """The content of a message, or the code of a refusal."""
    match taken:
        case Publication():
            return str(json.loads(taken.value)["content"])
        case Rejection():
            return f"[{taken.errors[0].code}]"
        case Skipped():
            return taken.reason


@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstd.compress])
def test_lines(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """Each line has its number; a bad one and one that is too long cost only themselves."""
    content = b"\n".join([LINE % b"a", b"", b"{", LINE % (b"x" * 1000), LINE % b"b"])
    found = read(tmp_path / "f", "jsonl", compress(content))
    assert [(place, told(taken)) for place, taken in found] == [
        ("f:1", "a"),
        ("f:3", "[not-json]"),
        ("f:4", "[too-large]"),
        ("f:5", "b"),
    ]


def test_limit_of_a_line(tmp_path: Path) -> None:
    """A line of exactly the limit is taken, one byte more is too large."""
    room = 1000 - len(LINE % b"")
    found = read(tmp_path / "f", "jsonl", b"\n".join(LINE % (b"x" * size) for size in (room, room + 1)))
    assert [told(taken) for _, taken in found] == ["x" * room, "[too-large]"]


def test_line_without_end(tmp_path: Path) -> None:
    """A line that goes on and on ends the file; one as long as may be passed over does not."""
    most = 1000 * MOST_TIMES
    path = tmp_path / "f"
    assert [told(taken) for _, taken in read(path, "jsonl", b"x" * most + b"\n" + LINE % b"a")] == [
        "[too-large]",
        "a",
    ]
    path.write_bytes(gzip.compress(bytes(50_000_000)))
    reading = Reading(File(path, "jsonl"), source=None, limit=1000)
    (item,) = reading.items()
    assert item.problem == "a line of more than 64,000 bytes; the rest was not read"
    assert told(reading.article(item)) == "[unreadable]"


@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstd.compress])
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_page(tmp_path: Path, kind: Kind, compress: Callable[[bytes], bytes]) -> None:
    """A page is read up to the limit, with the time of its file; one byte more is too large."""
    ((place, taken),) = read(tmp_path / "f", kind, compress(b"x" * 1000), source="given.example")
    assert isinstance(taken, Publication)
    fields = json.loads(taken.value)
    assert (place, fields["content"], fields["content_type"]) == ("f", "x" * 1000, kind)
    assert (fields["source"], fields["fetched_at"]) == ("given.example", "2023-11-14T22:13:20Z")
    ((_, taken),) = read(tmp_path / "f", kind, compress(b"x" * 1001))
    assert told(taken) == "[too-large]"


@pytest.mark.parametrize(
    "content", [gzip.compress(b"x" * 100, mtime=0)[:20], gzip.compress(b"x", mtime=0) + b"garbage"]
)
def test_damaged_page(tmp_path: Path, content: bytes) -> None:
    """Of a damaged page nothing is taken."""
    assert [told(taken) for _, taken in read(tmp_path / "f", "text/plain", content)] == ["[unreadable]"]


def test_damaged_lines(tmp_path: Path) -> None:
    """Of damaged lines those are taken that are whole, and the damage is named."""
    members = [gzip.compress(LINE % name + b"\n") for name in (b"a", b"b", b"c")]
    found = read(tmp_path / "f", "jsonl", members[0] + b"????" + members[1] + members[2][:-20])
    assert [told(taken) for _, taken in found][:2] == ["a", "b"]
    assert [told(taken) for _, taken in found].count("[unreadable]") == 2


def test_archive(tmp_path: Path) -> None:
    """Pages of an archive are taken, the rest is passed over or refused, each with its number."""
    records = [
        record(b"x", kind="warcinfo"),
        page("<p>a"),
        page("<p>b")[:150],
        page("<p>" + "c" * 998),
        page("<p>d"),
    ]
    found = read(tmp_path / "f", "warc", archive(records))
    assert [(place, told(taken)) for place, taken in found] == [
        ("f, record 1", "warcinfo record"),
        ("f, record 2", "<p>a"),
        ("f, record 3", "[unreadable]"),
        ("f, record 4", "[too-large]"),
        ("f, record 5", "<p>d"),
    ]


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """A file that is gone is one refusal."""
    reading = Reading(File(tmp_path / "gone", "jsonl"), source=None, limit=1000)
    (item,) = reading.items()
    assert told(reading.article(item)) == "[unreadable]"


def test_ids_stay(tmp_path: Path) -> None:
    """Ids are the same when a file is read again, compressed, or with lines added; else they differ."""

    def ids(content: bytes, source: str | None = None) -> list[object]:
        found = read(tmp_path / "f", "jsonl", content, source=source)
        return [taken.submission_id for _, taken in found if isinstance(taken, Publication)]

    lines = [LINE % b"a", LINE % b"b", LINE % b"a"]
    first = ids(b"\n".join(lines))
    assert len(set(first)) == 3
    assert ids(gzip.compress(b"\n".join(lines))) == first
    assert ids(b"\n".join([*lines, LINE % b"c"]))[:3] == first
    assert set(ids(b"\n".join(lines), "given.example")).isdisjoint(first)
    assert ids(b"\n".join([lines[1], *lines[1:]]))[1:] == first[1:]
