"""One request from its head to its answer: admitted, read, accepted, sent, answered, counted."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from services.ingest.acceptance import accept_json, accept_page, too_large, undecodable
from services.ingest.admission import Admission, FullError
from services.ingest.answer import BUSY_RETRY_SECONDS, ReceiptStream, Write, refusal, single
from services.ingest.batch import Article, Sender, submit, submit_all
from services.ingest.charset import UndecodableError, decode
from services.ingest.intake import Chunks, TooLongError, announced_bytes, arrival, media_type, read_body
from services.ingest.lines import Line, Splitter
from services.ingest.metrics import ITEMS, RECEIVED_BYTES, REQUESTS
from services.ingest.receipt import UNAVAILABLE, Receipt, refused
from services.ingest.settings import IngestSettings

log = structlog.get_logger()

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
PAGES: Final = ("text/html", "text/plain")
GONE: Final = 499
"""Code in logs and metrics for a client that left before its answer, as nginx counts it."""


@dataclass(frozen=True)
class Named:
    """What the query says about a page."""

    url: str | None = None
    source: str | None = None
    scraper: str | None = None


@dataclass
class _Visit:
    """One request, for the log and the metrics."""

    kind: str
    started: float = field(default_factory=time.perf_counter)
    statuses: Counter[str] = field(default_factory=Counter)

    def count(self, receipts: Sequence[Receipt]) -> None:
        statuses = Counter(receipt.status for receipt in receipts)
        self.statuses += statuses
        for status, count in statuses.items():
            ITEMS.labels(status).inc(count)

    def report(self, code: int, size: int) -> None:
        RECEIVED_BYTES.inc(size)
        REQUESTS.labels(self.kind, code).inc()
        seconds = round(time.perf_counter() - self.started, 4)
        log.info("articles", kind=self.kind, code=code, **self.statuses, bytes=size, seconds=seconds)


class Desk:
    """Takes requests, holds no more than it may, and answers with receipts.

    When `cut` is set, batches are read no further: what was read gets its receipts, then the answer ends.
    """

    def __init__(self, sender: Sender, settings: IngestSettings, cut: asyncio.Event) -> None:
        self._sender, self._settings, self._cut = sender, settings, cut
        self._admission = Admission(settings.max_requests, settings.max_bytes)

    async def take(self, request: Request, named: Named) -> Response:
        """Answer one request."""
        kind, charset = media_type(request)
        visit = _Visit(kind if kind in {JSON, NDJSON, *PAGES} else "other")
        if problem := _unsupported(request, visit.kind):
            return self._answered(visit, problem, 0)
        with ExitStack() as held:
            try:
                held.enter_context(self._admission.hold(self._room(request, kind)))
            except FullError as error:
                return self._answered(
                    visit, refusal(UNAVAILABLE, f"{error}; come again"), 0, BUSY_RETRY_SECONDS
                )
            if kind == NDJSON:
                room = held.pop_all()
                return ReceiptStream(lambda write: self._batch(request, write, room, visit))
            return await self._single(request, kind, charset, named, visit)

    def _room(self, request: Request, kind: str) -> int:
        limit = self._settings.max_item_bytes
        return limit if kind == NDJSON else min(announced_bytes(request, limit), limit)

    async def _single(
        self, request: Request, kind: str, charset: str | None, named: Named, visit: _Visit
    ) -> Response:
        limit, seconds = self._settings.max_item_bytes, self._settings.body_seconds
        try:
            body = await read_body(request, limit=limit, seconds=seconds)
        except TooLongError:
            large = too_large(limit, "the body", arrival(request))
            return self._answered(visit, refused(large), announced_bytes(request, limit))
        except TimeoutError:
            late = refusal("timeout", f"the body did not come within {seconds:g} s")
            return self._answered(visit, late, 0)
        except ClientDisconnect:
            visit.report(GONE, 0)
            return Response(status_code=GONE)
        article = await _article(request, kind, charset, named, body)
        return self._answered(visit, await submit(article, self._sender), len(body))

    async def _batch(self, request: Request, write: Write, room: ExitStack, visit: _Visit) -> None:
        chunks = Chunks(request, self._cut)

        async def answer(receipts: Sequence[Receipt]) -> None:
            visit.count(receipts)
            await write(receipts)

        with room:
            articles = self._lines(request, chunks)
            await submit_all(articles, self._sender, answer, ahead=self._settings.unread_receipts)
        visit.report(200 if chunks.whole or self._cut.is_set() else GONE, chunks.size)

    async def _lines(self, request: Request, chunks: Chunks) -> AsyncIterator[Article]:
        splitter = Splitter(self._settings.max_item_bytes)
        async for chunk in chunks:
            for line in splitter.feed(chunk):
                yield self._article_of(request, line)
        if chunks.whole:  # else the last line may be half of one
            for line in splitter.end():
                yield self._article_of(request, line)

    def _article_of(self, request: Request, line: Line) -> Article:
        known = arrival(request, line=line.number)
        if line.body is None:
            return too_large(self._settings.max_item_bytes, "the line", known)
        return accept_json(line.body, known)

    def _answered(
        self, visit: _Visit, receipt: Receipt, size: int, retry_seconds: int | None = None
    ) -> Response:
        response = single(receipt, retry_seconds)
        visit.count([receipt])
        visit.report(response.status_code, size)
        return response


def _unsupported(request: Request, kind: str) -> Receipt | None:
    if kind == "other":
        kinds = ", ".join((JSON, NDJSON, *PAGES))
        return refusal("unsupported-content-type", f"Content-Type must be one of {kinds}")
    if (encoding := request.headers.get("content-encoding", "identity")) != "identity":
        return refusal(
            "unsupported-encoding", f"Content-Encoding {encoding[:40]!r} is not taken; send it plain"
        )
    return None


async def _article(request: Request, kind: str, charset: str | None, named: Named, body: bytes) -> Article:
    known = arrival(request, source=named.source)
    if kind == JSON:
        return accept_json(body, known)
    try:
        # In a thread, because a guess takes up to a second for a large page.
        text = await asyncio.to_thread(decode, body, declared=charset, html=kind == "text/html")
    except UndecodableError as error:
        return undecodable(known, str(error))
    return accept_page(text, kind, known, url=named.url, scraper=named.scraper)
