"""The records of a web archive, whole and broken."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.files.expansion import Expansion
from services.ingest.files.items import Item
from services.ingest.files.records import HEAD_MAX_BYTES, records
from tests.unit.ingest.files.archives import archive, page, record

PAGES = [page(f"<p>{number} " + "текст " * 50, f"http://a.example/{number}") for number in range(4)]
LENGTH = "the record is shorter or longer than its Content-Length"


def cut(data: bytes, limit: int = 10_000) -> list[Item]:
    """The records of a file."""
    return list(records(Expansion(io.BytesIO(data)), limit))


def whole(*numbers: int) -> list[tuple[int, bytes]]:
    """Records of `PAGES` with the numbers that they must have."""
    return [(number + 1, PAGES[number].removesuffix(b"\r\n\r\n")) for number in numbers]


def good(items: list[Item]) -> list[tuple[int, bytes]]:
    """What is there."""
    return [(item.number, item.body) for item in items if item.body is not None]


def problems(items: list[Item]) -> list[tuple[int, str | None]]:
    """What is not there."""
    return [(item.number, item.problem) for item in items if item.body is None]


@pytest.mark.parametrize(
    "data",
    [
        b"".join(PAGES),
        archive(PAGES),
        gzip.compress(b"".join(PAGES), mtime=0),
        b"".join(PAGES).removesuffix(b"\r\n\r\n"),
        b"\r\n\r\n".join(PAGES),
        b"".join(each.removesuffix(b"\r\n") for each in PAGES),
    ],
)
def test_whole_archives(data: bytes) -> None:
    """Every record comes as it stands, however the file is compressed and the records are kept apart."""
    assert cut(data) == [Item(number, body) for number, body in whole(0, 1, 2, 3)]


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (PAGES[1][:250] + b"\r\n\r\n", LENGTH),
        (PAGES[1][:250], LENGTH),
        (PAGES[1][:90], "the head of the record does not end"),
        (PAGES[1].replace(b"Content-Length: ", b"Content-Length: 1"), LENGTH),
        (PAGES[1].replace(b"Content-Length: ", b"Content-Length: 99999"), LENGTH),
        (PAGES[1].replace(b"Content-Length: ", b"Content-Length: 99999999"), None),
        (PAGES[1].replace(b"Content-Length: ", b"Content-Length: x"), "the record has no Content-Length"),
        (PAGES[1].replace(b"WARC/1.1", b"WRAC/1.1"), "no record begins here"),
        (b"garbage\r\n\r\n" * 3, "no record begins here"),
        (bytes(100_000), "no record begins here"),
        (b"WARC/1.1\r\n" + b"x" * HEAD_MAX_BYTES, "the head of the record does not end"),
    ],
)
def test_broken_record(broken: bytes, problem: str | None) -> None:
    """A broken record is named, and costs none of the others."""
    items = cut(PAGES[0] + broken + PAGES[2] + PAGES[3], 10**9)
    assert (good(items), problems(items)) == (whole(0, 2, 3), [(2, problem)])


def test_broken_member() -> None:
    """A record whose compressed bytes are broken is named, and costs none of the others."""
    packed = [bytearray(gzip.compress(each)) for each in PAGES]
    bodies = [PAGES[number].removesuffix(b"\r\n\r\n") for number in (0, 2, 3)]
    for where, what, problem in ((60, bytes(20), "broken gzip data"), (0, b"xxx", "bytes that are not gzip")):
        packed[1][where : where + len(what)] = what
        items = cut(b"".join(map(bytes, packed)))
        assert [body for _, body in good(items)] == bodies
        assert [str(text)[: len(problem)] for _, text in problems(items)] == [problem]


def test_file_that_ends_too_early() -> None:
    """The last record of a file that was cut off is named."""
    items = cut(b"".join(PAGES)[:-100])
    assert (good(items), problems(items)) == (whole(0, 1, 2), [(4, LENGTH)])


def test_limit() -> None:
    """A record up to the limit is given (its head not counted), a longer one only counted."""
    blocks = [b"x" * 70_000, b"x" * 200_000]
    items = cut(b"".join(map(record, blocks)) + PAGES[0], 100_000)
    assert [(item.number, item.body is None, item.problem) for item in items] == [
        (1, False, None),
        (2, True, None),
        (3, False, None),
    ]


@given(st.binary(max_size=300), st.integers(0, 600))
def test_whatever_stands_between(noise: bytes, at: int) -> None:
    """Whatever bytes are put into a record, the reader comes to an end and finds the last one."""
    broken = PAGES[1][:at] + noise + PAGES[1][at:]
    items = cut(PAGES[0] + broken + b"\r\n" + PAGES[2])
    assert good(items)[0] == whole(0)[0]
    assert good(items)[-1][1] == whole(2)[0][1]
