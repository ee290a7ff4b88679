"""Errors of Postgres as one of the two families."""

import pytest

from services.runtime.errors import TransientError
from services.runtime.postgres import error_families


def test_no_answer_in_time_says_so() -> None:
    """A time-out has no words of its own; `readyz` needs some."""
    with (
        pytest.raises(TransientError, match=r"^TimeoutError: no answer in time$"),
        error_families(stage="write"),
    ):
        raise TimeoutError
