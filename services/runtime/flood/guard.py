"""When to stand still, and how much to take after a start, by what became of the last messages. Pure."""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from schemas.dead_letter import Cause
from services.runtime.settings import FloodSettings

Fate: TypeAlias = Cause | None
"""What became of a message: the cause of its dead letter, or None where it could be used."""


@dataclass(frozen=True)
class Flood:
    """Most of the last messages were dead-lettered: stand still."""

    dead_letters: int
    messages: int
    cause: Cause
    """The most frequent one."""


@dataclass(frozen=True)
class Recovered:
    """What came after a restart was good: the doubt is over."""


class FloodGuard:
    """Looks at the last messages of one process; `most` is the largest batch that it ever takes.

    A flood are dead letters of more than `share` of the *whole* window, full or not: the first message of all
    is no flood, be it bad. In doubt, that is when the process before this one, or another of its group, stood
    still, it is more than `share` of what came since the start, be it one message.
    """

    def __init__(self, settings: FloodSettings, *, most: int) -> None:
        self._share, self._most = settings.share, most
        self._window: deque[Fate] = deque(maxlen=settings.window)
        self._causes: Counter[Cause] = Counter()
        self._allowance = 1
        self._pardoned = 0
        self._in_a_row = 0
        self._doubting = False

    @property
    def allowance(self) -> int:
        """How many messages the next batch may have: one after a start, and one more by each good one."""
        return self._allowance

    def doubt(self) -> None:
        """Trust nothing yet: a flood was going on before this start."""
        self._doubting = True

    def saw(self, fates: Sequence[Fate], uncounted: int = 0) -> Flood | Recovered | None:
        """A batch is done. Besides those in `fates` it had so many messages that prove nothing."""
        for fate in fates:
            self._in_a_row = self._in_a_row + 1 if fate is None else 0
            if self._in_a_row == self._window.maxlen:
                self._pardoned = 0  # what was pardoned has passed
            if fate is not None and self._pardoned:
                self._pardoned -= 1
            else:
                self._remember(fate)
        if flood := self._flood():
            return flood
        self._allowance += sum(fate is None for fate in fates) + (0 if self._doubting else uncounted)
        if self._allowance < self._most:
            return None
        self._allowance = self._most
        recovered = Recovered() if self._doubting else None
        self._doubting = False
        return recovered

    def resume(self, pardoned: int = 0) -> None:
        """Somebody has looked: go on at full size.

        So many more dead letters do not count, or until as many good messages in a row as the window has.
        """
        self._window.clear()
        self._causes.clear()
        self._allowance, self._pardoned, self._doubting = self._most, pardoned, False

    def _remember(self, fate: Fate) -> None:
        if len(self._window) == self._window.maxlen and (gone := self._window[0]) is not None:
            self._causes[gone] -= 1
        self._window.append(fate)
        if fate is not None:
            self._causes[fate] += 1

    def _flood(self) -> Flood | None:
        letters = self._causes.total()
        of = len(self._window) if self._doubting else self._window.maxlen or 0
        if letters <= self._share * of:
            return None
        return Flood(letters, len(self._window), max(self._causes, key=lambda cause: self._causes[cause]))
