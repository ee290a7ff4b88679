"""Sends again what was chosen of a backlog, at a rate, until the end or until it is asked to stop."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from schemas.topics import RAW_MAX_BYTES
from services.enrich.backlog import Backlog
from services.enrich.database import PostgresIndex
from services.enrich.message import Message
from services.enrich.progress import Progress
from services.enrich.replay.choice import Choice, Verdict, copy_headers, decide
from services.runtime.errors import TransientError
from services.runtime.settings import KafkaSettings

CHUNK: Final = 64
"""Messages whose outcomes are asked for at once."""

Send: TypeAlias = Callable[[Message, UUID], Awaitable[Verdict]]
"""Sends the copy of a message as a submission; returns when Kafka has it, or with the reason why not."""


@dataclass
class Replayed:
    """How far a replay is."""

    counts: Counter[Verdict] = field(default_factory=Counter)
    reached: datetime | None = None
    """Everything that Kafka took before it is dealt with; None: nothing yet."""
    finished: bool = False


async def replay(
    found: Backlog, index: PostgresIndex, choice: Choice, send: Send, done: Replayed, stop: asyncio.Event
) -> None:
    """Deal with every message of a backlog; `done` says how far it is, also when this raises.

    Raises `TransientError` while Kafka or Postgres is away.
    """
    with Progress("messages", found.total) as progress:
        while messages := await found.take(CHUNK, stop):
            outcomes = await index.outcomes([(one.partition, one.offset) for one in messages])
            known = await index.known({one.article_id for one in outcomes.values() if one.article_id})
            for message in messages:
                done.reached = message.appended_at
                if stop.is_set():
                    return
                outcome = outcomes.get((message.partition, message.offset))
                article = known.get(outcome.article_id) if outcome and outcome.article_id else None
                first = found.first_offsets[message.partition]
                verdict = decide(message, outcome, article, choice, first)
                if verdict is Verdict.AGAIN and outcome:
                    verdict = await send(message, outcome.submission_id)
                done.counts[verdict] += 1
                progress.advance("replay", 1)
        done.finished = found.exhausted


async def send_nothing(message: Message, submission_id: UUID) -> Verdict:
    """Stands in for Kafka in a dry run."""
    del message, submission_id
    return Verdict.AGAIN


@asynccontextmanager
async def sender(kafka: KafkaSettings, rate: float, stop: asyncio.Event) -> AsyncIterator[Send]:
    """Send to where the messages came from, so many a second at the most.

    One that is waited for when `stop` is set is still sent. The block raises `TransientError`.
    """
    producer: Any = AIOKafkaProducer(
        **kafka.client_options(),
        client_id="vestnik-enrich",
        acks="all",
        enable_idempotence=True,
        max_request_size=RAW_MAX_BYTES,
    )
    due = time.monotonic()

    async def send(message: Message, submission_id: UUID) -> Verdict:
        nonlocal due
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), max(0.0, due - time.monotonic()))
        due = max(due, time.monotonic()) + 1 / rate
        try:
            await producer.send_and_wait(
                message.topic,
                message.value,
                key=message.key,
                partition=message.partition,
                headers=copy_headers(message, submission_id),
            )
        except MessageSizeTooLargeError:
            return Verdict.TOO_LARGE
        return Verdict.AGAIN

    try:
        await producer.start()
        try:
            yield send
        finally:
            await producer.stop()
    except (KafkaError, OSError) as error:
        raise TransientError(f"Kafka does not answer: {error or type(error).__name__}") from error
