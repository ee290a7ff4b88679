"""A line on the terminal that counts; nothing where nobody looks."""

import sys
import time
from datetime import timedelta
from typing import Final, Self

EVERY_SECONDS: Final = 0.2
BAR_WIDTH: Final = 30


class Progress:
    """Counts by stage on stderr, when that is a terminal. A context: it ends the line.

    With a `total` it says how much of it is done, and how long the rest takes at this rate.
    """

    def __init__(self, what: str = "lines", total: int | None = None) -> None:
        self._shows = sys.stderr.isatty()
        self._what, self._total = what, total
        self._stage, self._count = "", 0
        self._begun = self._shown = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shows:
            self._show("\n")

    def advance(self, stage: str, count: int) -> None:
        """So many more have passed a stage; a new stage counts anew."""
        if stage != self._stage:
            self._stage, self._count, self._begun = stage, 0, time.monotonic()
        self._count += count
        if self._shows and time.monotonic() - self._shown > EVERY_SECONDS:
            self._show()

    def _show(self, end: str = "") -> None:
        self._shown = time.monotonic()
        line = progress_line(self._stage, self._count, self._total, self._what, self._shown - self._begun)
        sys.stderr.write(f"\r{line} \x1b[K{end}")
        sys.stderr.flush()


def progress_line(stage: str, count: int, total: int | None, what: str, seconds: float) -> str:
    """How far a stage is after so many seconds; without a total only what is done."""
    rate = count / max(seconds, 0.001)
    if total is None:
        return f"{stage}: {count:,} {what}, {rate:,.0f} a second"
    filled = BAR_WIDTH * count // max(total, 1)
    left = timedelta(seconds=round((total - count) / rate)) if rate else "?"
    bar = "#" * filled + "-" * (BAR_WIDTH - filled)
    return f"{stage} [{bar}] {count:,} of {total:,} {what}, {rate:,.0f} a second, {left} left"
