"""What stands in a link index, what is asked of it and what a batch writes there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from schemas.enriched_article import LinkMethod
from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.known import Known
from services.enrich.submission import Outcome


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
