"""What becomes of a withdrawal and of the articles that it names. Pure."""

from collections.abc import Collection
from uuid import UUID

from schemas.identity import article_id
from services.enrich.relate import keys
from services.enrich.relate.decide import Decision
from services.enrich.relate.known import Known, Withdrawn, outlived, tombstone
from services.enrich.submission import OutcomeKind, Withdrawal

NOT_READ = "0"
"""The enricher's version of an article that nobody ever read."""


def withdrawal_keys(withdrawal: Withdrawal) -> list[UUID]:
    """The keys under which a withdrawal waits for older articles."""
    by_id = [keys.identifier(withdrawal.id)] if withdrawal.id else []
    return by_id + ([keys.address(withdrawal.url)] if withdrawal.url else [])


def withdrawn_id(withdrawal: Withdrawal) -> UUID:
    """The article that a withdrawal means by itself: of the id that it names, else the one of its address."""
    return withdrawal.id or article_id(own=withdrawal.url, source=withdrawal.source, headline=None, body="")


def withdraw(found: Collection[Known], withdrawal: Withdrawal, submission_id: UUID) -> list[Decision]:
    """One decision for each article under the address or id; the first one's outcome is the submission's.

    An article that was read afterwards stays. The one that the address itself would make is withdrawn
    also where nobody has read it, and whoever else is known there: who comes first must not matter.
    """
    decisions = [_withdraw(known, withdrawal, submission_id) for known in found]
    if withdrawn_id(withdrawal) not in {known.id for known in found}:
        decisions.append(_withdraw_unseen(withdrawal, submission_id))
    return sorted(decisions, key=_precedence)


def _precedence(decision: Decision) -> tuple[bool, bool, UUID]:
    """Of what was read before what was not; of that what goes before what stays."""
    known = decision.known
    return known.enricher_version == NOT_READ, decision.outcome is not OutcomeKind.CANCELED, known.id


def _withdraw(known: Known, withdrawal: Withdrawal, submission_id: UUID) -> Decision:
    if known.is_withdrawn and known.version_at >= withdrawal.at:
        mine = known.owner == submission_id
        return Decision(
            OutcomeKind.CANCELED,
            known,
            against=None if mine else known.owner,
            message=tombstone(known) if mine else None,
        )
    now = Withdrawn(withdrawal.at, submission_id)
    if known.last_seen_at > withdrawal.at:
        outliving = known.outliving(withdrawal.at)
        met = outlived(outliving, now) if outliving.withdrawn_at == withdrawal.at else None
        return Decision(OutcomeKind.SUPERSEDED, outliving, against=known.owner, outlived=met)
    withdrawn = known.withdrawn(now)
    return Decision(OutcomeKind.CANCELED, withdrawn, message=tombstone(withdrawn))


def _withdraw_unseen(withdrawal: Withdrawal, submission_id: UUID) -> Decision:
    known = Known(
        id=withdrawn_id(withdrawal),
        source=withdrawal.source,
        owner=submission_id,
        version_at=withdrawal.at,
        enricher_version=NOT_READ,
        last_seen_at=withdrawal.at,
        withdrawn_at=withdrawal.at,
        url=withdrawal.url,
        aliases=(withdrawal.url,) if withdrawal.url else (),
    )
    return Decision(OutcomeKind.CANCELED, known, message=tombstone(known))
