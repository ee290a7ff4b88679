"""What a request says of itself, and its body within limits."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from typing import Final, Literal
from uuid import uuid4, uuid5

from starlette.requests import ClientDisconnect, Request

from schemas.cloudevents import TRACEPARENT
from schemas.identity import NAMESPACE
from services.ingest.acceptance import Arrival

IDEMPOTENCY_KEY: Final = "idempotency-key"

_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)


class TooLongError(Exception):
    """The body has more bytes than allowed."""


def media_type(request: Request) -> tuple[str, str | None]:
    """The type of the body in small letters, and the charset that is named with it."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(parameters)
    return kind.strip().lower(), charset[1] if charset else None


def arrival(request: Request, *, source: str | None = None, line: int | None = None) -> Arrival:
    """What is known of an article in this request before it is read.

    Its id, where it names none: made of the Idempotency-Key and the line, so that a repeated request
    gives the same ids; else a random one.
    """
    now = datetime.now(UTC)
    repeated = request.headers.get(IDEMPOTENCY_KEY)
    return Arrival(
        received_at=now,
        submission_id=uuid5(NAMESPACE, f"idempotency:{repeated}\n{line or 0}") if repeated else uuid4(),
        fetched_at=now,
        source=source,
        traceparent=request.headers.get(TRACEPARENT),
        line=line,
    )


def announced_bytes(request: Request, limit: int) -> int:
    """The length of the body as announced, else the most that it may be."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else limit


async def read_body(request: Request, *, limit: int, seconds: float) -> bytes:
    """The whole body.

    Raises:
        TooLongError: It has more than `limit` bytes.
        TimeoutError: It did not come within `seconds`.
        starlette.requests.ClientDisconnect: The client has gone.
    """
    if announced_bytes(request, 0) > limit:
        raise TooLongError
    body = bytearray()
    async with asyncio.timeout(seconds):
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise TooLongError
    return bytes(body)


class Chunks:
    """The body as it comes, until it ends, the client goes, or `cut` is set; then `whole` is False."""

    def __init__(self, request: Request, cut: asyncio.Event) -> None:
        self._stream: AsyncGenerator[bytes, None] = request.stream()
        self._cut = cut
        self.size = 0
        self.whole = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        cut = asyncio.ensure_future(self._cut.wait())
        try:
            while (chunk := await self._next(cut)) is not None:
                self.size += len(chunk)
                yield chunk
        except ClientDisconnect:
            return
        finally:
            cut.cancel()

    async def _next(self, cut: asyncio.Future[Literal[True]]) -> bytes | None:
        following = asyncio.ensure_future(anext(self._stream, None))
        try:
            await asyncio.wait((following, cut), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not following.done():
                following.cancel()
        if not following.done():
            return None
        chunk = following.result()
        self.whole = chunk is None
        return chunk
