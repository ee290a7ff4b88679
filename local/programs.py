"""Starting and stopping one server process, with everything that it started itself."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

import psutil

POLL_SECONDS = 0.05
TAIL_LINES = 25


@dataclass(frozen=True)
class Program:
    """How to start one server, how to see that it is ready, and how to stop it."""

    name: str
    command: Sequence[str]
    log: Path  # output is appended
    is_ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)  # added to the environment of this process
    user: str | None = None  # other than the current one; root only
    stop_signal: signal.Signals = signal.SIGTERM
    ready_seconds: float = 60  # longer than that counts as failed
    stop_seconds: float = 20  # after that it is killed
    url: str = ""  # for people


class NotReadyError(Exception):
    """A program ended, or took too long, before it was ready."""

    def __init__(self, program: Program, reason: str) -> None:
        super().__init__(f"{program.name} {reason}. The end of {program.log}:\n{tail(program.log)}")
        self.program = program
        self.reason = reason


def start(program: Program) -> psutil.Popen:
    """Start it as the leader of its own session: signals of our terminal do not reach it."""
    with program.log.open("ab") as log:
        return psutil.Popen(
            list(program.command),
            env={**os.environ, **program.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **identity(program.user),
        )


class Identity(TypedDict, total=False):
    """The arguments with which subprocess runs something as somebody else."""

    user: str
    group: int
    extra_groups: list[int]


def identity(user: str | None) -> Identity:
    """How to run something as that user, with none of our groups; nothing to do for None."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def wait_until_ready(program: Program, process: psutil.Popen) -> None:
    """Return when it is ready.

    Raises:
        NotReadyError: It ended, or `ready_seconds` are over.
    """
    deadline = time.monotonic() + program.ready_seconds
    while not program.is_ready():
        if process.poll() is not None:
            raise NotReadyError(program, f"ended with exit code {process.returncode}")
        if time.monotonic() > deadline:
            raise NotReadyError(program, f"was not ready after {program.ready_seconds:g} s")
        time.sleep(POLL_SECONDS)


def stop(program: Program, process: psutil.Popen) -> None:
    """Ask it to end, kill it when it does not, and kill whatever it left behind."""
    family = _descendants(process)
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        with suppress(psutil.TimeoutExpired):
            process.wait(program.stop_seconds)
    kill([*family, *_descendants(process), process])
    process.wait()


def kill(processes: Sequence[psutil.Process], seconds: float = 5) -> None:
    """Kill those that still run and wait until they are gone; a pid that was given anew is left alone."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()  # psutil compares the time of creation first
    psutil.wait_procs(processes, timeout=seconds)


@contextmanager
def running(program: Program) -> Iterator[psutil.Popen]:
    """The program, ready, for the length of a block.

    Raises:
        NotReadyError: It did not become ready; nothing of it is left.
    """
    process = start(program)
    try:
        wait_until_ready(program, process)
        yield process
    finally:
        stop(program, process)


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _descendants(process: psutil.Popen) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []
