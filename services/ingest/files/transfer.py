"""Files into Kafka: sent ahead, noted in the journal when Kafka has them."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from services.ingest.acceptance import MAX_DEPTH
from services.ingest.batch import Article, Sender, submit_all
from services.ingest.files.finding import File
from services.ingest.files.items import Skipped
from services.ingest.files.journal import Journal, Progress
from services.ingest.files.reading import Reading
from services.ingest.files.summary import Summary
from services.ingest.receipt import Receipt

AHEAD: Final = 5_000
"""Articles whose receipts are waited for at the most: more than fit in the producer's buffers, and what a
second run may repeat after kill -9."""
THREADED_BYTES: Final = 4 * 1024 * 1024
"""A larger file gets its digest in a thread, so that Kafka's answers are not kept waiting."""
SHOW_SECONDS: Final = 0.1
BREATH: Final = 1000
"""Items passed over at a time; then others may work."""

Show = Callable[[int, int], None]
"""Told now and then: how many bytes of the files were read, and how many articles are done."""


@dataclass(slots=True, eq=False)
class _Work:
    """A file in work, and how far it has come. `content` names it in the journal; None: it is not kept."""

    reading: Reading
    content: str | None
    before: int
    number: int = 0
    accepted: int = 0
    refused: int = 0
    whole: bool = False

    def go_on_after(self, progress: Progress) -> None:
        self.number, self.accepted = progress.number, progress.accepted
        self.refused, self.whole = progress.refused, progress.whole

    def progress(self) -> Progress:
        return Progress(self.number, self.accepted, self.refused, self.whole)


END: Final = 0
"""Stands on the list of what is on its way for the end of a file, where else the number of an item stands."""


class Transfer:
    """One import. `journal` None: nothing is remembered. `restart`: what it says is not believed."""

    def __init__(
        self,
        sender: Sender,
        journal: Journal | None,
        *,
        source: str | None,
        limit: int,
        max_depth: int = MAX_DEPTH,
        restart: bool = False,
        show: Show = lambda _taken, _done: None,
    ) -> None:
        self.summary = Summary()
        self._sender, self._journal, self._restart = sender, journal, restart
        self._source, self._limit, self._max_depth, self._show = source, limit, max_depth, show
        self._sent: deque[tuple[_Work, int]] = deque()
        self._begun: set[str] = set()
        self._shown_at = 0.0

    def stop(self) -> None:
        """Take nothing more; what is on its way is still waited for."""
        self.summary.interrupted = True

    async def run(self, files: Sequence[File]) -> Summary:
        """Send every article of the files that was not sent before."""
        await submit_all(self._articles(files), self._sender, self._answer, ahead=AHEAD)
        changed: set[_Work] = set()
        self._take_ends(changed)
        self._keep(changed)
        return self.summary

    async def _articles(self, files: Sequence[File]) -> AsyncIterator[Article]:
        before = 0
        for file in files:
            content = await self._content(file)
            work = _Work(
                Reading(file, source=self._source, limit=self._limit, max_depth=self._max_depth),
                content,
                before,
            )
            if self._has_to_be_read(work):
                async for article in self._of_file(work):
                    yield article
            if self._is_over:
                return
            before += file.size

    def _has_to_be_read(self, work: _Work) -> bool:
        """Whether anything of a file is left; counts what was done before."""
        if work.content is None or self._journal is None:
            return True
        if work.content in self._begun:
            self.summary.skip("file with the bytes of another")
            return False
        self._begun.add(work.content)
        if not self._restart:
            work.go_on_after(progress := self._journal.progress(work.content))
            self.summary.add_earlier(progress)
        return not work.whole

    async def _of_file(self, work: _Work) -> AsyncIterator[Article]:
        done = work.number
        for count, item in enumerate(work.reading.items()):
            if count % BREATH == 0:
                await asyncio.sleep(0)
            if item.number <= done:
                continue
            if self._is_over:
                return
            article = work.reading.article(item)
            if isinstance(article, Skipped):
                self.summary.skip(article.reason)
                continue
            self._sent.append((work, item.number))
            yield article
        self._sent.append((work, END))

    @property
    def _is_over(self) -> bool:
        return self.summary.interrupted or self.summary.lost is not None

    async def _content(self, file: File) -> str | None:
        """What names a file in the journal: what it is, and what is in it."""
        if self._journal is None or file.is_standard_input:
            return None
        try:
            large = file.size > THREADED_BYTES
            digest = await asyncio.to_thread(file.digest) if large else file.digest()
        except OSError:
            return None  # reading it will say why
        return f"{file.kind} {self._source or ''} {digest}"

    async def _answer(self, receipts: Sequence[Receipt]) -> None:
        changed: set[_Work] = set()
        for receipt in receipts:
            self._take_ends(changed)
            work, number = self._sent.popleft()
            self.summary.add(receipt, partial(work.reading.place, number))
            if self.summary.lost is None:
                work.number = number
                if receipt.error is None:
                    work.accepted += 1
                else:
                    work.refused += 1
                changed.add(work)
        self._take_ends(changed)
        self._keep(changed)
        if time.monotonic() - self._shown_at > SHOW_SECONDS:
            self._shown_at = time.monotonic()
            self._show(work.before + work.reading.taken, self.summary.outcomes.total())

    def _take_ends(self, changed: set[_Work]) -> None:
        """Note the files whose last article is done now."""
        while self._sent and self._sent[0][1] == END:
            work, _ = self._sent.popleft()
            if self.summary.lost is None:
                work.whole = True
                changed.add(work)

    def _keep(self, changed: set[_Work]) -> None:
        rows = [(work.content, work.progress()) for work in changed if work.content]
        if self._journal and rows:
            self._journal.save(rows)
