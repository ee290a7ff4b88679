"""Many articles at once: sent ahead, answered in order."""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from services.ingest.acceptance import Publication, Rejection
from services.ingest.publisher import Position
from services.ingest.receipt import Receipt, accepted, refused, unavailable
from services.runtime.errors import TransientError

MOST_AT_ONCE: Final = 500
"""Receipts handed on together at the most."""


class Promise(Protocol):
    """A message on its way."""

    def done(self) -> bool:
        """Whether the answer is there."""

    async def position(self) -> Position:
        """Where Kafka put it. Raises `TransientError` when it is not acknowledged."""


class Sender(Protocol):
    """What is needed of `services.ingest.publisher`."""

    async def send(self, publication: Publication, /) -> Promise:
        """Hand a message over. Raises `TransientError`."""


Answer = Callable[[Sequence[Receipt]], Awaitable[None]]
Article = Publication | Rejection
_Held = Receipt | tuple[UUID, Promise]


async def submit(article: Article, sender: Sender) -> Receipt:
    """Send one article and wait for its receipt."""
    if isinstance(article, Rejection):
        return refused(article)
    try:
        promise = await sender.send(article)
        return accepted(article.submission_id, await promise.position())
    except TransientError as error:
        return unavailable(article.submission_id, str(error))


async def submit_all(articles: AsyncIterable[Article], sender: Sender, answer: Answer, *, ahead: int) -> None:
    """Send articles as they come and hand on receipts in their order, as soon as there are some.

    Up to `ahead` articles are taken while `answer` waits. After the first that Kafka did not
    acknowledge the rest is not tried but answered alike, so that the end comes in bounded time.
    """
    sending = _Sending(sender, ahead)
    async with asyncio.TaskGroup() as group:
        group.create_task(sending.send(articles))
        await sending.answer(answer)


class _Sending:
    """The queue between sending and answering; None in it is the end."""

    def __init__(self, sender: Sender, ahead: int) -> None:
        self._sender = sender
        self._held: asyncio.Queue[_Held | None] = asyncio.Queue(ahead)
        self._down: str | None = None

    async def send(self, articles: AsyncIterable[Article]) -> None:
        try:
            async for article in articles:
                await self._held.put(await self._sent(article))
        except Exception:
            await self._held.put(None)  # what was read before is still answered
            raise
        await self._held.put(None)

    async def _sent(self, article: Article) -> _Held:
        if isinstance(article, Rejection):
            return refused(article)
        if self._down is None:
            try:
                return article.submission_id, await self._sender.send(article)
            except TransientError as error:
                self._down = str(error)
        return unavailable(article.submission_id, self._down)

    async def answer(self, answer: Answer) -> None:
        ready: list[Receipt] = []
        while (held := await self._held.get()) is not None:
            if ready and not _is_known(held):
                await answer(ready)
                ready = []
            ready.append(await self._receipt(held))
            if self._held.empty() or len(ready) >= MOST_AT_ONCE:
                await answer(ready)
                ready = []
        if ready:
            await answer(ready)

    async def _receipt(self, held: _Held) -> Receipt:
        if isinstance(held, Receipt):
            return held
        submission_id, promise = held
        try:
            return accepted(submission_id, await promise.position())
        except TransientError as error:
            self._down = str(error)
            return unavailable(submission_id, str(error))


def _is_known(held: _Held) -> bool:
    return isinstance(held, Receipt) or held[1].done()
