"""One request from its head to its answer: let in, read, accepted, sent, answered, counted."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from services.ingest.acceptance import accept_json, accept_page, accept_withdrawal, too_large, undecodable
from services.ingest.batch import Article, Sender, submit, submit_all
from services.ingest.charset import UndecodableError, decode
from services.ingest.metrics import ITEMS, RECEIVED_BYTES, REQUESTS
from services.ingest.receipt import UNAVAILABLE, Receipt, refused
from services.ingest.settings import IngestSettings
from services.ingest.web.admission import Admission, FullError
from services.ingest.web.allowance import Allowance
from services.ingest.web.answer import ReceiptStream, Write, refusal, single
from services.ingest.web.coding import CODINGS, BrokenCodingError, Coding, expander
from services.ingest.web.intake import (
    Arrivals,
    Chunks,
    TooLongError,
    announced_bytes,
    content_coding,
    media_type,
    read_body,
)
from services.ingest.web.keys import ANYBODY, Client, Keys
from services.ingest.web.stream import Batch

log = structlog.get_logger()

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
PAGES: Final = ("text/html", "text/plain")
KINDS: Final = (JSON, NDJSON, *PAGES)
WITHDRAWAL: Final = "withdrawal"
GONE: Final = 499
"""Code in logs and metrics for a client that left before its answer, as nginx counts it."""
NOBODY: Final = Client("nobody", Allowance(None))


@dataclass(frozen=True)
class Named:
    """What the query says about a page, or names of what is withdrawn."""

    url: str | None = None
    source: str | None = None
    scraper: str | None = None
    id: str | None = None


@dataclass
class _Visit:
    """One request, for the log and the metrics."""

    client: Client
    kind: str
    started: float = field(default_factory=time.perf_counter)
    statuses: Counter[str] = field(default_factory=Counter)
    size: int = 0

    def count(self, receipts: Sequence[Receipt]) -> None:
        statuses = Counter(receipt.status for receipt in receipts)
        self.statuses += statuses
        for status, count in statuses.items():
            ITEMS.labels(self.client.name, status).inc(count)

    def report(self, code: int) -> None:
        RECEIVED_BYTES.inc(self.size)
        REQUESTS.labels(self.client.name, self.kind, code).inc()
        seconds = round(time.perf_counter() - self.started, 4)
        log.info(
            "articles",
            client=self.client.name,
            kind=self.kind,
            code=code,
            **self.statuses,
            bytes=self.size,
            seconds=seconds,
        )

    def answered(self, receipt: Receipt, retry_seconds: int | None = None) -> Response:
        response = single(receipt, retry_seconds)
        self.count([receipt])
        self.report(response.status_code)
        return response


class Desk:
    """Takes requests, of those who may, holds no more than it may, and answers with receipts.

    When `cut` is set, batches are read no further: what was read gets its receipts, then the answer ends.
    """

    def __init__(
        self, sender: Sender, settings: IngestSettings, cut: asyncio.Event, keys: Keys | None = None
    ) -> None:
        self._sender, self._settings, self._cut, self._keys = sender, settings, cut, keys
        self._anybody = Client(ANYBODY, Allowance(None))
        self._admission = Admission(settings.max_requests, settings.max_bytes)

    async def take(self, request: Request, named: Named) -> Response:
        """Answer a request that brings one article or many."""
        kind, charset = media_type(request)
        visit = self._visit(request, kind if kind in KINDS else "other")
        if problem := self._unwanted(visit) or _misplaced(visit.kind, named):
            return visit.answered(problem, visit.client.allowance.retry_seconds)
        expanding = expander(content_coding(request))
        if expanding is None:
            return visit.answered(
                refusal("unsupported-encoding", f"Content-Encoding must be one of {', '.join(CODINGS)}")
            )
        with ExitStack() as held:
            try:
                held.enter_context(self._admission.hold(self._room(request)))
            except FullError as error:
                return visit.answered(refusal(UNAVAILABLE, f"{error}; come again"), 1)
            if kind == NDJSON:
                room = held.pop_all()
                return ReceiptStream(lambda write: self._batch(request, expanding, write, room, visit))
            return await self._single(request, expanding, charset, named, visit)

    async def withdraw(self, request: Request, named: Named) -> Response:
        """Answer a request that withdraws an article."""
        visit = self._visit(request, WITHDRAWAL)
        if problem := self._unwanted(visit):
            return visit.answered(problem, visit.client.allowance.retry_seconds)
        await visit.client.allowance.take()
        known = Arrivals(request, visit.client.name, named.source).at()
        article = accept_withdrawal(known, url=named.url, id_=named.id)
        return visit.answered(await submit(article, self._sender))

    def _visit(self, request: Request, kind: str) -> _Visit:
        client: Client | None = self._anybody
        if self._keys:
            client = self._keys.client(request.headers.get("authorization"))
        return _Visit(client or NOBODY, kind)

    def _unwanted(self, visit: _Visit) -> Receipt | None:
        """Why a request is refused before its body is read."""
        if visit.client is NOBODY:
            return refusal("unauthorized", "send a key that is known here, as `Authorization: Bearer KEY`")
        if visit.kind == "other":
            return refusal("unsupported-content-type", f"Content-Type must be one of {', '.join(KINDS)}")
        if visit.kind != NDJSON and not visit.client.allowance.has_room():
            return refusal("rate-limited", f"{visit.client.name} has sent more than it may; come again")
        return None

    def _room(self, request: Request) -> int:
        limit = self._settings.max_item_bytes
        return min(announced_bytes(request, limit), limit)

    async def _single(
        self, request: Request, expanding: Coding, charset: str | None, named: Named, visit: _Visit
    ) -> Response:
        limit, seconds = self._settings.max_item_bytes, self._settings.body_seconds
        arrivals = Arrivals(request, visit.client.name, named.source)
        try:
            body = await read_body(request, expanding, limit=limit, seconds=seconds)
        except TooLongError:
            visit.size = announced_bytes(request, limit)
            return visit.answered(refused(too_large(limit, "the body", arrivals.at())))
        except TimeoutError:
            return visit.answered(refusal("timeout", f"the body did not come within {seconds:g} s"))
        except BrokenCodingError as error:
            return visit.answered(refusal("broken-encoding", f"the body {error}"))
        except ClientDisconnect:
            visit.report(GONE)
            return Response(status_code=GONE)
        visit.size = len(body)
        await visit.client.allowance.take()
        article = await self._article(visit.kind, charset, named, body, arrivals)
        return visit.answered(await submit(article, self._sender))

    async def _article(
        self, kind: str, charset: str | None, named: Named, body: bytes, arrivals: Arrivals
    ) -> Article:
        known = arrivals.at()
        if kind == JSON:
            return accept_json(body, known, max_depth=self._settings.max_depth)
        try:
            # In a thread, because a guess takes up to a second for a large page.
            text = await asyncio.to_thread(decode, body, declared=charset, html=kind == "text/html")
        except UndecodableError as error:
            return undecodable(known, str(error))
        return accept_page(text, kind, known, url=named.url, scraper=named.scraper)

    async def _batch(
        self, request: Request, expanding: Coding, write: Write, room: ExitStack, visit: _Visit
    ) -> None:
        chunks = Chunks(request, self._cut, self._settings.body_seconds)
        arrivals = Arrivals(request, visit.client.name)
        batch = Batch(chunks, expanding, arrivals, visit.client.allowance, self._settings)

        async def answer(receipts: Sequence[Receipt]) -> None:
            visit.count(receipts)
            await write(receipts)

        code = GONE
        try:
            with room:
                await submit_all(batch.articles(), self._sender, answer, ahead=self._settings.unread_receipts)
            if chunks.whole or batch.ended or self._cut.is_set():
                code = 200
        finally:
            visit.size = batch.size
            visit.report(code)


def _misplaced(kind: str, named: Named) -> Receipt | None:
    """Why the query is refused: of an article as JSON it would say nothing."""
    given = next((name for name in ("url", "source", "scraper") if getattr(named, name) is not None), None)
    if kind in PAGES or given is None:
        return None
    return refusal(
        "unexpected", f"`{given}` in the query goes with a page; put it into the JSON", f"/{given}"
    )
