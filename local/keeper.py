"""One program that is kept running: started again when it dies, each time after a longer pause."""

import psutil
import structlog

from local import programs, state
from local.programs import Program

BACKOFF_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
CALM_SECONDS = 60.0  # who lived that long is forgiven its earlier deaths

log = structlog.get_logger()


def pause_seconds(quick_deaths: int) -> float:
    """How long to wait before the next start, after so many short lives in a row."""
    return BACKOFF_SECONDS[min(quick_deaths, len(BACKOFF_SECONDS)) - 1]


class Keeper:
    """Looks after one program; `tick` it often. Times are seconds of one monotonic clock."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: psutil.Popen | None = None
        self.deaths = 0
        self.exit_code = 0
        self._quick_deaths = 0
        self._started = 0.0
        self._next_start = 0.0

    def tick(self, now: float) -> bool:
        """Start it when it is time, notice its death; whether one of the two happened."""
        if self.process is None and now >= self._next_start:
            self._start(now)
            return True
        if self.process is not None and self.process.poll() is not None:
            self._bury(self.process, now)
            return True
        return False

    def member(self) -> state.Member:
        """What the state file says about it."""
        return state.Member(
            name=self.program.name,
            running=state.Running.of(self.process) if self.process else None,
            restarts=self.deaths,
            ready=self.program.ready,
            url=self.program.url,
        )

    def _start(self, now: float) -> None:
        self.process, self._started = programs.start(self.program), now
        log.info("started", program=self.program.name, pid=self.process.pid)

    def _bury(self, process: psutil.Popen, now: float) -> None:
        programs.kill_session(process.pid)
        self.process, self.exit_code = None, process.returncode
        self.deaths += 1
        self._quick_deaths = 1 if now - self._started >= CALM_SECONDS else self._quick_deaths + 1
        pause = pause_seconds(self._quick_deaths)
        self._next_start = now + pause
        log.warning(
            "died",
            program=self.program.name,
            exit_code=self.exit_code,
            deaths=self.deaths,
            starts_again_in_seconds=pause,
        )
