"""The end of a process, seen from outside."""

import signal
import subprocess
import sys

import pytest

from services.runtime.errors import EXIT_FAIL_STOP

PROGRAM = """
import asyncio, sys, time
from services.runtime.shutdown import Shutdown
async def main():
    shutdown = Shutdown(deadline_seconds=0.3)
    shutdown.listen()
    print("up", flush=True)
    await shutdown.requested.wait()
    {then}
    shutdown.finished()
asyncio.run(main())
"""


def _run(then: str, signals: int = 1) -> int:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM.format(then=then)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"up\n"
    for _ in range(signals):
        process.send_signal(signal.SIGTERM)
    with process:
        return process.wait(20)


@pytest.mark.parametrize(
    ("then", "status"),
    [
        ("await asyncio.sleep(0.01)", 0),
        ("await asyncio.sleep(30)", EXIT_FAIL_STOP),
        ("time.sleep(30)", EXIT_FAIL_STOP),
    ],
    ids=["in time", "late", "loop blocked"],
)
def test_stop_has_a_deadline(then: str, status: int) -> None:
    """A process that is asked to stop does so within its deadline, even with a blocked event loop."""
    assert _run(then) == status
