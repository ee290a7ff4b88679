"""What becomes of an article, given what is known of it. Pure: no clock, no database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from schemas.enriched_article import EnrichedArticle
from services.enrich.relate.arrival import Arrival
from services.enrich.relate.keys import KeyKind
from services.enrich.relate.known import (
    LINKS,
    MOMENT,
    Headlined,
    Known,
    Withdrawn,
    changed_fields,
    enricher_order,
    links_hash,
    order,
    outlived,
    tombstone,
)
from services.enrich.submission import OutcomeKind


@dataclass(frozen=True)
class Decision:
    """An outcome, what is known afterwards, and what is published."""

    outcome: OutcomeKind
    known: Known
    against: UUID | None = None
    message: EnrichedArticle | None = None
    """The links of it are not looked up yet."""
    outlived: EnrichedArticle | None = None
    """The record of a withdrawal of which the newest version is no part."""
    is_new: bool = False
    """Whether `message` is a version that was not known before."""
    is_redated: bool = False
    """Whether the links of what stands are compared by an earlier time from now on."""
    serves: frozenset[UUID] = frozenset()
    """Own keys for which waiting links are to be answered."""
    serves_at: datetime | None = None
    """The version that holds these keys, unless they are of addresses, which every version has."""
    addresses: Mapping[UUID, KeyKind] = field(default_factory=dict)
    """All keys by address under which the article is found now."""


def decide(known: Known | None, arrival: Arrival, withdrawn: Withdrawn | None) -> Decision:
    """What becomes of an article. `withdrawn` is the latest withdrawal of its id or one of its addresses.

    The submission that owns the stored content is published again: it may be a replay after a crash.
    """
    if known and known.withdrawn_at and (withdrawn is None or known.withdrawn_at > withdrawn.at):
        withdrawn = Withdrawn(known.withdrawn_at, known.owner)
    if withdrawn is None:
        return _decide(known, arrival)
    if arrival.article.version_at <= withdrawn.at:
        return _cancel(known, arrival, withdrawn)
    decision = _decide(_met(known, withdrawn), arrival)
    if known and known.withdrawn_at == withdrawn.at and not known.is_withdrawn:
        return decision
    # Also where its own record is on the topic: that goes with the next compaction, it is no longer the
    # last of its key.
    after = replace(decision.known, withdrawn_at=withdrawn.at)
    return replace(decision, known=after, outlived=outlived(after, withdrawn))


def _met(known: Known | None, withdrawn: Withdrawn) -> Known | None:
    """An article that turns out to have been on an address that was withdrawn."""
    if known is None or known.withdrawn_at == withdrawn.at:
        return known
    if known.last_seen_at > withdrawn.at:
        return known.outliving(withdrawn.at)
    return known.withdrawn(withdrawn)


def _decide(known: Known | None, arrival: Arrival) -> Decision:
    if known is None:
        return _enrich(known, arrival, arrival.article.version_at)
    if arrival.article.content_hash == known.content_hash:
        return _same_content(known, arrival)
    return _other_content(known, arrival)


def restore(known: Known | None, arrival: Arrival) -> Decision:
    """What is known after an article as it was published: the topic decided long ago which one stands."""
    article = arrival.article
    if article.status == "canceled":
        return Decision(OutcomeKind.CANCELED, _withdrawn(article))
    decision = _enrich(known, arrival, article.version_at)
    as_published = replace(
        decision.known, aliases=tuple(article.aliases), changed_fields=tuple(article.changed_fields)
    )
    return replace(decision, known=as_published, message=None)


def restore_outlived(known: Known | None, record: EnrichedArticle) -> Known:
    """What is known after the record of a withdrawal that the newest version has outlived.

    That version was read after it; when, is not on the topic where it was first read before.
    """
    at = record.withdrawn_at or record.version_at
    if known is None:
        return _withdrawn(record)
    if known.is_withdrawn:
        return known
    return replace(known.outliving(at), last_seen_at=max(known.last_seen_at, at + MOMENT))


def _withdrawn(article: EnrichedArticle) -> Known:
    """What the record of a withdrawal says (`services.enrich.relate.known.tombstone`)."""
    return Known(
        id=article.id,
        source=article.source,
        owner=article.submission_id,
        version_at=article.version_at,
        enricher_version=article.enricher.version,
        last_seen_at=article.version_at,
        withdrawn_at=article.version_at,
        url=article.url,
        canonical_url=article.canonical_url,
        aliases=tuple(article.aliases),
    )


def _same_content(known: Known, arrival: Arrival) -> Decision:
    enricher = arrival.article.enricher.version
    if enricher == known.enricher_version:
        if arrival.submission_id == known.owner:
            return _repeat(known, arrival)
        if links_hash(arrival.article) != known.field_hashes.get(LINKS):
            return _other_content(known, arrival)
        return _keep(known, arrival, OutcomeKind.UNCHANGED, known.version_at)
    if enricher_order(enricher) > enricher_order(known.enricher_version):
        return _enrich(known, arrival, known.version_at)
    return _keep(known, arrival, OutcomeKind.SUPERSEDED, known.version_at)


def _other_content(known: Known, arrival: Arrival) -> Decision:
    article = arrival.article
    if order(article.version_at, article.enricher.version, article.content_hash) > known.order:
        return _enrich(known, arrival, article.version_at)
    return _keep(known, arrival, OutcomeKind.SUPERSEDED, article.version_at)


def _enrich(before: Known | None, arrival: Arrival, version_at: datetime) -> Decision:
    last = before if before and not before.is_withdrawn else None
    read = _read(before, arrival)
    addresses = arrival.address_keys(read.aliases)
    own = frozenset(arrival.keys).union(addresses)
    is_same = last is not None and version_at == last.version_at
    known = replace(
        read,
        version_at=version_at,
        content_hash=arrival.article.content_hash,
        keys=own,
        past=_past(last, own) if last else {},
        since=_since(last, arrival),
        texts=_texts(last, arrival),
        titles=_titles(last, arrival),
        dated=_dated(last, arrival) if last and is_same else arrival.dated,
        field_hashes=arrival.field_hashes,
        changed_fields=changed_fields(last.field_hashes, arrival.field_hashes) if last else (),
    )
    return Decision(
        OutcomeKind.ENRICHED,
        known,
        message=_message(known, arrival),
        is_new=True,
        serves=_new_keys(last, known, arrival, version_at, addresses) if last else own,
        serves_at=version_at,
        addresses=addresses,
    )


def _repeat(before: Known, arrival: Arrival) -> Decision:
    known = _seen(before, arrival, before.version_at)
    return Decision(
        OutcomeKind.ENRICHED,
        known,
        message=_message(known, arrival),
        serves=frozenset(arrival.keys),
        serves_at=known.version_at,
        addresses=arrival.address_keys(known.aliases),
    )


def _keep(before: Known, arrival: Arrival, outcome: OutcomeKind, serves_at: datetime) -> Decision:
    """What is stored stays. A key under which the article was not known yet is served all the same."""
    known = _seen(before, arrival, serves_at)
    addresses = arrival.address_keys(known.aliases)
    return Decision(
        outcome,
        known,
        before.owner,
        is_redated=before.dated is not None and known.dated != before.dated,
        serves=_new_keys(before, known, arrival, serves_at, addresses),
        serves_at=serves_at,
        addresses=addresses,
    )


def _new_keys(
    before: Known, after: Known, arrival: Arrival, at: datetime, addresses: Mapping[UUID, KeyKind]
) -> frozenset[UUID]:
    """Keys under which the article was not known so late, or held for less long or with another text."""
    held = before.texts.get(arrival.body) if arrival.body else None
    earlier = {arrival.body} if arrival.body and held and arrival.since < held else set()
    if before.since and arrival.since < before.since:
        earlier.update(addresses)
    earlier.update(
        key for key in arrival.titles if before.titles.get(key, after.titles[key]) != after.titles[key]
    )
    known = before.keys.union(key for key, read_at in before.past.items() if read_at >= at)
    return (frozenset(arrival.keys) - known) | earlier


def _past(before: Known, own: Collection[UUID]) -> dict[UUID, datetime]:
    """The keys of contents that were replaced, where these are those of the new one."""
    past = {**before.past, **dict.fromkeys(before.keys, before.last_seen_at)}
    return {key: read_at for key, read_at in past.items() if key not in own}


def _since(before: Known | None, arrival: Arrival) -> datetime:
    return min(arrival.since, before.since) if before and before.since else arrival.since


def _texts(before: Known | None, arrival: Arrival) -> dict[UUID, datetime]:
    texts = dict(before.texts) if before else {}
    if arrival.body:
        texts[arrival.body] = min(arrival.since, texts.get(arrival.body, arrival.since))
    return texts


def _titles(before: Known | None, arrival: Arrival, at: datetime | None = None) -> dict[UUID, Headlined]:
    """With a reading of what stands, or of another content that was read `at`."""
    titles = dict(before.titles) if before else {}
    for key in arrival.titles:
        dated, body = arrival.dated, arrival.body
        if before and (held := titles.get(key)):
            is_older = at is not None and (
                key in before.keys or (key in before.past and before.past[key] >= at)
            )
            dated, body = min(dated, held.dated), held.body if is_older else body
        titles[key] = Headlined(dated, body)
    return titles


def _dated(before: Known, arrival: Arrival) -> datetime:
    return min(arrival.dated, before.dated) if before.dated else arrival.dated


def _cancel(before: Known | None, arrival: Arrival, withdrawn: Withdrawn) -> Decision:
    if before and (before.last_seen_at > withdrawn.at or before.withdrawn_at == withdrawn.at):
        known = replace(before.outliving(withdrawn.at), aliases=_spellings(before, arrival))
        met = None if known.withdrawn_at == before.withdrawn_at else outlived(known, withdrawn)
        # Its addresses are those of all of its versions, also of what is withdrawn.
        addresses = {} if known.is_withdrawn else arrival.address_keys(known.aliases)
        return Decision(
            OutcomeKind.CANCELED,
            replace(known, keys=known.keys.union(addresses)),
            withdrawn.submission_id,
            outlived=met,
            serves=frozenset(addresses) - known.keys,
            serves_at=known.version_at,
            addresses=addresses,
        )
    known = _read(before, arrival).withdrawn(withdrawn)
    return Decision(OutcomeKind.CANCELED, known, withdrawn.submission_id, message=tombstone(known))


def _read(before: Known | None, arrival: Arrival) -> Known:
    """The article as far as it is no text."""
    article = arrival.article
    return Known(
        id=article.id,
        source=article.source,
        owner=arrival.submission_id,
        version_at=article.version_at,
        enricher_version=article.enricher.version,
        last_seen_at=max(article.version_at, before.last_seen_at) if before else article.version_at,
        withdrawn_at=before.withdrawn_at if before else None,
        url=article.url,
        canonical_url=article.canonical_url,
        aliases=_spellings(before, arrival),
    )


def _seen(before: Known, arrival: Arrival, at: datetime) -> Known:
    """What stands, after one more reading: of the same content, or of another one in the version of `at`."""
    aliases = _spellings(before, arrival)
    keys = before.keys.union(arrival.address_keys(aliases))
    past = dict(before.past)
    stands = at == before.version_at
    if stands:
        keys = keys.union(arrival.keys)
    else:
        past |= {key: max(at, past.get(key, at)) for key in arrival.keys}
    return replace(
        before,
        last_seen_at=max(before.last_seen_at, arrival.article.version_at),
        aliases=aliases,
        keys=keys,
        past={key: read_at for key, read_at in past.items() if key not in keys},
        since=_since(before, arrival),
        texts=_texts(before, arrival),
        titles=_titles(before, arrival, None if stands else at),
        dated=_dated(before, arrival) if stands else before.dated,
    )


def _spellings(before: Known | None, arrival: Arrival) -> tuple[str, ...]:
    return tuple(sorted({*arrival.addresses, *(before.aliases if before else ())}))


def _message(known: Known, arrival: Arrival) -> EnrichedArticle:
    return arrival.article.model_copy(
        update={
            "version_at": known.version_at,
            "changed_fields": list(known.changed_fields),
            "aliases": list(known.aliases),
        }
    )
