"""Runs the programs of one plan, starts again what dies, and stops everything when it is told to.

`python -m local.supervisor HOME LOCK [LIFELINE]`, started by `local.stack`. LOCK is the inherited
descriptor of the home's lock, held until this process ends. LIFELINE is the reading end of a pipe:
when nobody holds the other end any more, the stack stops.
"""

import os
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import structlog

from local import programs, state
from local.home import Home, replace_text
from local.keeper import Keeper
from local.plan import Plan, plan_file
from local.programs import Program, ProgramFailedError
from local.ready import condition
from services.runtime.errors import EXIT_CONFIG
from services.runtime.logs import configure
from services.runtime.settings import LogSettings

TICK_SECONDS = 0.1
FIRST_START_ATTEMPTS = 3

log = structlog.get_logger()


class StoppedError(Exception):
    """Somebody wants the stack to stop."""


class Supervisor:
    """One plan on its way: up, kept up, down."""

    def __init__(self, home: Home, plan: Plan, lifeline: int | None = None) -> None:
        self._home = home
        self._plan = plan
        self._lifeline = [] if lifeline is None else [lifeline]
        self._me = state.Running.of(psutil.Process())
        self._keepers: list[Keeper] = []
        self._phase: state.Phase = "starting"
        self._message = ""
        self._failure = ""
        self._published: state.State | None = None
        self._told_to_stop = False

    def tell_to_stop(self, *_: object) -> None:
        """Stop at the next tick; a signal handler."""
        self._told_to_stop = True

    def run(self) -> int:
        """Bring it up and keep it up until told to stop; the exit code."""
        try:
            self._bring_up()
            while True:
                self._tick()
        except StoppedError as reason:
            log.info("stopping", reason=str(reason))
        except ProgramFailedError as error:
            log.error("failed", reason=str(error))  # noqa: TRY400 - the reason is complete without a traceback
            self._failure = str(error)
        finally:
            self._bring_down()
        return 1 if self._failure else 0

    def _bring_up(self) -> None:
        self._start(self._plan.servers)
        self._run(self._plan.steps)
        self._start(self._plan.services)
        replace_text(
            self._home.env, "".join(f"{name}={value}\n" for name, value in self._plan.variables.items())
        )
        self._publish("ready")
        log.info("ready")

    def _start(self, group: tuple[Program, ...]) -> None:
        """Start a group and return when all of it is ready.

        Raises:
            ProgramFailedError: One of them died too often or took too long.
        """
        started = time.monotonic()
        waiting = [Keeper(program) for program in group]
        self._keepers += waiting
        while waiting:
            self._publish("starting", "waiting for " + ", ".join(keeper.program.name for keeper in waiting))
            self._tick()
            for keeper in waiting:
                if keeper.deaths >= FIRST_START_ATTEMPTS or keeper.exit_code == EXIT_CONFIG:
                    raise ProgramFailedError(keeper.program, f"ended with exit code {keeper.exit_code}")
                if time.monotonic() - started > keeper.program.ready_seconds:
                    limit = keeper.program.ready_seconds
                    raise ProgramFailedError(keeper.program, f"was not ready after {limit:g} s")
            waiting = [
                one for one in waiting if one.process is None or condition(one.program.ready) == "not ready"
            ]

    def _run(self, steps: tuple[Program, ...]) -> None:
        """Run programs side by side to their ends while looking after the others.

        Raises:
            ProgramFailedError: One did not end with exit code 0, or took too long.
        """
        self._publish("starting", "waiting for " + ", ".join(step.name for step in steps))
        started = time.monotonic()
        processes = [(step, programs.start(step)) for step in steps]
        try:
            while running := [step for step, process in processes if process.poll() is None]:
                self._tick()
                for step in running:
                    if time.monotonic() - started > step.ready_seconds:
                        raise ProgramFailedError(step, f"had not ended after {step.ready_seconds:g} s")
        finally:
            programs.stop(*processes)
        for step, process in processes:
            if process.returncode:
                raise ProgramFailedError(step, f"ended with exit code {process.returncode}")

    def _tick(self) -> None:
        if self._told_to_stop:
            raise StoppedError("told to")
        if not self._home.path.exists():
            raise StoppedError("the home was deleted")
        if select.select(self._lifeline, [], [], TICK_SECONDS)[0]:
            raise StoppedError("the one who wanted it is gone")
        now = time.monotonic()
        if any([keeper.tick(now) for keeper in self._keepers]):  # noqa: C419 - each of them gets its tick
            self._publish(self._phase, self._message)

    def _bring_down(self) -> None:
        self._publish("stopping")
        for group in (self._plan.services, self._plan.servers):
            names = {program.name for program in group}
            programs.stop(
                *(
                    (one.program, one.process)
                    for one in self._keepers
                    if one.program.name in names and one.process
                )
            )
        self._keepers = []
        if self._failure:
            self._publish("failed", self._failure)
        else:
            state.forget(self._home)

    def _publish(self, phase: state.Phase, message: str = "") -> None:
        self._phase, self._message = phase, message
        members = tuple(keeper.member() for keeper in self._keepers)
        now = state.State(supervisor=self._me, phase=phase, message=message, members=members)
        if now != self._published:
            self._published = now
            with suppress(FileNotFoundError):  # the home was deleted
                state.write(self._home, now)


def main() -> None:
    """Leave the terminal and the parent behind, then supervise."""
    path, _lock, *lifeline = sys.argv[1:]
    if os.fork():
        os._exit(0)
    os.setsid()
    configure("supervisor", LogSettings())
    home = Home(Path(path))
    plan = Plan.model_validate_json(plan_file(home).read_bytes())
    supervisor = Supervisor(home, plan, *map(int, lifeline))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.tell_to_stop)
    raise SystemExit(supervisor.run())


if __name__ == "__main__":
    main()
