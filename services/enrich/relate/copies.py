"""Copies by their texts: which of the articles with like texts was there first, and who has to be told.

A text is a copy of the earliest article with a text like it. "Like" does not carry over: each text is
judged by its own neighbours. What is known of a text only grows and only gets earlier, so the answer
moves to earlier originals alone, in whatever order articles come.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from typing import Final, NamedTuple
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound
from services.enrich.fingerprints import COPY, Fingerprint, similarities
from services.enrich.relate.entries import Holder
from services.enrich.relate.index import Look

_LAST_MOMENT: Final = timedelta(days=1, microseconds=-1)


class Original(NamedTuple):
    """The article that held a text like one's own first; the least of several is the original."""

    since: datetime
    article_id: UUID
    distance: float
    """What is missing of full similarity."""
    key: UUID
    """The text of it that is alike."""

    @property
    def similarity(self) -> float:
        """How alike the two texts are."""
        return round(1 - self.distance, 4)


class Neighbours(NamedTuple):
    """A text, and those like it with their similarity, itself among them."""

    text: Fingerprint
    alike: Mapping[UUID, tuple[Fingerprint, float]]
    first: Mapping[UUID, Sequence[Holder]]
    """By key of each, the first two articles that held it."""

    @property
    def original(self) -> Original | None:
        """The article that held one of them first; None where nobody else has one."""
        if not self.concerns_others:
            return None
        held = (
            Original(*self.first[key][0], round(1 - share, 4), key)
            for key, (_, share) in self.alike.items()
            if key in self.first
        )
        return min(held, default=None)

    @property
    def concerns_others(self) -> bool:
        """Whether more than one article holds one of them."""
        return len({holder.article_id for key in self.alike for holder in self.first.get(key, ())}) > 1


def since(article: EnrichedArticle) -> datetime:
    """When the article was published, else read; of a day alone, its moment nearest to the reading."""
    published, read = article.date_published, article.version_at
    if published is None:
        return read
    if isinstance(published.value, datetime):
        return min(published.value, read)
    if published.precision != "day":
        return read
    begin = datetime.combine(published.value, time_of_day(), UTC)
    return min(max(begin, read), begin + _LAST_MOMENT) if begin <= read else read


async def neighbours(look: Look, texts: Iterable[Fingerprint]) -> dict[UUID, Neighbours]:
    """By key of a text, what is known of its like."""
    asked = {text.key: text for text in texts}
    if not asked:
        return {}
    by_band: dict[int, dict[UUID, Fingerprint]] = {}
    for found in await look.texts_like(asked.values()):
        for band in found.bands:
            by_band.setdefault(band, {})[found.key] = found
    alike = {key: _alike(text, by_band) for key, text in asked.items()}
    first = await look.earliest({key for others in alike.values() for key in others})
    return {key: Neighbours(asked[key], others, first) for key, others in alike.items()}


def _alike(
    text: Fingerprint, by_band: Mapping[int, Mapping[UUID, Fingerprint]]
) -> dict[UUID, tuple[Fingerprint, float]]:
    candidates = {text.key: text}
    for band in text.bands:
        candidates |= by_band.get(band, {})
    shares = similarities(text, list(candidates.values()))
    return {
        key: (other, share)
        for (key, other), share in zip(candidates.items(), shares, strict=True)
        if share >= COPY
    }


async def copies_found(
    look: Look, known: Mapping[UUID, Neighbours], served: Collection[tuple[UUID, UUID]]
) -> list[CopyFound]:
    """What has to be told others, now that the articles `served` hold these texts (key, article).

    Each text is told by the article that holds its original, when that comes. An article that turns
    out to be the original itself, because an earlier reading of it came late, is told so too.
    """
    near = {
        key: text
        for own in {key for key, _ in served if key in known}
        for key, text in _younger(known[own], own, served).items()
        if key not in known
    }
    originals = {
        key: original
        for key, one in [*known.items(), *(await neighbours(look, near.values())).items()]
        if (original := one.original) and (original.key, original.article_id) in served
    }
    found: dict[tuple[UUID, datetime], Original] = {}
    for key, sharers in (await look.sharers(originals)).items() if originals else ():
        for one in sharers:
            for copy in ((one.article_id, at) for at in (one.version_at, one.recorded_at) if at):
                found[copy] = min(originals[key], found.get(copy, originals[key]))
    return [copy_by_text(*copy, original) for copy, original in sorted(found.items())]


def _younger(one: Neighbours, own: UUID, served: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, Fingerprint]:
    """The texts of which this one may be the original: none was held before it was.

    A page that is edited a thousand times has a thousand texts that are alike: to judge each by its own
    neighbours at every edit would take seconds.
    """
    if own not in one.first or (own, one.first[own][0].article_id) not in served:
        return {}
    return {
        key: text
        for key, (text, _) in one.alike.items()
        if key in one.first and one.first[own][0] <= one.first[key][0]
    }


def copy_by_text(article_id: UUID, version_at: datetime, original: Original) -> CopyFound:
    """What its text says of an article, as it stands on the topic."""
    return CopyFound(
        article_id=article_id,
        version_at=version_at,
        copy_of=original.article_id,
        method="text",
        similarity=original.similarity,
        original_at=original.since,
    )
