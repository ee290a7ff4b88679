"""Errors that travel."""

import pickle

from schemas.dead_letter import Cause
from services.runtime.errors import PermanentError


def test_permanent_error_survives_a_process_boundary() -> None:
    """Cause, words and stage arrive whole from a child process."""
    sent = PermanentError(Cause.NO_CONTENT, "nothing to read", stage="read")
    got = pickle.loads(pickle.dumps(sent))  # noqa: S301, our own bytes
    assert (type(got), got.cause, got.message, got.stage) == (
        PermanentError,
        sent.cause,
        sent.message,
        sent.stage,
    )
