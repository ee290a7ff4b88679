"""Reading in one child process, so that the event loop stays free and no page can take the worker along."""

import asyncio
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import wait
from typing import Final, NamedTuple, NoReturn
from uuid import UUID

import structlog
from pebble import ProcessExpired, ProcessPool

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import ContentType, RawArticle
from services.enrich import metrics
from services.enrich.message import Message, Read, to_submission
from services.enrich.submission import Submission
from services.runtime.errors import PermanentError

log = structlog.get_logger()

AHEAD: Final = 4
"""Pages given to the child at once, so that the next is there when one is done (112 us against 237 alone)."""
WARM_UP: Final[dict[ContentType, str]] = {
    "text/plain": "6 май 2026\n\nМостът е отворен\n\nМостът над реката беше отворен, съобщи кметът.",
    "text/html": """<html><head><title>The bridge</title></head><body><article><h1>The bridge is open</h1>
<p>The bridge over the river was opened yesterday, the mayor said.</p></article></body></html>""",
}
"""One page of each kind, for a new child; between them they load every model and word list."""
CLOCK_FACTOR: Final = 5
"""A page that waits instead of working is given up after so many times its share of processor time. On
a machine with too much to do, a page that is well takes 2 s by the clock and 0.02 s of work (measured)."""


def read_page(page: RawArticle, submission_id: UUID) -> EnrichedArticle:
    """`services.enrich.read.read`, loaded where it runs: the child has the models, the worker need not."""
    from services.enrich.read import read  # noqa: PLC0415, see above

    return read(page, submission_id)


class _Reading(NamedTuple):
    submission: Submission
    seconds: float


class Reader:
    """Reads one page after the other in a child process; each may take `page_seconds` of processor time.

    `read` is a function of a module: the child imports it by name. Each new child reads two pages of its
    own first, so that loading models does not count as time of a message.
    """

    def __init__(self, read: Read, *, page_seconds: float, memory_bytes: int) -> None:
        self._read = read
        self._page_seconds = page_seconds
        self._clock_seconds = page_seconds * CLOCK_FACTOR
        self._ahead = asyncio.Semaphore(AHEAD)
        self._pool = ProcessPool(
            max_workers=1,
            initializer=_prepare_child,
            initargs=(read, memory_bytes),
            context=multiprocessing.get_context("spawn"),
        )

    async def start(self) -> None:
        """Start the child and wait until it can read."""
        await asyncio.wrap_future(self._pool.schedule(os.getpid))

    async def stop(self) -> None:
        """End the child, whatever it does."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble types its other methods
        await asyncio.to_thread(self._pool.join)

    async def read(self, message: Message) -> Submission:
        """Decode and read a message; what is wrong with it is the content of the submission.

        A page that takes too long, too much memory or the child's life is tried once more.
        Cancelling it has no effect on a page that the child has begun. Raises what `read` raises.
        """
        async with self._ahead:
            failure = ""
            for _ in range(2):
                try:
                    reading = await asyncio.shield(self._in_child(message))
                except TimeoutError:
                    failure = f"reading took longer than {self._clock_seconds:g} s by the clock"
                    metrics.READER_RESTARTS.labels("timeout").inc()
                except ProcessExpired as error:
                    if error.exitcode == -signal.SIGPROF:
                        failure = f"reading took more than {self._page_seconds:g} s of processor time"
                        metrics.READER_RESTARTS.labels("timeout").inc()
                    else:
                        failure = f"the reading process ended with status {error.exitcode}"
                        metrics.READER_RESTARTS.labels("crash").inc()
                except (MemoryError, RecursionError) as error:
                    failure = f"reading failed with {type(error).__name__}"
                else:
                    metrics.READ_SECONDS.observe(reading.seconds)
                    return reading.submission
                log.warning(failure, partition=message.partition, offset=message.offset)
        reason = PermanentError(Cause.READ_CRASHED, f"{failure}, twice", stage="read")
        return to_submission(message, partial(_refuse, reason=reason))

    @property
    def alive(self) -> bool:
        """Whether pages can be read. A child that ended without having a page in work is not replaced."""
        return self._pool.active

    async def check(self) -> None:
        """Return when pages can be read."""
        if not self.alive:
            raise RuntimeError("the reading process has ended")

    def _in_child(self, message: Message) -> "asyncio.Future[_Reading]":
        arguments = (self._read, message, self._page_seconds)
        future = self._pool.schedule(_read_in_child, arguments, timeout=self._clock_seconds)
        return asyncio.wrap_future(future)


def _read_in_child(read: Read, message: Message, processor_seconds: float) -> _Reading:
    begun = time.perf_counter()
    signal.setitimer(signal.ITIMER_PROF, processor_seconds)  # SIGPROF ends the process, in C code too
    try:
        submission = to_submission(message, read)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return _Reading(submission, time.perf_counter() - begun)


def _prepare_child(read: Read, memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # also inside of C code, where no handler would run
    threading.Thread(target=_die_with_parent, daemon=True).start()
    for content_type, content in WARM_UP.items():
        read(
            RawArticle(content=content, content_type=content_type, fetched_at=datetime.now(UTC)), UUID(int=0)
        )
    if sys.platform == "linux":  # macOS has the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _die_with_parent() -> None:
    """A killed parent cannot stop its child, and an orphan would wait for ever."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _refuse(*_: object, reason: PermanentError) -> NoReturn:
    raise reason
