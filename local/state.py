"""What runs, written by the supervisor after every change, read by `up`, `down` and `status`."""

import fcntl
import os
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from local.home import Home, replace_text

Phase = Literal["starting", "ready", "stopping", "failed"]


class Running(BaseModel):
    """A process, told apart from a later one with the same pid by its time of creation."""

    model_config = ConfigDict(frozen=True)

    pid: int
    created: float
    """Seconds since the epoch."""

    @classmethod
    def of(cls, process: psutil.Process) -> "Running":
        """What to remember of a process."""
        return cls(pid=process.pid, created=process.create_time())

    def find(self) -> psutil.Process | None:
        """The process, if it is still this one."""
        try:
            process = psutil.Process(self.pid)
            return process if process.create_time() == self.created else None
        except psutil.NoSuchProcess:
            return None


class Member(BaseModel):
    """One program of the stack."""

    model_config = ConfigDict(frozen=True)

    name: str
    running: Running | None
    """None between a death and the next start."""
    restarts: int
    ready: str
    url: str


class State(BaseModel):
    """One stack."""

    model_config = ConfigDict(frozen=True)

    supervisor: Running
    phase: Phase
    message: str
    """What is being done, or what failed."""
    members: tuple[Member, ...]

    def member(self, name: str) -> Member:
        """The program of that name."""
        return next(member for member in self.members if member.name == name)


def read(home: Home) -> State | None:
    """The last state that was written; None when there is none that can be read."""
    try:
        return State.model_validate_json(_file(home).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def write(home: Home, state: State) -> None:
    """Replace the state."""
    replace_text(_file(home), state.model_dump_json(indent=1))


def forget(home: Home) -> None:
    """Delete the state and the addresses of a stack that no longer runs."""
    _file(home).unlink(missing_ok=True)
    home.env.unlink(missing_ok=True)


def lock(home: Home) -> int | None:
    """The lock of a home as a file descriptor, or None while somebody else holds it.

    A supervisor holds it as long as it lives, so "locked" is "runs", also after kill -9.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _file(home: Home) -> Path:
    return home.path / "state.json"
