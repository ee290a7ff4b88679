"""What relate asks of a link index. One test suite says how `PostgresIndex` and `MemoryIndex` answer."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, Protocol, TypeVar
from uuid import UUID

from schemas.enriched_article import LinkMethod
from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.submission import Outcome

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


class Heading(NamedTuple):
    """What stands beside the key of a title, for links that show another like it.

    Announced again it may be of an earlier date, or of another text in a later version.
    """

    title: str
    """As `str(Title)` gives it."""
    bands: tuple[int, ...]
    dated: datetime
    """When the article was published, else when it was first read."""
    body: UUID | None
    """The key of its text: two articles of one title and one text are the same."""
    has_address: bool


class KeyRow(NamedTuple):
    """An article is found under a key, in the version of `at`."""

    key: UUID
    article_id: UUID
    kind: KeyKind
    since: datetime
    """When the article was published, as far as is known: the earliest that holds a text is the original."""
    at: datetime
    heading: Heading | None = None
    """Where the key is one of a title."""


class WantedTitle(NamedTuple):
    """A title that links wait for, whichever they are."""

    key: UUID
    title: str
    bands: tuple[int, ...]


class LinkRow(NamedTuple):
    """A link of one version of an article waits for a key."""

    version: UUID
    article_id: UUID
    version_at: datetime
    position: int
    key: UUID
    method: LinkMethod
    dated: datetime
    """When the article was published, else when it was first read."""
    enricher_version: str | None
    """None where it was announced by a release that did not say."""
    revision: int = 0
    """How often what answers rest on has changed. It is recorded, not announced."""


class WithdrawalRow(NamedTuple):
    """Everything under a key that was read up to `at` is withdrawn."""

    key: UUID
    at: datetime
    submission_id: UUID


class Answered(NamedTuple):
    """Where a link led to; the article that holds it means nowhere."""

    article_id: UUID
    version_at: datetime
    position: int
    target_id: UUID
    method: LinkMethod
    enricher_version: str | None
    revision: int = 0


class Place(NamedTuple):
    """A link of one version of an article."""

    version: UUID
    position: int


_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Announcement:
    """What others can see from now on. Rows are only added, and adding one twice changes nothing."""

    keys: Sequence[KeyRow] = ()
    texts: Sequence[Fingerprint] = ()
    """Each once."""
    links: Sequence[LinkRow] = ()
    wanted: Sequence[WantedTitle] = ()
    withdrawals: Sequence[WithdrawalRow] = ()

    def __bool__(self) -> bool:
        return bool(self.keys or self.links or self.withdrawals)

    def __or__(self, other: "Announcement") -> "Announcement":
        return Announcement(
            [*self.keys, *other.keys],
            [*self.texts, *other.texts],
            [*self.links, *other.links],
            [*self.wanted, *other.wanted],
            [*self.withdrawals, *other.withdrawals],
        )

    def __sub__(self, other: "Announcement") -> "Announcement":
        return Announcement(
            _new(self.keys, other.keys),
            _new(self.texts, other.texts),
            _new(self.links, other.links),
            _new(self.wanted, other.wanted),
            _new(self.withdrawals, other.withdrawals),
        )


def _new(rows: Sequence[_Row], others: Sequence[_Row]) -> Sequence[_Row]:
    known = {*others}
    return [row for row in rows if row not in known]


class Headed(NamedTuple):
    """An article with a title; what `Heading` says of it."""

    article_id: UUID
    title: str
    dated: datetime
    body: UUID | None
    has_address: bool


class Holder(NamedTuple):
    """An article that holds a text, and since when; the least of several holds it first."""

    since: datetime
    article_id: UUID


class Sharer(NamedTuple):
    """An article, and the newest version of it that was announced with a text."""

    article_id: UUID
    version_at: datetime
    recorded_at: datetime | None
    """The version that stands, where it has this text."""


class Resident(NamedTuple):
    """An article at an address, and since when it is published; the least of several is the original."""

    since: datetime
    article_id: UUID
    version_at: datetime
    """The newest version of it that was announced."""
    recorded_at: datetime | None
    """The newest version of it that was recorded; another one where a batch is at work, or was outrun."""
    kind: KeyKind


class ErasedKey(NamedTuple):
    """A key of an article goes, unless it was announced again after `until`."""

    key: UUID
    article_id: UUID
    until: datetime
    spared_at: datetime | None = None
    """A version whose keys stay."""


class RenewedKey(NamedTuple):
    """A key of a content that was replaced was read until then."""

    key: UUID
    article_id: UUID
    read_at: datetime


@dataclass(frozen=True)
class Record:
    """What a batch leaves behind, written at once."""

    known: Sequence[Known]
    outcomes: Sequence[Outcome]
    """The first one recorded for an offset stands."""
    stale: Collection[UUID]
    """Versions whose links wait no longer."""
    erased: Collection[ErasedKey]
    """Keys that were made of withdrawn texts; those that are addresses stay."""
    retracted: Collection[ErasedKey] = ()
    """Keys of what was refused after it was announced, addresses too."""
    renewed: Collection[RenewedKey] = ()
    crowded: Collection[UUID] = ()
    """Keys of addresses of which all that are there were told that these are too many's."""
    revised: Mapping[Place, int] = field(default_factory=dict)
    """Links that were answered anew, and in which revision."""


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
