"""What the files of migrations say of themselves."""

from pathlib import Path

import pytest

from services.runtime.migrations import HEADER

FILES = sorted((Path(__file__).parents[2] / "services").glob("*/migrations/*.sql"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}/{file.name}")
def test_each_says_if_it_can_run_beside_the_previous_release(file: Path) -> None:
    """The first line is `-- beside the previous release: yes`, or `no: ` and the reason."""
    first = file.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    assert HEADER.fullmatch(first)


def test_there_are_files() -> None:
    """Both services that have a schema have migrations."""
    assert {file.parts[-3] for file in FILES} == {"store", "enrich"}
