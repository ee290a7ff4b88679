"""What a batch publishes: its versions, links and originals looked up, then answers for others."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from services.enrich.relate.answers import link_resolved, with_targets
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.copies import Neighbours, copies_found, neighbours, with_original
from services.enrich.relate.decide import Decision
from services.enrich.relate.fold import Decided
from services.enrich.relate.index import Look
from services.enrich.relate.likeness import ALIKE, likeness
from services.enrich.relate.resolution import Answer, Link, links_from, links_of, resolve
from services.enrich.relate.titles import Title
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
    texts = [
        one.arrival.text
        for one in articles
        if one.arrival.text and (one.decision.message or one.arrival.body in one.decision.serves)
    ]
    served = {(key, one.decision.known.id): one for one in articles for key in one.decision.serves}
    told = {one.decision.known.version for one in articles if one.decision.message}
    own = [link for one in articles if one.decision.message for link in _links(one)]
    others = [link for link in await _asking(look, served) if link.version not in told]
    answers = await resolve(look, [*own, *others])
    near = await neighbours(look, texts)
    return [
        *_versions(folded, answers, near),
        *_answers([*others, *_left_open(own, answers)], answers, served),
        *await _copies(look, articles, served, near),
    ]


def _links(one: _Article) -> list[Link]:
    return links_of(one.arrival, one.decision.known.version, one.decision.known.version_at)


def _versions(
    folded: Sequence[Decided], answers: Mapping[UUID, Mapping[int, Answer]], near: Mapping[UUID, Neighbours]
) -> Iterator[Emission]:
    for decided in folded:
        arrival = decided.item.arrival
        for decision in decided.decisions:
            message = decision.message
            if message and arrival and message.status == "usable":
                found = answers.get(decision.known.version, {})
                original = near[arrival.body].original if arrival.body else None
                linked = with_original(with_targets(message, found), original)
                yield Emission(linked, decided.item.submission.traceparent)
            elif message:
                yield Emission(message, decided.item.submission.traceparent)
            if decision.outlived:
                yield Emission(decision.outlived, decided.item.submission.traceparent, outlived=True)


async def _asking(look: Look, served: Mapping[tuple[UUID, UUID], _Article]) -> list[Link]:
    """The links for which an article of this batch may be the answer."""
    titles = {key: one.arrival.titles[key] for (key, _), one in served.items() if key in one.arrival.titles}
    wanted = await look.wanted({key: one.bands for key, one in titles.items()})
    alike = {
        one.key: one
        for key, found in wanted.items()
        for one in found
        if likeness(Title.stored(one.title), titles[key].title) >= ALIKE
    }
    rows = await look.waiting({key for key, _ in served}.union(alike))
    return links_from(rows, alike)


def _left_open(own: Iterable[Link], answers: Mapping[UUID, Mapping[int, Answer]]) -> list[Link]:
    """An article that is published again may say nothing any more of a link that had an answer before."""
    left_open = {
        version: found
        for version, found in answers.items()
        if any(answer.target_id is None for answer in found.values())
    }
    if not left_open:
        return []
    answered = ((link, left_open.get(link.version, {}).get(link.position)) for link in own)
    return [link for link, answer in answered if answer and answer.target_id is None]


def _answers(
    asking: Collection[Link],
    answers: Mapping[UUID, Mapping[int, Answer]],
    served: Mapping[tuple[UUID, UUID], _Article],
) -> Iterator[Emission]:
    """Those that rest on an article of this batch: the others were or will be given with theirs."""
    traces = {article_id: one.traceparent for (_, article_id), one in served.items()}
    for link in sorted(asking, key=lambda link: (link.article_id, link.version, link.position)):
        answer = answers.get(link.version, {}).get(link.position)
        if answer and (came := answer.among & traces.keys()):
            yield Emission(link_resolved(link, answer), traces[min(came)])


async def _copies(
    look: Look,
    articles: Sequence[_Article],
    served: Mapping[tuple[UUID, UUID], _Article],
    near: Mapping[UUID, Neighbours],
) -> list[Emission]:
    """The articles whose originals came with this batch, except those that are told in it."""
    told = {
        (one.decision.known.id, one.decision.known.version_at) for one in articles if one.decision.message
    }
    traces = {article_id: one.traceparent for (_, article_id), one in served.items()}
    return [
        Emission(event, traces[event.copy_of])
        for event in await copies_found(look, near, served)
        if (event.article_id, event.version_at) not in told
    ]
