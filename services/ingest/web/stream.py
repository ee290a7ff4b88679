"""A batch: the lines of a body as articles, as they come."""

import asyncio
from collections.abc import AsyncIterator

from schemas.validation import FieldError
from services.ingest.acceptance import Rejection, accept_json, too_large
from services.ingest.batch import Article
from services.ingest.lines import Line, Splitter
from services.ingest.settings import IngestSettings
from services.ingest.web.allowance import Allowance
from services.ingest.web.coding import BrokenCodingError, Coding
from services.ingest.web.intake import Arrivals, Chunks


class Batch:
    """The articles of one batch. What ends it before its time is its last article, refused."""

    def __init__(
        self,
        chunks: Chunks,
        expander: Coding,
        arrivals: Arrivals,
        allowance: Allowance,
        settings: IngestSettings,
    ) -> None:
        self._chunks, self._expander, self._arrivals = chunks, expander, arrivals
        self._allowance, self._settings = allowance, settings
        self._splitter = Splitter(settings.max_item_bytes)
        self.size = 0
        """Bytes read, expanded."""
        self.ended = False
        """Whether we ended it: too slow, too large, or not to be expanded."""

    async def articles(self) -> AsyncIterator[Article]:
        """Each article, not before its client may send it."""
        try:
            async for piece in self._pieces():
                for line in self._splitter.feed(piece):
                    await self._allowance.take()
                    yield self._article(line)
            if self._chunks.whole:  # else the last line may be half of one
                for line in self._splitter.end():
                    await self._allowance.take()
                    yield self._article(line)
        except TimeoutError:
            seconds = self._settings.body_seconds
            yield self._ended("timeout", f"did not come to its end within {seconds:g} s")
        except BrokenCodingError as error:
            yield self._ended("broken-encoding", f"cannot be read, the body {error}")
        except _TooLongError:
            self.ended, limit = True, self._settings.max_batch_bytes
            yield too_large(limit, "the batch", self._arrivals.at(self._splitter.number + 1))

    async def _pieces(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            for piece in self._expander.feed(chunk):
                self.size += len(piece)
                if self.size > self._settings.max_batch_bytes:
                    raise _TooLongError
                before = self._splitter.number
                yield piece
                if self._splitter.number > before:
                    self._chunks.renew()
                if len(piece) > len(chunk):
                    await asyncio.sleep(0)  # a small chunk may expand to very many
        if self._chunks.whole:
            self._expander.end()

    def _article(self, line: Line) -> Article:
        known = self._arrivals.at(line.number)
        if line.body is None:
            return too_large(self._settings.max_item_bytes, "the line", known)
        return accept_json(line.body, known, max_depth=self._settings.max_depth)

    def _ended(self, code: str, words: str) -> Rejection:
        self.ended, line = True, self._splitter.number + 1
        return Rejection("rejected", (FieldError(code, "", f"line {line}: {words}; the rest was not read"),))


class _TooLongError(Exception):
    """The batch has more bytes than allowed."""
