"""The two link indexes under test, and workers whose steps a test can interleave."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound, LinkResolved
from services.enrich.relate import relate
from services.enrich.relate.entries import Announcement
from services.enrich.relate.index import LinkIndex, Look
from services.enrich.relate.known import Known
from services.enrich.submission import Emission, Outcome, OutcomeKind, Submission

Outcomes = Callable[[], Awaitable[dict[int, OutcomeKind]]]


@dataclass
class Worker:
    """Relates batches over an index and keeps what it publishes."""

    index: LinkIndex
    recorded: Outcomes
    """What the index has recorded, by offset."""
    published: list[Emission] = field(default_factory=list)

    async def relate(self, batch: Sequence[Submission]) -> list[Outcome]:
        """Relate a batch; what it publishes replaces what is kept."""
        self.published = []
        return await relate(batch, self.index, self.publish)

    async def publish(self, emissions: Sequence[Emission]) -> None:
        """Keep."""
        self.published += emissions

    @property
    def articles(self) -> list[EnrichedArticle]:
        """The versions it published last."""
        return self._articles(outlived=False)

    @property
    def outlived(self) -> list[EnrichedArticle]:
        """The withdrawals it published last beside the versions that outlived them."""
        return self._articles(outlived=True)

    def _articles(self, *, outlived: bool) -> list[EnrichedArticle]:
        return [
            one.message
            for one in self.published
            if isinstance(one.message, EnrichedArticle) and one.outlived is outlived
        ]

    @property
    def answers(self) -> list[LinkResolved | CopyFound]:
        """The answers it published last."""
        return [one.message for one in self.published if not isinstance(one.message, EnrichedArticle)]

    def beside(self, index: LinkIndex | None = None) -> "Worker":
        """Another worker of the same group."""
        return Worker(index or self.index, self.recorded)


@dataclass
class Halting:
    """An index that does something before each look begins: it waits, or another worker is faster."""

    index: LinkIndex
    before_look: Callable[[], Awaitable[object]]

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """As the index says."""
        return await self.index.known(ids)

    async def announce(self, announcement: Announcement) -> None:
        """As the index does."""
        await self.index.announce(announcement)

    @asynccontextmanager
    async def look(self, *, alone: bool = False) -> AsyncIterator[Look]:
        """Halt, then look."""
        await self.before_look()
        async with self.index.look(alone=alone) as look:
            yield look


class Held:
    """A `publish` that waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = asyncio.Event(), asyncio.Event()
        self.published: list[Emission] = []

    async def __call__(self, emissions: Sequence[Emission]) -> None:
        """Wait, then keep."""
        self.begun.set()
        await self.let_go.wait()
        self.published += emissions
