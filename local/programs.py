"""Starting and stopping server processes, with everything that they started themselves."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

import psutil
from pydantic import BaseModel, ConfigDict

POLL_SECONDS = 0.05
TAIL_LINES = 25
PROJECT = Path(__file__).resolve().parents[1]  # where `python -m services.store` is understood
KILL_SECONDS = 5.0


class Program(BaseModel):
    """How to run one process, how to see that it is ready, and how to stop it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    command: tuple[str, ...]
    log: Path
    """Output is appended."""
    env: dict[str, str] = {}
    """Added to the environment of this process."""
    cwd: Path = PROJECT
    user: str | None = None
    """Who runs it, when it is not the current user; for root only."""
    ready: str = ""
    """What `ready.condition` asks; empty for a program that does its work and ends."""
    url: str = ""
    """Where people find it."""
    stop_signal: signal.Signals = signal.SIGTERM
    ready_seconds: float = 60
    """After that it counts as failed."""
    stop_seconds: float = 20
    """After that it is killed."""


class ProgramFailedError(Exception):
    """A program ended when it should not have, or took too long; carries the end of its log."""

    def __init__(self, program: Program, reason: str) -> None:
        super().__init__(f"{program.name} {reason}. The end of {program.log}:\n{tail(program.log)}")


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


def start(program: Program) -> psutil.Popen:
    """Start it as the leader of its own session: signals of our terminal do not reach it."""
    with program.log.open("ab") as log:
        return psutil.Popen(
            list(program.command),
            env={**os.environ, **program.env},
            cwd=program.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **identity(program.user),
        )


def run(program: Program, words: str = "") -> None:
    """Run it to its end, with `words` as its input.

    Raises:
        ProgramFailedError: It did not end with exit code 0.
    """
    with program.log.open("ab") as log:
        done = subprocess.run(  # noqa: S603 - our own command
            program.command,
            env={**os.environ, **program.env},
            cwd=program.cwd,
            input=words.encode(),
            stdout=log,
            stderr=log,
            check=False,
            **identity(program.user),
        )
    if done.returncode:
        raise ProgramFailedError(program, f"ended with exit code {done.returncode}")


def stop(*pairs: tuple[Program, psutil.Popen]) -> None:
    """Ask all of them to end, the last first; kill those that do not, and whatever they left behind."""
    families = [relative for _, process in pairs for relative in descendants(process)]
    asked = time.monotonic()
    for program, process in reversed(pairs):
        if process.poll() is None:
            process.send_signal(program.stop_signal)
    for program, process in pairs:
        with suppress(psutil.TimeoutExpired):
            process.wait(max(0.0, asked + program.stop_seconds - time.monotonic()))
    late = [relative for _, process in pairs for relative in descendants(process)]
    kill([*families, *late, *(process for _, process in pairs)])
    for _, process in pairs:
        process.wait()


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill those that still run and wait until they are gone; a pid that was given anew is left alone."""
    victims = list(processes)
    for process in victims:
        with suppress(psutil.NoSuchProcess):
            process.kill()  # psutil compares the time of creation first
    deadline = time.monotonic() + KILL_SECONDS
    while any(map(is_alive, victims)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; one that only waits to be reaped by its parent does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill_session(leader: int) -> None:
    """Kill what a process left behind in the group that `start` made for it."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def descendants(process: psutil.Process) -> list[psutil.Process]:
    """Its children, theirs, and so on; none when it is gone."""
    with suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
