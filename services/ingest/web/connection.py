"""One HTTP connection, with the bounds that uvicorn and its parser do not have."""

import asyncio
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.ingest.metrics import CONNECTIONS_REFUSED
from services.ingest.receipt import UNAVAILABLE
from services.ingest.settings import IngestSettings
from services.ingest.web.answer import refusal

LINGER_SECONDS: Final = 2.0
"""How long a body is still taken off the wire after its answer, so that the client sees the answer."""


def bounded(settings: IngestSettings) -> type[HttpToolsProtocol]:
    """The protocol class for uvicorn, with the limits of `settings`."""

    class Connection(_Connection):
        limits = settings

    return Connection


class _TooLongError(Exception):
    """The head of a request has more bytes than allowed."""


class _Connection(HttpToolsProtocol):
    """Heads are bounded in size and time, connections in number, and a body nobody reads ends."""

    limits: IngestSettings

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, uvicorn's own
        super().__init__(*args, **kwargs)
        self._in_head = True
        self._head_bytes = self._unparsed_bytes = 0
        self._messages = 0
        self._refused = False
        self._timer: asyncio.TimerHandle | None = None
        self._unread_timer: asyncio.TimerHandle | None = None
        self._received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Let it in, while there are not too many, and wait for its first head."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.max_connections:
            self._refuse(503, UNAVAILABLE, "too many connections are open; come again", retry_seconds=1)
        else:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._stop_timer()
        self._stop_unread_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and see that a head which is not whole does not become too long."""
        self._received += len(data)
        if self._refused:
            return
        before = (self._in_head, self._messages)
        super().data_received(data)
        if self._in_head and before == (True, self._messages) and not self._refused:
            # The parser keeps an unfinished header however long it gets, and says nothing of it.
            self._unparsed_bytes += len(data)
            if self._unparsed_bytes > self.limits.max_head_bytes:
                self._refuse_head()

    def pause_writing(self) -> None:
        """The client does not read what is written; it may do so as long as it still sends."""
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        """It reads again."""
        self._stop_unread_timer()
        super().resume_writing()

    def on_message_begin(self) -> None:
        """The first byte of a head is there: the rest has to come in time."""
        if self._timer is None:
            self._expect_head()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        self._head_bytes = self._unparsed_bytes = 0
        self._stop_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._in_head = True
        self._messages += 1
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is sent; of a body that was refused the rest is thrown away for a moment."""
        super().on_response_complete()
        if not self._in_head:
            self.loop.call_later(LINGER_SECONDS, self._end_body, self._messages)

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP, or too long a head."""
        if self._head_bytes > self.limits.max_head_bytes:
            self._refuse_head()
        else:
            self._refuse(400, "not-http", msg)

    def _await_reader(self) -> None:
        self._unread_timer = self.loop.call_later(
            self.limits.receipt_seconds, self._give_up_on_reader, self._received
        )

    def _give_up_on_reader(self, received: int) -> None:
        if self._received > received:
            self._await_reader()
        else:
            CONNECTIONS_REFUSED.labels("unread").inc()
            self.transport.abort()  # closing would wait until it has read

    def _stop_unread_timer(self) -> None:
        if self._unread_timer:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _end_body(self, message: int) -> None:
        if self._messages == message and not self._in_head:
            self.transport.close()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > self.limits.max_head_bytes:
            raise _TooLongError  # the parser hands it to uvicorn, which calls send_400_response

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(self.limits.head_seconds, self._no_head)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _no_head(self) -> None:
        seconds = self.limits.head_seconds
        self._refuse(408, "timeout", f"the head of the request did not come within {seconds:g} s")

    def _refuse_head(self) -> None:
        limit = self.limits.max_head_bytes
        self._refuse(431, "too-large", f"the head of the request is larger than {limit:,} bytes")

    def _refuse(self, status: int, code: str, message: str, *, retry_seconds: int | None = None) -> None:
        """Answer at once, and end the connection when the client had time to read that."""
        self._refused = True
        self._stop_timer()
        self._unset_keepalive_if_required()
        CONNECTIONS_REFUSED.labels(code).inc()
        body = refusal(code, message).to_json()
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
        head += f"content-length: {len(body)}\r\nconnection: close\r\n"
        if retry_seconds:
            head += f"retry-after: {retry_seconds}\r\n"
        self.transport.write(head.encode() + b"\r\n" + body)
        self.loop.call_later(LINGER_SECONDS, self.transport.close)
