"""Stacks of fake services, which come up in a tenth of a second."""

import sys
from pathlib import Path

import psutil

from local import state
from local.home import Home
from local.leftovers import MARK
from local.plan import Plan
from local.programs import Program, is_alive, kill

FAKE_SERVICE = Path(__file__).with_name("fake_service.py")


def fake(home: Home, name: str, *options: str, ready_seconds: float = 20) -> Program:
    """A fake service on a port of its own."""
    port = home.ports(name)[name]
    return Program(
        name=name,
        command=(sys.executable, str(FAKE_SERVICE), str(port), *options),
        log=home.logs / f"{name}.log",
        ready=f"http://127.0.0.1:{port}/",
        url=f"http://127.0.0.1:{port}",
        ready_seconds=ready_seconds,
        stop_seconds=1,
    )


def plan(home: Home, *options: str) -> Plan:
    """A server `a` and a service `b`; the options are the service's."""
    return Plan(
        servers=(fake(home, "a"),),
        services=(fake(home, "b", *options),),
        variables={"INGEST_URL": "http://b"},
    )


def process_of(home: Home, name: str) -> psutil.Process:
    """The running process of one program."""
    current = state.read(home)
    assert current, "no stack runs"
    running = next((member.running for member in current.members if member.name == name), None)
    process = running.find() if running else None
    assert process, f"{name} is down"
    assert is_alive(process), f"{name} is dead"
    return process


def kill_supervisor(home: Home) -> None:
    """Kill -9 the supervisor, and return when it is dead."""
    current = state.read(home)
    process = current.supervisor.find() if current else None
    assert process, "no stack runs"
    kill([process])


def alive(home: Home) -> list[psutil.Process]:
    """All processes that a stack of this home started and that run."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(home.path) and is_alive(process):
                found.append(process)
        except psutil.Error:
            continue
    return found
