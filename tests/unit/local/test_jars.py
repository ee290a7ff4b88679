"""Kafka's jars in the cache."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local import jars

Download = Callable[[Path, jars.Report], list[Path]]


def download_of(**contents: str) -> Download:
    """A download of files with these contents."""

    def download(repository: Path, report: jars.Report) -> list[Path]:
        files = []
        for name, text in contents.items():
            file = repository / name / f"{name}.jar"
            file.parent.mkdir(parents=True)
            file.write_text(text)
            files.append(file)
        report(len(files), len(files))
        return files

    return download


def test_what_is_in_the_cache_is_not_downloaded(tmp_path: Path) -> None:
    """With the folder in place no network is used."""
    folder = jars.folder(tmp_path)
    folder.mkdir()
    reports: list[tuple[int, int]] = []
    assert jars.install(tmp_path, lambda *numbers: reports.append(numbers)) == folder
    assert reports == []


def test_the_expected_jars_appear_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache then holds the jars and nothing else."""
    monkeypatch.setattr(
        jars, "DIGEST", jars.digest(download_of(a="1", b="2")(tmp_path / "x", lambda *_: None))
    )
    cache = tmp_path / "cache"
    folder = jars.install(cache, download=download_of(b="2", a="1"))
    assert sorted(file.relative_to(cache).as_posix() for file in cache.rglob("*") if file.is_file()) == [
        "kafka-4.2.0/a.jar",
        "kafka-4.2.0/b.jar",
    ]
    assert folder == cache / "kafka-4.2.0"


def test_other_jars_than_expected_are_refused(tmp_path: Path) -> None:
    """One changed byte is an error, and nothing is kept."""
    with pytest.raises(jars.DownloadError, match=r"^the jars of Kafka 4\.2\.0 are not the expected ones"):
        jars.install(tmp_path, download=download_of(a="changed"))
    assert list(tmp_path.iterdir()) == []
