"""What is remembered of a running stack."""

import os
from pathlib import Path

import psutil

from local import state
from local.home import Home

ME = state.Running.of(psutil.Process())
STATE = state.State(
    supervisor=ME,
    phase="ready",
    message="",
    members=(state.Member(name="kafka", running=None, restarts=2, ready="kafka://h:1", url="h:1"),),
)


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Every field survives."""
    home = Home(tmp_path)
    state.write(home, STATE)
    assert state.read(home) == STATE


def test_no_state_and_a_broken_one_are_none(tmp_path: Path) -> None:
    """What cannot be read is not there."""
    home = Home(tmp_path)
    before = state.read(home)
    (tmp_path / "state.json").write_text('{"supervisor": ')
    assert (before, state.read(home)) == (None, None)


def test_a_stack_that_ended_is_forgotten_with_its_addresses(tmp_path: Path) -> None:
    """Neither file misleads anybody; forgetting twice is no error."""
    home = Home(tmp_path)
    state.write(home, STATE)
    home.env.touch()
    for _ in range(2):
        state.forget(home)
    assert list(tmp_path.iterdir()) == []


def test_a_process_is_known_by_its_time_of_creation() -> None:
    """The same pid with another time is another process."""
    other = state.Running(pid=ME.pid, created=ME.created - 1)
    assert (ME.find(), other.find()) == (psutil.Process(), None)


def test_one_holds_the_lock(tmp_path: Path) -> None:
    """Nobody else gets it until it is let go."""
    home = Home(tmp_path / "home")
    first, second = state.lock(home), state.lock(home)
    assert first is not None
    os.close(first)
    third = state.lock(home)
    assert (second, third is None) == (None, False)
    os.close(third or -1)
