"""What a batch publishes: its versions, links and originals looked up, then answers for others."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from schemas.link_resolved import CopyFound
from services.enrich.relate.answers import link_resolved, with_targets
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.copies import Neighbours, copies_found, neighbours
from services.enrich.relate.decide import Decision
from services.enrich.relate.entries import Place
from services.enrich.relate.fold import Decided
from services.enrich.relate.index import Look
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.known import Known, enricher_order
from services.enrich.relate.originals import Found, left_unsaid, said_of, with_original
from services.enrich.relate.resolution import (
    NOWHERE,
    Answer,
    Link,
    links_from,
    links_of,
    resolve,
    wanted_like,
)
from services.enrich.relate.shared_addresses import (
    Addresses,
    Shared,
    at_addresses,
    identifying,
    told_by_address,
)
from services.enrich.submission import Emission


class _Article(NamedTuple):
    """What became of an article of the batch."""

    arrival: Arrival
    decision: Decision
    traceparent: str | None
    is_outrun: bool

    @property
    def looked_up(self) -> Mapping[UUID, KeyKind]:
        """Its addresses, where something is to be published of it or of others for their sake."""
        decision = self.decision
        is_served = not decision.serves.isdisjoint(decision.addresses)
        return decision.addresses if decision.message or self.is_outrun or is_served else {}

    def said(self, shared: Mapping[UUID, Shared | None], near: Mapping[UUID, Neighbours]) -> list[CopyFound]:
        """Of what the version that stands is a copy."""
        known, hashes = self.decision.known, self.arrival.field_hashes
        has_this_text = known.field_hashes.get("article_body") == hashes.get("article_body")
        by_text = near[self.arrival.body].original if self.arrival.body and has_this_text else None
        return said_of(known.id, known.version_at, Found(shared.get(known.id), by_text))


class Emitted(NamedTuple):
    """What a batch publishes."""

    messages: list[Emission]
    """Each article's versions in order, then what is told others."""
    crowded: Collection[UUID]
    """Keys of addresses: everybody there is told that these are too many's."""
    revised: Mapping[Place, int]
    """Links that are answered anew, and in which revision."""


async def emissions(
    look: Look, folded: Sequence[Decided], outrun: Collection[UUID], revised: Mapping[Link, UUID]
) -> Emitted:
    """Everything to publish.

    `outrun` are articles of which a version was announced that is none: another worker was faster. Others
    may have told that one of what they found meanwhile, so what is known is told the one that stands.
    `revised` are links to answer anew, whatever they lead to now, each for the sake of an article.
    """
    articles = [
        _Article(
            decided.item.arrival,
            decision,
            decided.item.submission.traceparent,
            is_outrun=decision.known.id in outrun and decision.message is None,
        )
        for decided in folded
        if decided.item.arrival
        for decision in decided.decisions
    ]
    texts = [
        one.arrival.text
        for one in articles
        if one.arrival.text
        and (one.decision.message or one.is_outrun or one.arrival.body in one.decision.serves)
    ]
    served = {(key, one.decision.known.id): one for one in articles for key in one.decision.serves}
    told = {one.decision.known.version for one in articles if one.decision.message}
    revisions = {**await look.revisions(told), **{link.place: link.revision for link in revised}}
    stand = {one.decision.known.version: one.decision.known for one in articles}
    own = [link for one in articles if one.decision.message for link in _links(one, stand, revisions)]
    asking = {link.place: link for link in (*await _asking(look, served), *revised)}
    others = [link for link in asking.values() if link.version not in told]
    answers = await resolve(look, [*own, *others])
    traces = {
        decision.known.id: decided.item.submission.traceparent
        for decided in folded
        for decision in decided.decisions
    }
    anew = {link.place: traces[article_id] for link, article_id in revised.items()}
    near = await neighbours(look, texts)
    there = await at_addresses(look, {key for one in articles for key in one.looked_up})
    at_home = {one.decision.known.id: one.decision for one in articles if one.looked_up}
    shared = {name: there.shared(identifying(one.addresses)) for name, one in at_home.items()}
    messages = [
        *_versions(folded, answers, near, shared),
        *(
            Emission(event, one.traceparent)
            for one in articles
            if one.is_outrun
            for event in one.said(shared, near)
        ),
        *_answers([*others, *_unsaid(own, answers)], answers, served, anew),
        *await _copies(look, articles, served, near),
        *await _by_address(look, articles, served, there, at_home),
    ]
    return Emitted(messages, there.untold, {link.place: link.revision for link in revised})


def _links(one: _Article, stand: Mapping[UUID, Known], revisions: Mapping[Place, int]) -> list[Link]:
    """The links of a version as it is after the batch."""
    known = stand[one.decision.known.version]
    links = links_of(one.arrival, known.version, known.version_at, known.dated or one.arrival.dated)
    if not revisions:
        return links
    return [link._replace(revision=revisions.get(link.place, 0)) for link in links]


def _versions(
    folded: Sequence[Decided],
    answers: Mapping[UUID, Mapping[int, Answer]],
    near: Mapping[UUID, Neighbours],
    shared: Mapping[UUID, Shared | None],
) -> Iterator[Emission]:
    for decided in folded:
        arrival, trace = decided.item.arrival, decided.item.submission.traceparent
        for decision in decided.decisions:
            message = decision.message
            if message and arrival and message.status == "usable":
                found = Found(
                    shared.get(message.id),
                    near[arrival.body].original if arrival.body else None,
                )
                linked = with_targets(message, answers.get(decision.known.version, {}))
                article = with_original(linked, found)
                yield Emission(article, trace)
                for event in left_unsaid(article, found):
                    yield Emission(event, trace)
            elif message:
                yield Emission(message, trace)
            if decision.outlived:
                yield Emission(decision.outlived, trace, outlived=True)


async def _asking(look: Look, served: Mapping[tuple[UUID, UUID], _Article]) -> list[Link]:
    """The links for which an article of this batch may be the answer."""
    titles = {key: one.arrival.titles[key] for (key, _), one in served.items() if key in one.arrival.titles}
    found = await wanted_like(look, {key: (one.title, one.bands) for key, one in titles.items()})
    alike = {one.key: one for _, one in found}
    rows = await look.waiting({key for key, _ in served}.union(alike))
    return links_from(rows, alike)


def _unsaid(own: Iterable[Link], answers: Mapping[UUID, Mapping[int, Answer]]) -> list[Link]:
    """Of which an article itself cannot say all: they are open and may have had an answer, or revised."""
    left_open = {
        Place(version, position)
        for version, found in answers.items()
        for position, answer in found.items()
        if answer.target_id is None
    }
    return [link for link in own if link.revision or (left_open and link.place in left_open)]


def _answers(
    asking: Collection[Link],
    answers: Mapping[UUID, Mapping[int, Answer]],
    served: Mapping[tuple[UUID, UUID], _Article],
    anew: Mapping[Place, str | None],
) -> Iterator[Emission]:
    """Those that rest on an article of this batch: the others were or will be given with theirs.

    `anew` are the links that are answered in any case, with the trace of what they are answered for.
    """
    traces = {article_id: one.traceparent for (_, article_id), one in served.items()}
    for link in sorted(asking, key=_newest_last):
        answer = answers.get(link.version, {}).get(link.position)
        if link.place in anew:
            yield Emission(link_resolved(link, answer or NOWHERE), anew[link.place])
        elif answer and (came := answer.among & traces.keys()):
            yield Emission(link_resolved(link, answer), traces[min(came)])


def _newest_last(link: Link) -> tuple[UUID, int, datetime, str]:
    """Links at one place share a key on the topic, where the last message stays."""
    return link.article_id, link.position, link.version_at, enricher_order(link.enricher_version or "")


def _versions_told(articles: Sequence[_Article]) -> set[tuple[UUID, datetime]]:
    return {
        (one.decision.known.id, one.decision.known.version_at) for one in articles if one.decision.message
    }


async def _copies(
    look: Look,
    articles: Sequence[_Article],
    served: Mapping[tuple[UUID, UUID], _Article],
    near: Mapping[UUID, Neighbours],
) -> list[Emission]:
    """The articles whose originals came with this batch, except those whose versions in it say so."""
    told = _versions_told(articles)
    traces = {article_id: one.traceparent for (_, article_id), one in served.items()}
    return [
        Emission(event, traces[event.copy_of])
        for event in await copies_found(look, near, served)
        if (event.article_id, event.version_at) not in told
    ]


async def _by_address(
    look: Look,
    articles: Sequence[_Article],
    served: Mapping[tuple[UUID, UUID], _Article],
    there: Addresses,
    at_home: Mapping[UUID, Decision],
) -> list[Emission]:
    """The articles at the addresses of this batch, except those whose versions in it say so or say more."""
    told = _versions_told(articles)
    traces = {one.decision.known.id: one.traceparent for one in articles}
    return [
        Emission(event, traces[cause])
        for event, cause in await told_by_address(look, there, served, at_home)
        if event.is_open or (event.article_id, event.version_at) not in told
    ]
