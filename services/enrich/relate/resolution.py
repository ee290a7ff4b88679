"""Which article a link leads to: the one at its address, of its title, or of the title most like it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from schemas.enriched_article import LinkMethod
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.entries import Headed, LinkRow, Place, WantedTitle
from services.enrich.relate.index import NAMESAKES, Look
from services.enrich.relate.likeness import ALIKE, likeness
from services.enrich.relate.titles import Title

EXACT: Final = 1.0
"""The score of a match by address, and of a title word for word on the same day."""
FAR: Final = 0.1
"""What the time between link and article takes from the score at the most: half of it at 30 days."""
HALF_FAR: Final = timedelta(days=30)
NEARER: Final = 0.0015
"""By how much the nearest of several articles under one title must be ahead: half a day in the first days."""
MORE_ALIKE: Final = 0.03
"""By how much the title most like that of a link must be ahead. At 0.01 or 0.06 as many answers are right."""


class Link(NamedTuple):
    """A link, and what it waits for."""

    article_id: UUID
    version: UUID
    version_at: datetime
    position: int
    dated: datetime
    """When the article that holds it was published, else when it was first read."""
    address: UUID | None = None
    title: UUID | None = None
    shown: WantedTitle | None = None
    """The title itself; without it only an article of the very same title is found."""
    enricher_version: str | None = None
    revision: int = 0

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.version, self.position)


class Answer(NamedTuple):
    """Where a link leads to, or that several articles are as likely as each other."""

    method: LinkMethod
    target_id: UUID | None
    """None: it is left open between several."""
    score: float
    among: frozenset[UUID]
    """The articles on which the answer rests: whichever of them comes last has to give it."""


NOWHERE: Final = Answer("similar-title", None, 0.0, frozenset())
"""Nothing is known that a link leads to: less than any other answer."""


def links_of(arrival: Arrival, version: UUID, version_at: datetime, dated: datetime) -> list[Link]:
    """The links of an article, in a version of this name, compared by this time."""
    waits: dict[int, dict[LinkMethod, UUID]] = {}
    for position, key, method in arrival.waiting:
        waits.setdefault(position, {})[method] = key
    article_id, titles = arrival.article.id, arrival.wanted
    enricher = arrival.article.enricher.version
    return [
        Link(article_id, version, version_at, position, dated, *_waits(keys, titles), enricher)
        for position, keys in waits.items()
    ]


def links_from(rows: Iterable[LinkRow], titles: Mapping[UUID, WantedTitle]) -> list[Link]:
    """Links by the rows that say what they wait for."""
    waits: dict[tuple[UUID, int], tuple[LinkRow, dict[LinkMethod, UUID]]] = {}
    for row in rows:
        waits.setdefault((row.version, row.position), (row, {}))[1][row.method] = row.key
    return [
        Link(
            *(row.article_id, row.version, row.version_at, row.position, row.dated),
            *_waits(keys, titles),
            row.enricher_version,
            row.revision,
        )
        for row, keys in waits.values()
    ]


def _waits(
    keys: Mapping[LinkMethod, UUID], titles: Mapping[UUID, WantedTitle]
) -> tuple[UUID | None, UUID | None, WantedTitle | None]:
    title = keys.get("title")
    return keys.get("url"), title, titles.get(title) if title else None


async def wanted_like(
    look: Look, titles: Mapping[UUID, tuple[Title, Sequence[int]]]
) -> list[tuple[UUID, WantedTitle]]:
    """The titles waited for that are like one of these with their bands, each with the key of that one."""
    wanted = await look.wanted({key: bands for key, (_, bands) in titles.items()})
    return [
        (key, one)
        for key, found in wanted.items()
        for one in found
        if likeness(Title.stored(one.title), titles[key][0]) >= ALIKE
    ]


async def resolve(look: Look, links: Sequence[Link]) -> dict[UUID, dict[int, Answer]]:
    """The answers that are known now, each the surest, by version and position.

    One statement for each way of finding. A link that nothing known may be meant by has none.
    """
    holders = await look.holders({link.address for link in links if link.address})
    found = [_by_address(link, holders) if link.address else None for link in links]
    titled = await look.titled(
        {link.title for link, answer in zip(links, found, strict=True) if link.title and answer is None}
    )
    unlike: list[tuple[int, Link, WantedTitle]] = []
    for place, link in enumerate(links):
        if link.title is None or found[place]:
            continue
        if namesakes := _without(link.article_id, titled.get(link.title, ())):
            found[place] = _of_that_title(link, namesakes)
        elif link.shown:
            unlike.append((place, link, link.shown))
    alike = await look.alike({shown.key: shown.bands for _, _, shown in unlike})
    for place, link, shown in unlike:
        candidates = _without(link.article_id, alike.get(shown.key, ()))
        if compared := list(_compared(link, Title.stored(shown.title), candidates)):
            found[place] = _surest("similar-title", compared, MORE_ALIKE)
    return _by_version(links, found)


def _by_version(links: Sequence[Link], found: Sequence[Answer | None]) -> dict[UUID, dict[int, Answer]]:
    answers: dict[UUID, dict[int, Answer]] = {}
    version, own = None, dict[int, Answer]()
    for link, answer in zip(links, found, strict=True):
        if answer:
            if link.version is not version:  # the links of a version are side by side
                version, own = link.version, answers.setdefault(link.version, {})
            own[link.position] = answer
    return answers


def _by_address(link: Link, holders: Mapping[UUID, Sequence[UUID]]) -> Answer | None:
    target = _other(link.article_id, holders.get(link.address, ())) if link.address else None
    return Answer("url", target, EXACT, frozenset({target})) if target else None


def _of_that_title(link: Link, namesakes: Sequence[Headed]) -> Answer:
    if len(namesakes) > NAMESAKES:
        return Answer("title", None, EXACT, frozenset(one.article_id for one in namesakes))
    return _surest("title", [(_nearness(link, one), one) for one in namesakes], NEARER)


def _other(asking: UUID, holders: Sequence[UUID]) -> UUID | None:
    return next((holder for holder in holders if holder != asking), None)


def _without(asking: UUID, candidates: Iterable[Headed]) -> list[Headed]:
    """A link never leads to its own page."""
    return [one for one in candidates if one.article_id != asking]


def _compared(link: Link, shown: Title, candidates: Iterable[Headed]) -> Iterable[tuple[float, Headed]]:
    """The candidates that are like it. A link and an article with two addresses are no guess."""
    for one in candidates:
        if link.address and one.has_address:
            continue
        if (alike := likeness(shown, Title.stored(one.title))) >= ALIKE:
            yield alike * _nearness(link, one), one


def _nearness(link: Link, target: Headed) -> float:
    """Of articles under one title, the one that was published when the link was made is meant."""
    apart = abs(link.dated - target.dated)
    return EXACT - FAR * (apart / (apart + HALF_FAR))


def _surest(method: LinkMethod, candidates: Iterable[tuple[float, Headed]], margin: float) -> Answer:
    """The best by a margin, else none: it is never left to chance. One text twice is one article."""
    ranked = list(candidates)
    if len(ranked) == 1:
        ((score, only),) = ranked
        return Answer(method, only.article_id, round(score, 4), frozenset({only.article_id}))
    ranked.sort(key=lambda one: (-one[0], one[1].article_id))
    score, best = ranked[0]
    same = {best.article_id} | {one.article_id for _, one in ranked if best.body and one.body == best.body}
    rivals = {
        one.article_id for other, one in ranked if one.article_id not in same and score - other < margin
    }
    target = None if rivals else min(same)
    return Answer(method, target, round(score, 4), frozenset(same | rivals))
