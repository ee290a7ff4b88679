"""Tables of the quality report, as people read them in a terminal."""

import sys
from collections.abc import Iterable, Sequence


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with a title."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    sys.stdout.write(f"\n{title}\n")
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write("  " + "  ".join(cells).rstrip() + "\n")
    sys.stdout.flush()
