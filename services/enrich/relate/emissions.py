"""What a batch publishes: its versions, links and originals looked up, then answers for others."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.enrich.relate.answers import copies_found, links_resolved, with_original, with_targets
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.decide import Decision
from services.enrich.relate.fold import Decided
from services.enrich.relate.index import Look
from services.enrich.submission import Emission


class _Article(NamedTuple):
    """What became of an article of the batch."""

    arrival: Arrival
    decision: Decision
    traceparent: str | None


async def emissions(look: Look, folded: Sequence[Decided]) -> list[Emission]:
    """Everything to publish, each article's versions in order."""
    articles = [
        _Article(decided.item.arrival, decision, decided.item.submission.traceparent)
        for decided in folded
        if decided.item.arrival
        for decision in decided.decisions
    ]
    bodies = {one.arrival.body for one in articles if one.arrival.body}
    served = {(key, one.decision.known.id): one for one in articles for key in one.decision.serves}
    linked = {waiting.key for one in articles if one.decision.message for waiting in one.arrival.waiting}
    holders = await look.holders(linked | {key for key, _ in served} - bodies)
    earliest = await look.earliest(bodies)
    return [
        *_versions(folded, holders, earliest),
        *await _links(look, articles, served, holders),
        *await _copies(look, articles, served, earliest),
    ]


def _versions(
    folded: Sequence[Decided], holders: Mapping[UUID, Sequence[UUID]], earliest: Mapping[UUID, UUID]
) -> Iterator[Emission]:
    for decided in folded:
        arrival = decided.item.arrival
        for message in (decision.message for decision in decided.decisions if decision.message):
            if arrival and message.status == "usable":
                linked = with_targets(message, arrival.waiting, holders)
                original = earliest.get(arrival.body) if arrival.body else None
                yield Emission(with_original(linked, original), decided.item.submission.traceparent)
            else:
                yield Emission(message, decided.item.submission.traceparent)


async def _links(
    look: Look,
    articles: Sequence[_Article],
    served: Mapping[tuple[UUID, UUID], _Article],
    holders: Mapping[UUID, Sequence[UUID]],
) -> list[Emission]:
    """Of several articles under one key the smallest id answers, and the second what the first asks."""
    asked: dict[UUID, UUID | None] = {}
    for key, article_id in served:
        first, second = (*holders.get(key, ()), None, None)[:2]
        if article_id == first:
            asked[key] = None
        elif article_id == second:
            asked.setdefault(key, first)
    rows = await look.waiting(asked) if asked else []
    answered = {one.decision.known.version for one in articles if one.decision.message}
    traces = {article_id: one.traceparent for (_, article_id), one in served.items()}
    return [
        Emission(event, traces[event.target_id])
        for event in links_resolved(rows, holders, served.keys(), answered)
    ]


async def _copies(
    look: Look,
    articles: Sequence[_Article],
    served: Mapping[tuple[UUID, UUID], _Article],
    earliest: Mapping[UUID, UUID],
) -> list[Emission]:
    """The article that held a text first tells the others, except those that are told in this batch."""
    originals = {key: original for key, original in earliest.items() if (key, original) in served}
    sharers = await look.sharers(originals) if originals else {}
    told = {
        (one.decision.known.id, one.decision.known.version_at) for one in articles if one.decision.message
    }
    return [
        Emission(event, served[key, original].traceparent)
        for key, original in originals.items()
        for event in copies_found(original, sharers.get(key, ()))
        if (event.article_id, event.version_at) not in told
    ]
