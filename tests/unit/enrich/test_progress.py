"""The line that says how far a command is."""

import pytest

from services.enrich.progress import progress_line


@pytest.mark.parametrize(
    ("count", "total", "seconds", "expected"),
    [
        (1200, None, 4.0, "read: 1,200 lines, 300 a second"),
        (0, 600, 0.0, f"read [{'-' * 30}] 0 of 600 lines, 0 a second, ? left"),
        (200, 600, 10.0, f"read [{'#' * 10}{'-' * 20}] 200 of 600 lines, 20 a second, 0:00:20 left"),
        (0, 0, 1.0, f"read [{'-' * 30}] 0 of 0 lines, 0 a second, ? left"),
    ],
)
def test_a_line_says_how_far_it_is(count: int, total: int | None, seconds: float, expected: str) -> None:
    """With a total it shows the share and the time that is left, without one the rate alone."""
    assert progress_line("read", count, total, "lines", seconds) == expected
