"""Processes that a stack started and that outlived its supervisor."""

from contextlib import suppress

import psutil

from local import state
from local.home import Home
from local.programs import descendants, is_alive, kill

# Set by `up` for the supervisor, inherited by all that it starts, whatever session they move to.
MARK = "VESTNIK_STACK"


def sweep(home: Home) -> list[str]:
    """Kill all that is left of a stack whose supervisor is gone; the names of what was found."""
    found = _remembered(home) | _marked(home)
    family = {relative for process in found for relative in descendants(process)}
    victims = [process for process in found | family if is_alive(process)]
    names = [f"{process.name()} ({process.pid})" for process in victims]
    kill(victims)
    return names


def _remembered(home: Home) -> set[psutil.Process]:
    """Those in the state file; the same pid with another time of creation is somebody else."""
    last = state.read(home)
    if last is None:
        return set()
    remembered = (last.supervisor, *(member.running for member in last.members if member.running))
    return {process for one in remembered if (process := one.find())}


def _marked(home: Home) -> set[psutil.Process]:
    """Those with this home's mark in their environment, so also what a killed service left behind."""
    marked = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):  # it ended, or it is somebody else's
            if process.environ().get(MARK) == str(home.path):
                marked.add(process)
    return marked
