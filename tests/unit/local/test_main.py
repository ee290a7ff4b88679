"""The command line of the local stack."""

import subprocess
import sys
from pathlib import Path

import pytest

from local import jars
from local.programs import PROJECT


def local(folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Exit code and all output of a command, with a home and a cache of its own."""
    jars.folder(folder / "cache").mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        (sys.executable, "-m", "local", *words),
        cwd=PROJECT,
        env={"VESTNIK_HOME": str(folder / "home"), "VESTNIK_CACHE": str(folder / "cache"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("command", [[], ["install"], ["up"], ["down"], ["status"], ["demo"]])
def test_every_command_explains_itself(tmp_path: Path, command: list[str]) -> None:
    """--help says what it does and ends with 0."""
    code, output = local(tmp_path, *command, "--help")
    assert (code, output.startswith("usage: python -m local")) == (0, True)


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5"])
def test_a_number_of_workers_that_makes_no_sense_is_refused(tmp_path: Path, workers: str) -> None:
    """Before anything is started, naming the value."""
    code, output = local(tmp_path, "up", ENRICH_WORKERS=workers)
    assert (code, output.splitlines()[-1]) == (
        2,
        f"python -m local up: error: argument --workers: '{workers}' is not a number from 1 up",
    )


def test_nothing_runs_before_the_first_up(tmp_path: Path) -> None:
    """Status says so and fails, down has nothing to do and succeeds."""
    home = tmp_path / "home"
    assert local(tmp_path, "status") == (1, f"nothing runs in {home}; `make up` starts it\n")
    assert local(tmp_path, "down") == (0, "nothing ran\n")
