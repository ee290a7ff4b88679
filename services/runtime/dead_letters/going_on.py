"""Who is paused by a flood of dead letters, in words, and the decision that lets them go on. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime

from schemas.consuming import ConsumingPaused, ConsumingResumed
from services.runtime.flood.control import Placed


def paused_groups(last: Mapping[str, Placed], service: str | None = None) -> list[ConsumingPaused]:
    """The groups, of one service or of all, of which the last decision is a pause."""
    decisions = (last[key].decision for key in sorted(last))
    return [one for one in decisions if isinstance(one, ConsumingPaused) and service in {None, one.service}]


def go_on(paused: ConsumingPaused, letters: int) -> ConsumingResumed:
    """The decision of an operator, now. `letters`: so many more dead letters do not count."""
    return ConsumingResumed(
        service=paused.service,
        group_id=paused.group_id,
        by="operator",
        dead_letters=letters,
        resumed_at=datetime.now(UTC),
    )


def words(paused: ConsumingPaused) -> str:
    """One line about a paused group."""
    return (
        f"{paused.service}, group {paused.group_id}: paused at {paused.paused_at:%Y-%m-%d %H:%M:%S} UTC by"
        f" {paused.worker}, {paused.dead_letters} of the last {paused.messages} messages were dead-lettered,"
        f" mostly {paused.cause}"
    )
