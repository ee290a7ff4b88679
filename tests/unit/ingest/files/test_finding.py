"""Which files are meant."""

from pathlib import Path

import pytest

from services.ingest.files.finding import CHECKED, STANDARD_INPUT, File, UnusablePathError, find

USABLE = ".txt .html .htm .jsonl .ndjson .warc (or .gz .zst of these)"


def test_kinds(tmp_path: Path) -> None:
    """A folder gives what can be used in it, sorted; each file once, its kind told by its name."""
    deep = tmp_path / "b" / "deep"
    deep.mkdir(parents=True)
    for name in ("a.txt", "b/x.HTML", "b/deep/y.warc.gz", "b/deep/z.jsonl.ZST", "c.pdf", "d.gz", "e.json"):
        (tmp_path / name).write_bytes(b"12345")
    assert find([tmp_path / "a.txt", tmp_path], most=10) == [
        File(tmp_path / "a.txt", "text/plain", 5),
        File(deep / "y.warc.gz", "warc", 5),
        File(deep / "z.jsonl.ZST", "jsonl", 5),
        File(tmp_path / "b" / "x.HTML", "text/html", 5),
    ]
    assert find([tmp_path / "e.json"], most=10, kinds=CHECKED) == [File(tmp_path / "e.json", "json", 5)]


def test_what_the_name_does_not_tell(tmp_path: Path) -> None:
    """Standard input is JSON Lines, a file of another name nothing, unless it is said what they are."""
    page = tmp_path / "page"
    page.write_bytes(b"x")
    assert find([STANDARD_INPUT], most=1) == [File(STANDARD_INPUT, "jsonl")]
    assert find([STANDARD_INPUT, page], otherwise="warc", most=2) == [
        File(STANDARD_INPUT, "warc"),
        File(page, "warc", 1),
    ]
    with pytest.raises(UnusablePathError, match="--as says what it is"):
        find([page], most=1)


def test_number_of_files(tmp_path: Path) -> None:
    """As many files as allowed are found; one more is too many."""
    for number in range(3):
        (tmp_path / f"{number}.txt").touch()
    assert len(find([tmp_path], most=3)) == 3
    with pytest.raises(UnusablePathError, match="more than 2 files"):
        find([tmp_path], most=2)


def test_what_is_not_there(tmp_path: Path) -> None:
    """A missing path and an empty folder are named."""
    with pytest.raises(UnusablePathError, match=r"no such file or folder: .*missing\.txt"):
        find([tmp_path / "missing.txt"], most=1)
    with pytest.raises(UnusablePathError) as raised:
        find([tmp_path], most=1)
    assert str(raised.value) == f"there is nothing: no {USABLE}"


def test_same_file_under_another_name(tmp_path: Path) -> None:
    """A file is the same when its bytes are."""
    for name, content in (("a.txt", b"x"), ("b.txt", b"x"), ("c.txt", b"y")):
        (tmp_path / name).write_bytes(content)
    first, second, third = (file.digest() for file in find([tmp_path], most=3))
    assert first == second != third
