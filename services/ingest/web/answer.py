"""Answers over HTTP: one receipt with its status, or a stream of receipts."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.ingest.receipt import UNAVAILABLE, Problem, Receipt

KAFKA_RETRY_SECONDS: Final = 5
"""When to come again after Kafka did not answer; a change of the leader takes about so long."""
STATUS: Final = {
    UNAVAILABLE: 503,
    "unauthorized": 401,
    "rate-limited": 429,
    "timeout": 408,
    "unsupported-content-type": 415,
    "unsupported-encoding": 415,
}
"""HTTP status by error code; otherwise 422, and 413 for what is too large."""

_COME_AGAIN: Final = {STATUS[UNAVAILABLE], STATUS["rate-limited"]}

Write = Callable[[Sequence[Receipt]], Awaitable[None]]


def single(receipt: Receipt, retry_seconds: int | None = None) -> Response:
    """The answer to a request of one article."""
    if receipt.error is None:
        status = 202
    elif receipt.status == "too_large":
        status = 413
    else:
        status = STATUS.get(receipt.error.code, 422)
    headers = {}
    if status in _COME_AGAIN:
        headers["retry-after"] = str(retry_seconds or KAFKA_RETRY_SECONDS)
    if status == STATUS["unauthorized"]:
        headers["www-authenticate"] = "Bearer"
    return Response(receipt.to_json(), status, headers, "application/json")


def refusal(code: str, message: str, pointer: str = "") -> Receipt:
    """The receipt for a request that is refused as a whole."""
    return Receipt(status="rejected", error=Problem(code=code, pointer=pointer, message=message))


class ReceiptStream(Response):
    """Receipts as they come, one a line, while the body is still being read.

    `starlette.responses.StreamingResponse` cannot: it listens for a disconnect, and so takes chunks of
    the body away. The head goes out with the first receipt, so that `Expect: 100-continue` is answered.
    """

    media_type = "application/x-ndjson"

    def __init__(self, work: Callable[[Write], Awaitable[None]]) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._work = work

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Do the work and send what it writes."""
        begun = False

        async def write(receipts: Sequence[Receipt], *, more: bool = True) -> None:
            nonlocal begun
            if not begun:
                begun = True
                await send(
                    {
                        "type": "http.response.start",
                        "status": self.status_code,
                        "headers": self.raw_headers,
                    }
                )
            lines = b"".join(receipt.to_json() + b"\n" for receipt in receipts)
            await send({"type": "http.response.body", "body": lines, "more_body": more})

        await self._work(write)
        await write((), more=False)
