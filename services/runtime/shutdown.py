"""The end of a process: asked for (SIGTERM, SIGINT), with a deadline, or at once (fail-stop)."""

import asyncio
import logging
import os
import signal
import threading
from typing import NoReturn

import structlog

from services.runtime.errors import EXIT_FAIL_STOP

log = structlog.get_logger()


def fail_stop(reason: str, error: BaseException | None = None) -> NoReturn:
    """End the process now. Nothing more is committed; whoever starts it again repeats what was open."""
    log.critical("fail-stop", reason=reason, exc_info=error)
    logging.shutdown()
    os._exit(EXIT_FAIL_STOP)


class Shutdown:
    """Set by the first SIGTERM or SIGINT; a second signal, or the deadline, is a fail-stop.

    The deadline is a thread's timer, because a blocked event loop could not keep it.
    """

    def __init__(self, deadline_seconds: float = 25.0) -> None:
        self.requested = asyncio.Event()
        self._deadline = threading.Timer(
            deadline_seconds, fail_stop, [f"not stopped within {deadline_seconds:g} s"]
        )
        self._deadline.daemon = True

    def listen(self) -> None:
        """Take the signals of the process. Call it inside the running loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal, signal.Signals(number).name)

    def _on_signal(self, name: str) -> None:
        if self.requested.is_set():
            fail_stop(f"second signal, {name}")
        log.info("stopping", signal=name)
        self.request()

    def request(self) -> None:
        """Ask for the end; the deadline runs from now."""
        if not self.requested.is_set():
            self._deadline.start()
            self.requested.set()

    def finished(self) -> None:
        """Everything has stopped; the deadline is off."""
        self._deadline.cancel()
