"""The command that makes keys."""

import argparse
from pathlib import Path

import pytest

from services.ingest.web.issuing import run
from services.ingest.web.keys import Keys


def issue(file: Path, name: str, rate: float | None = None) -> int:
    """Run the command."""
    return run(argparse.Namespace(name=name, rate=rate, file=file))


def test_key_works_and_others_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each key printed lets its name in; the file is nobody else's to read, and keeps what a person wrote."""
    file = tmp_path / "keys.toml"
    statuses = [issue(file, "one"), issue(file, "two", 2.5)]
    file.write_text("# of the north\n" + file.read_text())
    statuses.append(issue(file, "three"))
    printed = capsys.readouterr().out.split()
    keys = Keys(file)
    found = [keys.client(f"Bearer {key}") for key in printed]
    assert statuses == [0, 0, 0]
    assert [client and client.name for client in found] == ["one", "two", "three"]
    assert file.read_text().startswith("# of the north\n")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "rate", "words"),
    [
        ("one", None, "has a key of one already"),
        ("two words", None, "pattern"),
        ("two", 0.0, "greater than 0"),
    ],
)
def test_no_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, rate: float | None, words: str
) -> None:
    """What cannot be written down is said, no key is printed and the file stays as it was."""
    file = tmp_path / "keys.toml"
    issue(file, "one")
    before = file.read_text()
    capsys.readouterr()
    assert issue(file, name, rate) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert file.read_text() == before
