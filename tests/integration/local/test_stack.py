"""Up, down, and what becomes of a stack whose parts are killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local import stack, state, status
from local.home import Home
from local.programs import Program, is_alive, kill
from local.stack import StackError
from tests.eventually import eventually
from tests.infra.stacks import alive, fake, kill_supervisor, plan, process_of

CALLER = """
import os, sys, time
from pathlib import Path
from local import stack
from local.home import Home
from tests.infra.stacks import fake, plan
home = Home(Path(sys.argv[1]))
"""
UP = "stack.up(home, lambda: plan(home))"
SLOW_UP = """
slow = fake(home, "b").model_copy(update={"ready": "http://127.0.0.1:9/"})
stack.up(home, lambda: plan(home).model_copy(update={"services": (slow,)}))
"""
UP_WITH_LIFELINE = """
read, write = os.pipe()
stack.up(home, lambda: plan(home), lifeline=read)
time.sleep(600)
"""


def caller(home: Home, body: str) -> "subprocess.Popen[bytes]":
    """A process that does something with a stack and can be killed."""
    return subprocess.Popen((sys.executable, "-c", CALLER + body, str(home.path)), stderr=subprocess.DEVNULL)


def test_it_comes_up_and_goes_down_twice(home: Home) -> None:
    """Up, up again, down: started, nothing to do, nothing left; and its ports are free for the next time."""

    def once() -> tuple[object, ...]:
        started, again = stack.up(home, lambda: plan(home)), stack.up(home, lambda: plan(home))
        addresses, stopped = home.env.read_text(), stack.down(home)
        return started, again, addresses, stopped, home.env.exists(), alive(home)

    ports = home.ports("a", "b")
    assert [once(), once()] == [(True, False, "INGEST_URL=http://b\n", True, False, [])] * 2
    assert home.ports("a", "b") == ports
    assert not stack.down(home)


def test_the_addresses_are_for_the_owner_alone(home: Home) -> None:
    """The files that hold passwords are readable by nobody else."""
    stack.up(home, lambda: plan(home))
    modes = {name: (home.path / name).stat().st_mode & 0o777 for name in ("env", "plan.json", "state.json")}
    assert modes == {"env": 0o600, "plan.json": 0o600, "state.json": 0o600}


async def test_a_service_that_dies_is_started_again(home: Home) -> None:
    """After kill -9 of a service another one serves, the child of the dead one is gone, and it is counted."""
    stack.up(home, lambda: plan(home, "--child"))
    dead = process_of(home, "b")
    child = dead.children()[0]
    dead.kill()
    await eventually(lambda: process_of(home, "b") != dead)
    await eventually(lambda: all(row.well for row in status.look(home)))
    assert [(row.name, row.restarts) for row in status.look(home)] == [("supervisor", 0), ("a", 0), ("b", 1)]
    assert not is_alive(child)


@pytest.mark.parametrize("then", ["up", "down"])
def test_what_a_killed_supervisor_left_behind_is_cleaned_up(home: Home, then: str) -> None:
    """After kill -9 of the supervisor the next up or down ends all of its processes, also an orphan."""
    stack.up(home, lambda: plan(home, "--daemon"))
    left, service = alive(home), process_of(home, "b")
    kill_supervisor(home)
    kill([service])
    if then == "up":
        assert stack.up(home, lambda: plan(home))
    else:
        assert stack.down(home)
    assert len(left) == 4  # supervisor, a, b, and the daemon of b
    assert [process for process in left if is_alive(process)] == []


def test_a_process_that_only_has_a_remembered_pid_is_left_alone(home: Home) -> None:
    """A pid that now belongs to somebody else is not killed: its time of creation differs."""
    stack.up(home, lambda: plan(home))
    kill_supervisor(home)
    last = state.read(home)
    assert last
    stranger = state.Running(pid=os.getpid(), created=1.0)
    members = tuple(member.model_copy(update={"running": stranger}) for member in last.members)
    state.write(home, last.model_copy(update={"supervisor": stranger, "members": members}))
    assert stack.down(home)  # we are still here to see it


def test_a_service_that_does_not_start_stops_everything(home: Home) -> None:
    """The error names the service and ends with its log; nothing is left running."""
    command = (sys.executable, "-c", "raise SystemExit('no luck')")
    broken = fake(home, "b").model_copy(update={"command": command})
    with pytest.raises(
        StackError, match=r"^b ended with exit code 1\. The end of .*b\.log:\n(no luck\n){3}Everything"
    ):
        stack.up(home, lambda: plan(home).model_copy(update={"services": (broken,)}))
    assert alive(home) == []


def test_a_service_that_takes_too_long_stops_everything(home: Home) -> None:
    """Being alive is not enough: after its time without an answer it counts as failed."""
    silent = fake(home, "b", ready_seconds=0.5).model_copy(update={"ready": "http://127.0.0.1:9/"})
    with pytest.raises(StackError, match=r"^b was not ready after 0\.5 s"):
        stack.up(home, lambda: plan(home).model_copy(update={"services": (silent,)}))
    assert alive(home) == []


def test_steps_run_between_the_servers_and_the_services(home: Home) -> None:
    """Each step finds the servers ready, and a failed one stops everything before any service starts."""
    ask = f"import urllib.request as r; print(r.urlopen('{fake(home, 'a').ready}').status)"
    first = Program(name="first", command=(sys.executable, "-c", ask), log=home.logs / "steps.log")
    second = first.model_copy(update={"name": "second", "command": (sys.executable, "-c", "exit(3)")})
    with pytest.raises(
        StackError,
        match=r"second ended with exit code 3\. The end of .*steps\.log:\n200\nEverything was stopped\.",
    ):
        stack.up(home, lambda: plan(home).model_copy(update={"steps": (first, second)}))
    assert not (home.logs / "b.log").exists()


def test_a_step_that_takes_too_long_stops_everything(home: Home) -> None:
    """A step has a time limit too, and is ended when it is over."""
    words = (sys.executable, "-c", "import time; time.sleep(600)")
    slow = Program(name="slow", command=words, log=home.logs / "slow.log", ready_seconds=0.5)
    with pytest.raises(StackError, match=r"^slow had not ended after 0\.5 s"):
        stack.up(home, lambda: plan(home).model_copy(update={"steps": (slow,)}))
    assert alive(home) == []


def test_a_service_that_does_not_listen_is_killed(home: Home) -> None:
    """Down ends a service that ignores SIGTERM."""
    stack.up(home, lambda: plan(home, "--deaf"))
    deaf = process_of(home, "b")
    stack.down(home)
    assert not is_alive(deaf)


def test_two_homes_know_nothing_of_each_other(home: Home, tmp_path: Path) -> None:
    """Stopping one stack leaves the other as it was."""
    other = Home(tmp_path / "other")
    stack.up(home, lambda: plan(home))
    stack.up(other, lambda: plan(other))
    before = {process.pid for process in alive(home)}
    stack.down(other)
    other.remove()
    assert ({process.pid for process in alive(home)}, alive(other)) == (before, [])


def test_two_ups_at_once_start_one_stack(home: Home) -> None:
    """Both end well, and one supervisor runs."""
    both = [caller(home, UP) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(alive(home)) == 3


async def test_ctrl_c_during_up_stops_all(home: Home) -> None:
    """Who interrupts `up` while it waits has nothing running afterwards."""
    process = caller(home, SLOW_UP)
    await eventually(lambda: process_of(home, "b"))
    process.send_signal(signal.SIGINT)
    assert process.wait(30) != 0
    assert alive(home) == []


async def test_a_stack_with_a_lifeline_ends_with_the_one_who_holds_it(home: Home) -> None:
    """Kill -9 of the caller, who can clean up nothing, stops the stack all the same."""
    process = caller(home, UP_WITH_LIFELINE)
    await eventually(home.env.exists)
    process.kill()
    process.wait()
    await eventually(lambda: alive(home) == [])


async def test_a_stack_whose_home_is_deleted_ends(home: Home) -> None:
    """Nobody has to look for processes after `rm -rf`."""
    stack.up(home, lambda: plan(home))
    home.remove()
    await eventually(lambda: alive(home) == [])
