"""ConsumingPaused and ConsumingResumed: who stands still, and who let it go on (topic `articles.control`)."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.dead_letter import Cause
from schemas.fields import Message, Utc


class ConsumingPaused(Message):
    """A consumer stopped taking messages, because most of its last ones were dead-lettered."""

    service: str
    """Which service: `enrich` or `store`."""
    group_id: str
    """Its consumer group."""
    worker: str
    """Which process of it: host name and process id."""
    dead_letters: Annotated[int, Field(ge=1)]
    """How many of the last messages were dead-lettered."""
    messages: Annotated[int, Field(ge=1)]
    """How many messages that is of."""
    cause: Cause
    """The most frequent cause among them."""
    paused_at: Utc
    """When it stopped."""

    @property
    def key(self) -> str:
        """The key on the topic."""
        return f"{self.service}/{self.group_id}"


class ConsumingResumed(Message):
    """What stood still may go on, or has gone on after a restart.

    `by` an operator: every process of the group that stands still goes on. `by` a worker: a restarted one
    found good messages; processes that stand still go on standing.
    """

    service: str
    """Which service: `enrich` or `store`."""
    group_id: str
    """Its consumer group."""
    by: Literal["operator", "worker"]
    """Who says so."""
    dead_letters: Annotated[int, Field(ge=0)] = 0
    """So many more dead letters each process may write before it counts them again."""
    resumed_at: Utc
    """When that was."""

    @property
    def key(self) -> str:
        """The key on the topic."""
        return f"{self.service}/{self.group_id}"
