"""Files into Kafka: sent ahead, noted in the journal when Kafka has them."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.ingest.batch import Article, Sender, submit_all
from services.ingest.files import File
from services.ingest.items import Item, Skipped
from services.ingest.journal import Journal, Progress
from services.ingest.reading import Reading
from services.ingest.receipt import Receipt
from services.ingest.summary import Summary

AHEAD: Final = 5_000
"""Articles whose receipts are waited for at the most: more than fit in the producer's buffers, and what a
second run may repeat after kill -9."""
THREADED_BYTES: Final = 4 * 1024 * 1024
"""A larger file gets its digest in a thread, so that Kafka's answers are not kept waiting."""
SHOW_SECONDS: Final = 0.1
BREATH: Final = 1000
"""Items passed over at a time; then others may work."""

NOTHING: Final = Progress()
Show = Callable[[int, int], None]
"""Told now and then: how many bytes of the files were read, and how many articles are done."""


@dataclass(slots=True)
class _Work:
    """A file in work; `content` names it in the journal, and is None where it is not kept there."""

    reading: Reading
    content: str | None
    before: int
    progress: Progress = NOTHING


@dataclass(frozen=True, slots=True)
class _Sent:
    """An item on its way; without an item the end of its file."""

    work: _Work
    item: Item | None = None


class Transfer:
    """One import. `journal` None: nothing is remembered. `restart`: what it says is not believed."""

    def __init__(
        self,
        sender: Sender,
        journal: Journal | None,
        *,
        source: str | None,
        limit: int,
        restart: bool = False,
        show: Show = lambda _taken, _done: None,
    ) -> None:
        self.summary = Summary()
        self._sender, self._journal, self._restart = sender, journal, restart
        self._source, self._limit, self._show = source, limit, show
        self._sent: deque[_Sent] = deque()
        self._shown_at = 0.0

    def stop(self) -> None:
        """Take nothing more; what is on its way is still waited for."""
        self.summary.interrupted = True

    async def run(self, files: Sequence[File]) -> Summary:
        """Send every article of the files that was not sent before."""
        await submit_all(self._articles(files), self._sender, self._answer, ahead=AHEAD)
        self._keep(self._ended())
        return self.summary

    async def _articles(self, files: Sequence[File]) -> AsyncIterator[Article]:
        before = 0
        for file in files:
            work = _Work(
                Reading(file, source=self._source, limit=self._limit), await self._content(file), before
            )
            if work.content and self._journal and not self._restart:
                work.progress = self._journal.progress(work.content)
                self.summary.add_earlier(work.progress)
            if not work.progress.whole:
                async for article in self._of_file(work):
                    yield article
            if self._is_over:
                return
            before += file.size

    async def _of_file(self, work: _Work) -> AsyncIterator[Article]:
        done = work.progress.number
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
            self._sent.append(_Sent(work, replace(item, body=None)))
            yield article
        self._sent.append(_Sent(work))

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
        changed: dict[int, _Work] = {}
        for receipt in receipts:
            changed |= self._ended()
            sent = self._sent.popleft()
            assert sent.item is not None  # noqa: S101, ends were taken before
            self.summary.add(sent.work.reading.place(sent.item), receipt)
            if self.summary.lost is None:
                accepted = receipt.error is None
                progress = sent.work.progress
                sent.work.progress = Progress(
                    sent.item.number, progress.accepted + accepted, progress.refused + (not accepted)
                )
                changed[id(sent.work)] = sent.work
        self._keep(changed | self._ended())
        if time.monotonic() - self._shown_at > SHOW_SECONDS:
            self._shown_at = time.monotonic()
            self._show(sent.work.before + sent.work.reading.taken, self.summary.outcomes.total())

    def _ended(self) -> dict[int, _Work]:
        """The files whose last article is done now."""
        ended: dict[int, _Work] = {}
        while self._sent and self._sent[0].item is None:
            work = self._sent.popleft().work
            if self.summary.lost is None:
                work.progress = replace(work.progress, whole=True)
                ended[id(work)] = work
        return ended

    def _keep(self, changed: dict[int, _Work]) -> None:
        if self._journal:
            rows = [(work.content, work.progress) for work in changed.values() if work.content]
            if rows:
                self._journal.save(rows)
