"""Articles that share an address: which of them was there first, and who has to be told.

An address is the article's in all its versions, and an article is as old as the earliest of its readings
says. What is known only grows: more addresses, more articles at each, earlier dates. So the answer moves to
earlier originals alone, until an address has too many articles to be that of one: then it says nothing of
any of them, for good, and everybody who was told before is told so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.link_resolved import CopyFound
from services.enrich.relate.decide import Decision
from services.enrich.relate.entries import Resident
from services.enrich.relate.index import NEIGHBOURS, TAKEN_BACK_AT_ONCE, Look
from services.enrich.relate.keys import KeyKind, address_keys


class Elder(NamedTuple):
    """An article at an address, and since when it is published; the least of several is the original."""

    since: datetime
    article_id: UUID


class Shared(NamedTuple):
    """What the addresses of an article say, of which another one has some too."""

    original: Elder | None
    """The earliest article there, perhaps itself. None: one of its addresses is too many's."""


class Told(NamedTuple):
    """What has to be told others, and the article of the batch that caused it."""

    event: CopyFound
    cause: UUID


@dataclass(frozen=True)
class Addresses:
    """What is known of addresses that several articles have."""

    residents: Mapping[UUID, Sequence[Resident]]
    crowded: frozenset[UUID]
    """Those that are too many's."""
    untold: frozenset[UUID]
    """Those of them of which nobody was told so."""

    def shared(self, keys: Iterable[UUID]) -> Shared | None:
        """What they say of an article that has these addresses; None where no other has one of them."""
        common = [key for key in keys if key in self.residents]
        if not self.crowded.isdisjoint(common):
            return Shared(None)
        there = {Elder(one.since, one.article_id) for key in common for one in _at_home(self.residents[key])}
        return Shared(min(there)) if len({one.article_id for one in there}) > 1 else None

    def __or__(self, other: "Addresses") -> "Addresses":
        return Addresses(
            {**other.residents, **self.residents}, self.crowded | other.crowded, self.untold | other.untold
        )


def identifying(addresses: Mapping[UUID, KeyKind]) -> list[UUID]:
    """Those that say who an article is: a section's do not."""
    return [key for key, kind in addresses.items() if kind is KeyKind.ADDRESS]


async def at_addresses(look: Look, keys: Collection[UUID]) -> Addresses:
    """What is known of these addresses."""
    residents = await look.residents(keys, NEIGHBOURS + 1) if keys else {}
    told = frozenset(await look.crowded(list(residents)) if residents else ())
    crowded = frozenset(key for key, there in residents.items() if len(there) > NEIGHBOURS)
    return Addresses(residents, crowded | told, crowded - told)


async def told_by_address(
    look: Look,
    found: Addresses,
    served: Collection[tuple[UUID, UUID]],
    own: Mapping[UUID, Decision],
) -> list[Told]:
    """What has to be told, now that the articles `served` are at these addresses (key, article).

    `own` is what became of each article of which something is published or served. All who share an address
    with one that came are told, itself too: each what all its addresses say together, so that of several
    answers the last one is enough.
    """
    causes: dict[UUID, UUID] = {}
    told: dict[UUID, set[datetime]] = {}
    theirs: dict[UUID, set[UUID]] = {}
    everybody = await look.residents(found.untold, TAKEN_BACK_AT_ONCE) if found.untold else {}
    came: dict[UUID, set[UUID]] = {}
    for key, article_id in served:
        if key in found.residents:
            came.setdefault(key, set()).add(article_id)
    for key in found.untold:
        came.setdefault(key, {article_id for article_id, one in own.items() if key in one.addresses})
    for key, newcomers in sorted(came.items()):
        versions = [
            (one, own[one].known.version_at) for one in newcomers if key in identifying(own[one].addresses)
        ]
        if key not in found.crowded or key in found.untold:  # else the others were told when it became so
            for one in _at_home(everybody.get(key, found.residents[key])):
                versions += ((one.article_id, at) for at in (one.version_at, one.recorded_at) if at)
        for article_id, version_at in versions:
            causes.setdefault(article_id, min(newcomers))
            told.setdefault(article_id, set()).add(version_at)
            theirs.setdefault(article_id, set()).add(key)
    if not told:
        return []
    addresses = await _with_others(look, found, theirs, own)
    return [
        Told(copy_by_address(article_id, version_at, shared), causes[article_id])
        for article_id, versions in sorted(told.items())
        if (shared := addresses.shared(theirs[article_id]))
        for version_at in sorted(versions)
    ]


def copy_by_address(article_id: UUID, version_at: datetime, shared: Shared) -> CopyFound:
    """What the addresses of an article say, as it stands on the topic."""
    original = shared.original
    return CopyFound(
        article_id=article_id,
        version_at=version_at,
        copy_of=original.article_id if original else article_id,
        method="address",
        original_at=original.since if original else None,
    )


async def _with_others(
    look: Look,
    found: Addresses,
    theirs: Mapping[UUID, set[UUID]],
    own: Mapping[UUID, Decision],
) -> Addresses:
    """What is known of the other addresses of those who are told, which are added to `theirs`."""
    known = await look.known(theirs.keys() - own.keys())
    for article_id, keys in theirs.items():
        if article_id in own:
            keys.update(identifying(own[article_id].addresses))
        if one := known.get(article_id):
            keys.update(identifying(address_keys(one.url, one.canonical_url, one.aliases)))
    asked = {key for one in own.values() for key in one.addresses}
    return found | await at_addresses(look, set[UUID]().union(*theirs.values()) - asked)


def _at_home(residents: Iterable[Resident]) -> list[Resident]:
    return [one for one in residents if one.kind is KeyKind.ADDRESS]
