"""What relate asks of a link index. One test suite says how `PostgresIndex` and `MemoryIndex` answer."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol
from uuid import UUID

from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.entries import (
    Announcement,
    Headed,
    Holder,
    LinkRow,
    Place,
    Record,
    Resident,
    Sharer,
    WantedTitle,
)
from services.enrich.relate.known import Known, Withdrawn

NAMESAKES: Final = 16
"""Articles up to which a title names one of them; one that more have is the name of a column."""
CANDIDATES: Final = 64
"""Titles that share a band with another up to which they are compared with it. Of 3,050 news on seven
subjects, taken for one publisher in each language, the most were 48."""

NEIGHBOURS: Final = 4
"""Articles up to which an address that they share makes them one. An article that moved has two or three ids;
an address that more have is that of a page which shows another article each time."""
TAKEN_BACK_AT_ONCE: Final = 1000
"""Articles that are told that their address is too many's, when it becomes so: those that were there before,
`NEIGHBOURS` at the most, and whatever comes with the batches of that moment."""

WANTED_AT_ONCE: Final = 1000
"""Titles waited for with which that of an article is compared at most: 5 ms. A pair of words that every day
has is in thousands. Word for word a title is found all the same."""


class Look(Protocol):
    """One look: sees everything announced before it; what it records appears when it ends without an error.

    A withdrawn article is found under no key until it is announced with a later time.
    """

    async def lock(self, ids: Collection[UUID]) -> None:
        """Keep other looks away from these articles until this one ends."""

    async def held(self, keys: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
        """By key, every article that was ever announced under it, withdrawn or not."""

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles now."""

    async def withdrawn(self, keys: Collection[UUID]) -> Mapping[UUID, Withdrawn]:
        """By key, the latest withdrawal."""

    async def holders(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[UUID]]:
        """By key, the two smallest ids: a link goes to the first, one of the first itself to the second."""

    async def texts_like(self, texts: Collection[Fingerprint]) -> Collection[Fingerprint]:
        """Every text that shares a band with one of these; of very many, as of pages of a wall, some."""

    async def earliest(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[Holder]]:
        """By key of a text, the first two articles that held it; at the same time, the smallest id first."""

    async def sharers(self, keys: Collection[UUID]) -> Mapping[UUID, Collection[Sharer]]:
        """By key of a text, all that hold it."""

    async def residents(self, keys: Collection[UUID], most: int) -> Mapping[UUID, Sequence[Resident]]:
        """By key of an address that several articles have, so many of them."""

    async def crowded(self, keys: Collection[UUID]) -> Collection[UUID]:
        """Those of these keys that were recorded as crowded."""

    async def titled(self, keys: Collection[UUID]) -> Mapping[UUID, Sequence[Headed]]:
        """By key of a title, who has it; some of them where more than twice `NAMESAKES` have."""

    async def alike(self, bands: Mapping[UUID, Sequence[int]]) -> Mapping[UUID, Sequence[Headed]]:
        """By the key that the bands come with, who has a title that shares one.

        Nobody where more than `CANDIDATES` have.
        """

    async def wanted(self, bands: Mapping[UUID, Sequence[int]]) -> Mapping[UUID, Sequence[WantedTitle]]:
        """By the key that the bands come with, the titles waited for that share one.

        Of very many some, `WANTED_AT_ONCE` or more.
        """

    async def waiting(self, keys: Collection[UUID]) -> Collection[LinkRow]:
        """All that the links wait for that wait for one of these keys."""

    async def shown(self, keys: Collection[UUID]) -> Mapping[UUID, WantedTitle]:
        """Those of these keys that are titles waited for."""

    async def headings(self, held: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, WantedTitle]:
        """By key, the titles among these keys of articles; withdrawn or not, until that is recorded."""

    async def revisions(self, versions: Collection[UUID]) -> Mapping[Place, int]:
        """The links of these versions that were answered anew, and in which revision."""

    async def forget(self, known: Collection[Known]) -> None:
        """Find these articles from now on in this look as if they were recorded like that."""

    async def record(self, record: Record) -> None:
        """Write what the batch leaves behind."""


class LinkIndex(Protocol):
    """The memory of relate."""

    async def known(self, ids: Collection[UUID]) -> dict[UUID, Known]:
        """What is known of these articles; may be outdated at once."""

    async def announce(self, announcement: Announcement) -> None:
        """Add rows in a transaction of their own: every look that begins afterwards sees them."""

    def look(self, *, alone: bool = False) -> AbstractAsyncContextManager[Look]:
        """Begin a look. One that is alone begins when all others have ended; the next ones wait for it."""
