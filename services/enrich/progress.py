"""A line on the terminal that counts; nothing where nobody looks."""

import sys
import time
from typing import Final, Self

EVERY_SECONDS: Final = 0.2


class Progress:
    """Counts lines by stage on stderr, when that is a terminal. A context: it ends the line."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._stage, self._count = "", 0
        self._begun = self._shown = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shows:
            self._show("\n")

    def advance(self, stage: str, lines: int) -> None:
        """So many lines more have passed a stage; a new stage counts anew."""
        if stage != self._stage:
            self._stage, self._count, self._begun = stage, 0, time.monotonic()
        self._count += lines
        if self._shows and time.monotonic() - self._shown > EVERY_SECONDS:
            self._show()

    def _show(self, end: str = "") -> None:
        self._shown = time.monotonic()
        rate = self._count / max(self._shown - self._begun, 0.001)
        sys.stderr.write(f"\r{self._stage}: {self._count:,} lines, {rate:,.0f} a second \x1b[K{end}")
        sys.stderr.flush()
