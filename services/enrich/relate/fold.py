"""A batch folded in order: what becomes of each submission, and what has to be announced for it. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from services.enrich.fingerprints import Fingerprint
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.decide import Decision, decide
from services.enrich.relate.entries import Announcement, Heading, KeyRow, LinkRow, WantedTitle, WithdrawalRow
from services.enrich.relate.keys import KeyKind, Titled
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.relate.later import Later
from services.enrich.relate.withdraw import withdraw, withdrawal_keys, withdrawn_id
from services.enrich.submission import Outcome, OutcomeKind, Submission, Withdrawal


@dataclass(frozen=True)
class Item:
    """A submission of the batch; `arrival` where it is an article, `refused` where it was one."""

    submission: Submission
    arrival: Arrival | None = None
    refused: Arrival | None = None

    @classmethod
    def of(cls, submission: Submission) -> "Item":
        """Prepare a submission."""
        name, text = submission.submission_id, submission.text
        if isinstance(submission.content, EnrichedArticle):
            return cls(submission, Arrival(name, submission.content, text))
        if submission.refused:
            return cls(submission, refused=Arrival(name, submission.refused, text))
        return cls(submission)

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal that it is, if it is one."""
        content = self.submission.content
        return content if isinstance(content, Withdrawal) else None

    @property
    def ids(self) -> list[UUID]:
        """The articles that it names itself."""
        if self.withdrawal:
            return [withdrawn_id(self.withdrawal)]
        arrival = self.arrival or self.refused
        return [arrival.article.id] if arrival else []

    @property
    def withdrawal_keys(self) -> list[UUID]:
        """The keys that a withdrawal needs, or under which an article may be withdrawn."""
        if self.withdrawal:
            return withdrawal_keys(self.withdrawal)
        return self.arrival.withdrawal_keys if self.arrival else []


@dataclass(frozen=True)
class Decided:
    """An item and what becomes of it; a withdrawal may decide about several articles."""

    item: Item
    decisions: Sequence[Decision] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """The one outcome of the submission."""
        submission = self.item.submission
        where = (submission.partition, submission.offset, submission.submission_id)
        if not self.decisions:
            return Outcome(*where, OutcomeKind.DEAD_LETTER)
        first = self.decisions[0]
        return Outcome(*where, first.outcome, first.known.id, first.against)


def fold(
    items: Sequence[Item],
    known: Mapping[UUID, Known],
    withdrawn: Mapping[UUID, Withdrawn] | None = None,
    held: Mapping[UUID, Collection[UUID]] | None = None,
) -> list[Decided]:
    """Decide in order; each submission sees what the ones before it left.

    `withdrawn` by key, `held` the articles under each key that a withdrawal names.
    """
    now = dict(known)
    folded = []
    for item in items:
        decisions: list[Decision] = []
        if item.arrival:
            found = [withdrawn[key] for key in item.withdrawal_keys if key in withdrawn] if withdrawn else []
            decisions = [decide(now.get(item.arrival.article.id), item.arrival, max(found, default=None))]
        elif item.withdrawal:
            ids = {*item.ids, *(one for key in item.withdrawal_keys for one in (held or {}).get(key, ()))}
            articles = [now[one] for one in ids if one in now]
            decisions = withdraw(articles, item.withdrawal, item.submission.submission_id)
        now |= {decision.known.id: decision.known for decision in decisions}
        folded.append(Decided(item, decisions))
    return folded


def announcement(folded: Sequence[Decided]) -> Announcement:
    """What others must be able to see before these decisions are carried out."""
    keys = [row for decided in folded for row in _key_rows(decided)]
    return Announcement(
        keys=keys,
        texts=_texts(folded, {row.key for row in keys if row.kind is KeyKind.BODY}),
        links=Later(lambda: list(_link_rows(folded))),
        wanted=Later(lambda: [*{row.key: row for one in folded for row in _wanted_titles(one)}.values()]),
        withdrawals=[row for decided in folded for row in _withdrawal_rows(decided.item)],
    )


def _key_rows(decided: Decided) -> Iterator[KeyRow]:
    arrival = decided.item.arrival
    if arrival is None:
        return
    for decision in decided.decisions:
        if decision.outcome is OutcomeKind.CANCELED:
            # Nobody finds it there, but a later withdrawal of the address has to.
            for key in (key for key, kind in arrival.keys.items() if kind is KeyKind.ADDRESS):
                at = arrival.article.version_at
                yield KeyRow(key, decision.known.id, KeyKind.ADDRESS, arrival.since, at)
        if decision.serves_at and (decision.is_new or decision.message is None):
            for key in {**arrival.keys, **decision.addresses} if decision.is_new else decision.serves:
                yield _key_row(arrival, decision, decision.serves_at, key)


def _key_row(arrival: Arrival, decision: Decision, serves_at: datetime, key: UUID) -> KeyRow:
    """An address is that of all versions, and for as long as any of them; a title or a text is of one."""
    if kind := decision.addresses.get(key):
        since = decision.known.since or arrival.since
        return KeyRow(key, decision.known.id, kind, since, decision.known.version_at)
    known = decision.known
    if found := arrival.titles.get(key):
        at = known.version_at if key in known.keys else known.past[key]
        return KeyRow(key, known.id, KeyKind.TITLE, arrival.since, at, _heading(found, known))
    return KeyRow(key, known.id, arrival.keys[key], arrival.since, serves_at)


def _texts(folded: Sequence[Decided], announced: Collection[UUID]) -> list[Fingerprint]:
    arrivals = (decided.item.arrival for decided in folded)
    texts = {one.text.key: one.text for one in arrivals if one and one.text}
    return [text for key, text in texts.items() if key in announced]


def _heading(found: Titled, known: Known) -> Heading:
    held = known.titles[found.key]
    return Heading(
        title=str(found.title),
        bands=found.bands,
        dated=held.dated,
        body=held.body,
        has_address=bool(known.aliases),
    )


def _link_rows(folded: Sequence[Decided]) -> Iterator[LinkRow]:
    """Of each version once, as it is after the batch."""
    versions = {
        decision.known.version: (decided.item.arrival, decision.known)
        for decided in folded
        for decision in decided.decisions
        if decided.item.arrival and (decision.is_new or decision.is_redated)
    }
    for version, (arrival, known) in versions.items():
        article_id, at, enricher = known.id, known.version_at, known.enricher_version
        dated = known.dated or arrival.dated
        for position, key, method in arrival.waiting:
            yield LinkRow(version, article_id, at, position, key, method, dated, enricher)


def _wanted_titles(decided: Decided) -> Iterator[WantedTitle]:
    arrival = decided.item.arrival
    if arrival and any(decision.is_new for decision in decided.decisions):
        yield from arrival.wanted.values()


def _withdrawal_rows(item: Item) -> Iterator[WithdrawalRow]:
    if item.withdrawal:
        for key in item.withdrawal_keys:
            yield WithdrawalRow(key, item.withdrawal.at, item.submission.submission_id)
