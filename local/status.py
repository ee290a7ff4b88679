"""What `make status` shows: each process of the stack as it is now."""

from dataclasses import dataclass

import psutil
from rich.table import Table

from local import state
from local.home import Home
from local.programs import descendants, is_alive
from local.ready import condition

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One process."""

    name: str
    pid: int | None
    condition: str
    restarts: int
    url: str
    memory_bytes: int

    @property
    def well(self) -> bool:
        """Whether it serves."""
        return self.condition == "ready"


def look(home: Home) -> list[Row]:
    """One row for the supervisor and one for each program; empty when no supervisor lives."""
    current = state.read(home)
    supervisor = current.supervisor.find() if current else None
    if current is None or supervisor is None or not is_alive(supervisor):
        return []
    first = Row("supervisor", supervisor.pid, current.phase, 0, "", memory_bytes([supervisor]))
    return [first, *map(_row, current.members)]


def table(rows: list[Row]) -> Table:
    """The rows for people."""
    shown = Table("process", "pid", "state", "restarts", "url", "memory")
    for number in (1, 3, 5):
        shown.columns[number].justify = "right"
    for row in rows:
        style = None if row.well else "red"
        pid, memory = str(row.pid or ""), f"{row.memory_bytes / MEBIBYTE:.0f} MiB"
        shown.add_row(row.name, pid, row.condition, str(row.restarts), row.url, memory, style=style)
    return shown


def memory_bytes(processes: list[psutil.Process]) -> int:
    """What would be free without them: pages that no other process shares."""
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().uss
        except psutil.Error:  # it ended meanwhile, or this system does not tell
            continue
    return total


def _row(member: state.Member) -> Row:
    process = member.running.find() if member.running else None
    if process is None or not is_alive(process):
        return Row(member.name, None, "down", member.restarts, member.url, 0)
    family = [process, *descendants(process)]
    return Row(
        member.name, process.pid, condition(member.ready), member.restarts, member.url, memory_bytes(family)
    )
