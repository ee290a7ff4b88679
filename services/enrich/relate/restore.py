"""An empty index is filled again from what was published: nothing is decided, published or recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from schemas.identity import article_id
from schemas.link_resolved import LinkResolved
from services.enrich.relate import decide, keys
from services.enrich.relate.answers import without_targets
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.batch import record_of
from services.enrich.relate.entries import Announcement, Answered, KeyRow, Record, WithdrawalRow
from services.enrich.relate.fold import Decided, Item, announcement
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.known import Known
from services.enrich.relate.withdraw import NOT_READ
from services.enrich.submission import Submission


class Filling(Protocol):
    """An index that is being filled (`services.enrich.database.Filling`)."""

    async def known(self, ids: set[UUID]) -> dict[UUID, Known]:
        """What is known of these articles so far."""

    async def announce(self, announcement: Announcement) -> None:
        """Add rows."""

    async def record(self, record: Record) -> None:
        """Write what is known now."""

    async def answer(self, answers: Sequence[Answered]) -> None:
        """Note where links lead to."""


async def restore_articles(articles: Sequence[EnrichedArticle], filling: Filling) -> None:
    """Know these articles, those of one id in the order of the topic."""
    before = await filling.known({article.id for article in articles})
    folded = list(_folded(articles, before))
    announced = announcement(folded) | Announcement(
        keys=[row for article in articles for row in _addresses(article)],
        withdrawals=[row for article in articles for row in _withdrawals(article)],
    )
    await filling.announce(announced)
    await filling.record(replace(record_of(before, folded, announced), outcomes=()))
    await filling.answer([answer for article in articles for answer in _answers(article)])


async def restore_outlived(records: Sequence[EnrichedArticle], filling: Filling) -> None:
    """Know these withdrawals, after the articles that have outlived them."""
    known = await filling.known({record.id for record in records})
    for record in records:
        known[record.id] = decide.restore_outlived(known.get(record.id), record)
    # A withdrawal of another address of it has a record of its own.
    own = [row for one in records for row in _withdrawals(one) if row.key == _own_key(one)]
    await filling.announce(Announcement(withdrawals=own))
    await filling.record(Record(known=list(known.values()), outcomes=(), stale=(), erased=()))


async def restore_links(events: Sequence[LinkResolved], filling: Filling) -> None:
    """Know where links lead to that were resolved after their article was published, and their revisions."""
    await filling.answer(
        [
            Answered(
                *(one.article_id, one.version_at, one.position, one.target_id, one.method),
                *(one.enricher_version, one.revision),
            )
            for one in events
        ]
    )


def _folded(articles: Sequence[EnrichedArticle], before: Mapping[UUID, Known]) -> Iterator[Decided]:
    now = dict(before)
    for article in articles:
        arrival = Arrival(article.submission_id, without_targets(article))
        decision = decide.restore(now.get(article.id), arrival)
        now[article.id] = decision.known
        # Of which place is not known any more, and nobody asks.
        yield Decided(Item(Submission(-1, -1, article.submission_id, article), arrival), [decision])


def _addresses(article: EnrichedArticle) -> Iterator[KeyRow]:
    """Under which a later withdrawal finds what is withdrawn already."""
    if article.status == "canceled" and article.enricher.version != NOT_READ:
        at = article.version_at
        for spelling in keys.own_addresses(article):
            yield KeyRow(keys.address(spelling), article.id, KeyKind.ADDRESS, at, at)


def _withdrawals(article: EnrichedArticle) -> Iterator[WithdrawalRow]:
    """For what was read before under one of its addresses and comes late."""
    if article.status == "canceled":
        for spelling in keys.own_addresses(article):
            at = article.withdrawn_at or article.version_at
            yield WithdrawalRow(keys.address(spelling), at, article.submission_id)


def _own_key(article: EnrichedArticle) -> UUID | None:
    """The key of the address of which its id is made."""
    spellings = keys.own_addresses(article)
    ids = {article_id(own=one, source=article.source, headline=None, body=""): one for one in spellings}
    return keys.address(ids[article.id]) if article.id in ids else None


def _answers(article: EnrichedArticle) -> Iterator[Answered]:
    for link in article.related_links:
        if link.target_id and link.method and link.method != "similar-title":
            read_by = article.enricher.version
            yield Answered(
                article.id, article.version_at, link.position, link.target_id, link.method, read_by
            )
