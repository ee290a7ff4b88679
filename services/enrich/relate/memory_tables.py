"""What the link index in memory keeps."""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID
from weakref import WeakValueDictionary

from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.entries import ErasedKey, Heading, KeyRow, LinkRow, Place, RenewedKey, WantedTitle
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.submission import Outcome

_ADDRESSES: Final = {KeyKind.ADDRESS, KeyKind.SECTION}


@dataclass(slots=True)
class Held:
    """An article under a key: since when, and the latest version that has it."""

    kind: KeyKind
    since: datetime
    last_at: datetime
    heading: Heading | None


@dataclass
class Tables:
    """What the tables of the schema `enrich` hold."""

    known: dict[UUID, Known] = field(default_factory=dict)
    keys: defaultdict[UUID, dict[UUID, Held]] = field(default_factory=lambda: defaultdict(dict))
    bands: defaultdict[int, set[tuple[UUID, UUID]]] = field(default_factory=lambda: defaultdict(set))
    """Titles of articles, each a key and an article."""
    text_bands: defaultdict[int, set[Fingerprint]] = field(default_factory=lambda: defaultdict(set))
    wanted: dict[UUID, WantedTitle] = field(default_factory=dict)
    wanted_bands: defaultdict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    links: defaultdict[UUID, set[Place]] = field(default_factory=lambda: defaultdict(set))
    """By the key that they wait for."""
    versions: defaultdict[UUID, dict[tuple[int, UUID], LinkRow]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """By the version that holds them: what each one waits for, by its position and the key."""
    withdrawn: dict[UUID, Withdrawn] = field(default_factory=dict)
    revisions: dict[Place, int] = field(default_factory=dict)
    crowded: set[UUID] = field(default_factory=set)
    outcomes: dict[tuple[int, int], Outcome] = field(default_factory=dict)
    locks: WeakValueDictionary[UUID, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def hold(self, row: KeyRow) -> None:
        """An article is found under a key; a title has its earliest date and its last text."""
        key, article_id, kind, since, at, heading = row
        held = self.keys[key].setdefault(article_id, Held(kind, since, at, heading))
        if heading and held.heading:
            held.heading = held.heading._replace(
                dated=min(heading.dated, held.heading.dated),
                body=heading.body if at > held.last_at else held.heading.body,
                has_address=heading.has_address or held.heading.has_address,
            )
            for band in held.heading.bands:
                self.bands[band].add((key, article_id))
        held.since, held.last_at = min(held.since, since), max(held.last_at, at)

    def renew(self, keys: Collection[RenewedKey]) -> None:
        """Those that are held were read until then."""
        for key, article_id, read_at in keys:
            if held := self.keys[key].get(article_id):
                held.last_at = max(held.last_at, read_at)

    def erase(self, keys: Collection[ErasedKey]) -> None:
        """Those that are no addresses go."""
        for key, article_id, until, spared_at in keys:
            held = self.keys[key].get(article_id)
            if held and held.kind not in _ADDRESSES and held.last_at <= until and held.last_at != spared_at:
                del self.keys[key][article_id]

    def retract(self, keys: Collection[ErasedKey]) -> None:
        """They go, addresses too."""
        for key, article_id, until, _ in keys:
            held = self.keys[key].get(article_id)
            if held and held.last_at <= until:
                del self.keys[key][article_id]

    def let_go(self, versions: Collection[UUID]) -> None:
        """The links of these versions wait no longer."""
        for version in versions:
            for position, key in self.versions.pop(version, ()):
                place = Place(version, position)
                self.links[key].discard(place)
                self.revisions.pop(place, None)
