"""What is remembered of imports."""

from pathlib import Path

import pytest

from services.ingest.files.journal import Journal, NoJournalError, Progress


def test_is_there_afterwards(tmp_path: Path) -> None:
    """What was saved is there when the journal is opened again, the last word on each file."""
    path = tmp_path / "deep" / "journal"
    with Journal(path, "a") as journal:
        assert journal.progress("one") == Progress()
        journal.save([("one", Progress(3, 2, 1)), ("two", Progress(1, 1, 0, whole=True))])
        journal.save([("one", Progress(5, 4, 1))])
    with Journal(path, "a") as journal:
        assert journal.progress("one") == Progress(5, 4, 1)
        assert journal.progress("two") == Progress(1, 1, 0, whole=True)


def test_each_destination_has_its_own(tmp_path: Path) -> None:
    """What went to one topic says nothing about another; both may be kept at the same time."""
    path = tmp_path / "journal"
    with Journal(path, "a") as first, Journal(path, "b") as second:
        first.save([("one", Progress(1, 1, 0))])
        assert second.progress("one") == Progress()
        second.save([("one", Progress(2, 2, 0))])
        assert first.progress("one") == Progress(1, 1, 0)


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """A folder that cannot be made, and a file that is no journal, are named."""
    (tmp_path / "file").write_text("no database at all, but long enough to be taken for the head of one")
    for path in (tmp_path / "file" / "journal", tmp_path / "file"):
        with pytest.raises(NoJournalError, match=f"cannot keep the journal at {path}: "):
            Journal(path, "a")
