"""Reading in one child process, so that the event loop stays free and no page can take the worker along."""

import asyncio
import copyreg
import gc
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
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
from services.enrich.entity_model import EntityModelError, entity_model
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
"""One page of each kind, for a new child; they load what pages of every language need.

The tagger of another family of languages than theirs loads with the first page of one, in 0.05 s."""
CHILDREN: Final = 5
"""So many may end between pages before it is the machine that is at fault, or the models."""
CLOCK_FACTOR: Final = 5
"""A page that waits instead of working is given up after so many times its share of processor time. On
a machine with too much to do, a page that is well takes 2 s by the clock and 0.02 s of work (measured)."""


def read_page(page: RawArticle, submission_id: UUID, *, model: str = "") -> EnrichedArticle:
    """`services.enrich.read.read`, loaded where it runs: the child has the models, the worker need not.

    `model` is the setting ENRICH_ENTITY_MODEL. Raises `EntityModelError`, and what `read` raises.
    """
    from services.enrich.read import read  # noqa: PLC0415, see above

    return read(page, submission_id, entity_model(model))


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
        self._memory_bytes = memory_bytes
        self._ahead = asyncio.Semaphore(AHEAD)
        self._pool = self._new_pool()

    async def start(self) -> None:
        """Start the child and wait until it can read.

        Raises `EntityModelError` where its model cannot be loaded, `BrokenProcessPool` when it ends.
        """
        await asyncio.wrap_future(self._pool.schedule(_warm_up, (self._read,)))

    async def stop(self) -> None:
        """End the child, whatever it does."""
        await asyncio.to_thread(_end, self._pool)

    async def check(self) -> None:
        """Return when pages can be read."""
        if not self._pool.active:
            raise RuntimeError("the reading process has ended; the next page starts another")

    async def read(self, message: Message) -> Submission:
        """Decode and read a message; what is wrong with it is the content of the submission.

        A page that takes too long, too much memory or the child's life is tried once more.
        Cancelling it has no effect on a page that the child has begun. Raises what `read` raises.
        """
        async with self._ahead:
            first = await self._attempt(message)
            second = await self._attempt(message) if isinstance(first, str) else first
        if isinstance(second, Submission):
            return second
        reason = PermanentError(Cause.READ_CRASHED, f"{second}, twice", stage="read")
        return to_submission(message, partial(_refuse, reason=reason))

    async def _attempt(self, message: Message) -> Submission | str:
        """The submission, or how the page has failed."""
        try:
            reading = await self._in_child(message)
        except TimeoutError:
            reason, failure = "timeout", f"reading took longer than {self._clock_seconds:g} s by the clock"
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGPROF:
                reason, failure = (
                    "timeout",
                    f"reading took more than {self._page_seconds:g} s of processor time",
                )
            else:
                reason, failure = "crash", f"the reading process ended with status {error.exitcode}"
        except (MemoryError, RecursionError) as error:
            reason, failure = "limit", f"reading failed with {type(error).__name__}"
        else:
            metrics.READ_SECONDS.observe(reading.seconds)
            return reading.submission
        metrics.READER_RESTARTS.labels(reason).inc()
        log.warning(failure, partition=message.partition, offset=message.offset)
        return failure

    async def _in_child(self, message: Message) -> _Reading:
        """Read in the child. When it ends and nobody knows at which page, none is to blame: a new one tries.

        Pebble loses the page of a child that dies before its receipt was noticed, or while idle.
        """
        arguments = (self._read, message, self._page_seconds)
        for _ in range(CHILDREN):
            pool = self._working_pool()
            future = pool.schedule(_read_in_child, arguments, timeout=self._clock_seconds)
            try:
                return await asyncio.shield(asyncio.wrap_future(future))
            except BrokenProcessPool:
                log.warning("the reading process ended between pages")
        raise BrokenProcessPool(f"{CHILDREN} reading processes in a row ended before they read a page")

    def _working_pool(self) -> ProcessPool:
        if not self._pool.active:
            threading.Thread(target=_end, args=(self._pool,), daemon=True).start()
            self._pool = self._new_pool()
            metrics.READER_RESTARTS.labels("lost").inc()
        return self._pool

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            initializer=_prepare_child,
            initargs=(self._read, self._memory_bytes),
            context=multiprocessing.get_context("spawn"),
        )


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble types its other methods
    pool.join()


def _read_in_child(read: Read, message: Message, processor_seconds: float) -> _Reading:
    begun = time.perf_counter()
    signal.setitimer(signal.ITIMER_PROF, processor_seconds)  # SIGPROF ends the process, in C code too
    try:
        submission = to_submission(message, read)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return _Reading(submission, time.perf_counter() - begun)


def _prepare_child(read: Read, memory_bytes: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # also inside of C code, where no handler would run
    threading.Thread(target=_die_with_parent, daemon=True).start()
    copyreg.pickle(EnrichedArticle, _as_json)
    with suppress(EntityModelError):  # who asks for a page is told
        _warm_up(read)
    if sys.platform == "linux":  # macOS has the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _warm_up(read: Read) -> None:
    for content_type, content in WARM_UP.items():
        page = RawArticle(content=content, content_type=content_type, fetched_at=datetime.now(UTC))
        read(page, UUID(int=0))
    gc.freeze()  # not to look through models and word lists for garbage saves 6 % of an HTML page


def _as_json(article: EnrichedArticle) -> tuple[Callable[[bytes], EnrichedArticle], tuple[bytes]]:
    """How an article goes to the parent: 0.4 ms of both processes together, and 0.7 ms as its fields."""
    return EnrichedArticle.model_validate_json, (article.to_json(),)


def _die_with_parent() -> None:
    """A killed parent cannot stop its child, and an orphan would wait for ever."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _refuse(*_: object, reason: PermanentError) -> NoReturn:
    raise reason
