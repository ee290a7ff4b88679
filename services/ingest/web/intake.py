"""What a request says of itself, and its body: expanded, within limits, as it comes."""

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
from services.ingest.web.coding import Coding
from services.ingest.web.keys import ANYBODY

IDEMPOTENCY_KEY: Final = "idempotency-key"

_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';]+)""", re.IGNORECASE)


class TooLongError(Exception):
    """The body has more bytes than allowed."""


def media_type(request: Request) -> tuple[str, str | None]:
    """The type of the body in small letters, and the charset that is named with it."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(parameters)
    return kind.strip().lower(), charset[1] if charset else None


def content_coding(request: Request) -> str:
    """How the body is compressed; empty where it is not."""
    return ",".join(request.headers.getlist("content-encoding"))


def announced_bytes(request: Request, limit: int) -> int:
    """The length of the body as announced, else the most that it may be."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() and not content_coding(request) else limit


class Arrivals:
    """What is known of every article in one request before it is read."""

    def __init__(self, request: Request, client: str, source: str | None = None) -> None:
        key = request.headers.get(IDEMPOTENCY_KEY)
        # Two clients may count their requests alike.
        self._repeated = f"{client}\n{key}" if key and client != ANYBODY else key
        self._traceparent = request.headers.get(TRACEPARENT)
        self._source = source

    def at(self, line: int | None = None) -> Arrival:
        """Of the article on one line of a batch, or of the only one.

        Its id, where it names none: made of client, Idempotency-Key and line, so that a repeated request
        gives the same ids; without a key a random one.
        """
        now = datetime.now(UTC)
        repeated = self._repeated
        return Arrival(
            received_at=now,
            submission_id=uuid5(NAMESPACE, f"idempotency:{repeated}\n{line or 0}") if repeated else uuid4(),
            fetched_at=now,
            source=self._source,
            traceparent=self._traceparent,
            line=line,
        )


async def read_body(request: Request, expander: Coding, *, limit: int, seconds: float) -> bytes:
    """The whole body, expanded.

    Raises:
        TooLongError: It has more than `limit` bytes.
        TimeoutError: It did not come within `seconds`.
        services.ingest.web.coding.BrokenCodingError: It is not compressed as it says.
        starlette.requests.ClientDisconnect: The client has gone.
    """
    if announced_bytes(request, 0) > limit:
        raise TooLongError
    body = bytearray()
    async with asyncio.timeout(seconds):
        async for chunk in request.stream():
            for piece in expander.feed(chunk):
                body += piece
                if len(body) > limit:
                    raise TooLongError
    expander.end()
    return bytes(body)


class Chunks:
    """The body as it comes, until it ends, the client goes, or `cut` is set; then `whole` is False.

    Raises `TimeoutError` when it was waited for `seconds` in all since the beginning or `renew()`.
    """

    def __init__(self, request: Request, cut: asyncio.Event, seconds: float) -> None:
        self._stream: AsyncGenerator[bytes, None] = request.stream()
        self._cut, self._seconds = cut, seconds
        self._left = seconds
        self.whole = False

    def renew(self) -> None:
        """Give the client its time anew."""
        self._left = self._seconds

    async def __aiter__(self) -> AsyncIterator[bytes]:
        cut = asyncio.ensure_future(self._cut.wait())
        try:
            while (chunk := await self._next(cut)) is not None:
                yield chunk
        except ClientDisconnect:
            return
        finally:
            cut.cancel()

    async def _next(self, cut: asyncio.Future[Literal[True]]) -> bytes | None:
        following = asyncio.ensure_future(anext(self._stream, None))
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            await asyncio.wait((following, cut), timeout=self._left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not following.done():
                following.cancel()
        self._left -= clock() - begun
        if not following.done():
            if not cut.done():
                raise TimeoutError
            return None
        chunk = following.result()
        self.whole = chunk is None
        return chunk
