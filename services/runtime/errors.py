"""The two families of expected errors. Anything else is a bug and stops the process, uncommitted."""

from schemas.dead_letter import Cause

EXIT_CONFIG = 78
"""Exit status for settings that cannot be used (EX_CONFIG of sysexits.h)."""
EXIT_FAIL_STOP = 70
"""Exit status of a fail-stop (EX_SOFTWARE): nothing was committed, start the process again."""
EXIT_TEMPORARY = 75
"""Exit status of a command when Kafka or Postgres is away (EX_TEMPFAIL): run it again."""
EXIT_INTERRUPTED = 130
"""Exit status of a command that was asked to stop: as a shell gives it, 128 and the number of the signal."""


class TransientError(Exception):
    """It may work on another try: retry with back-off and hold the partition."""


class PermanentError(Exception):
    """It will never work: dead-letter the message and go on.

    `cause` and `stage` become fields of the dead letter, `message` its explanation.
    """

    def __init__(self, cause: Cause, message: str, *, stage: str) -> None:
        super().__init__(message)
        self.cause, self.message, self.stage = cause, message, stage

    def __reduce__(self) -> tuple[object, tuple[Cause, str, str]]:
        """Travel between processes whole."""
        return _rebuild, (self.cause, self.message, self.stage)


def _rebuild(cause: Cause, message: str, stage: str) -> PermanentError:
    return PermanentError(cause, message, stage=stage)
