"""What became of a batch: for the flood guard, the metrics and the log."""

import time
from collections import Counter
from collections.abc import Sequence

import structlog

from schemas.dead_letter import Cause
from services.enrich import metrics
from services.enrich.message import Message
from services.enrich.submission import Outcome, Submission
from services.runtime.errors import PermanentError
from services.runtime.flood.guard import Fate

log = structlog.get_logger()


class Tally:
    """One batch, from its messages in hand to their outcomes."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._messages = messages
        self._begun = time.monotonic()
        self._causes: dict[tuple[int, int], Cause] = {}

    def buried(self, message: Message, submission: Submission, error: PermanentError) -> None:
        """Kafka has the dead letter of a message."""
        self._causes[message.partition, message.offset] = error.cause
        metrics.DEAD_LETTERS.labels(error.cause.value).inc()
        log.warning(
            "dead letter",
            cause=error.cause.value,
            stage=error.stage,
            message=error.message[:300],
            partition=message.partition,
            offset=message.offset,
            submission_id=str(submission.submission_id),
        )

    def fates(self) -> list[Fate]:
        """What counts for the flood guard.

        Not what was sent again by somebody who knows it (`dead_letters redrive`): it is no news, good or bad.
        """
        counted = (message for message in self._messages if message.attempts == 1)
        return [self._causes.get((message.partition, message.offset)) for message in counted]

    def report(self, outcomes: Sequence[Outcome]) -> None:
        """The batch is done."""
        seconds = time.monotonic() - self._begun
        counts = Counter(outcome.kind.value for outcome in outcomes)
        for kind, count in counts.items():
            metrics.OUTCOMES.labels(kind).inc(count)
        metrics.RELATE_SECONDS.observe(seconds)
        metrics.BATCH_MESSAGES.observe(len(self._messages))
        log.info(
            "batch",
            messages=len(self._messages),
            partitions=sorted({message.partition for message in self._messages}),
            seconds=round(seconds, 4),
            **counts,
        )
