"""Settings of enrich. Each is one environment variable, listed in `.env.example`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MEBIBYTE = 1024 * 1024


class EnrichSettings(BaseSettings):
    """How a worker takes part, and how much it takes in hand."""

    model_config = SettingsConfigDict(env_prefix="ENRICH_", use_attribute_docstrings=True, frozen=True)

    group_id: str = "vestnik-enrich"
    """The consumer group; its members share the partitions."""
    instance_id: str | None = None
    """A name that this worker keeps over restarts (static membership); without one it joins anew."""
    session_timeout_seconds: float = Field(default=15.0, ge=6, le=90)
    """After so long without a heartbeat the group gives a worker's partitions to others (6 at least)."""
    commit_interval_seconds: float = Field(default=1.0, gt=0, le=60)
    """How often offsets are committed; so much is repeated after a kill."""
    batch_size: int = Field(default=256, ge=1, le=1000)
    """Submissions related in one step at the most; only a worker that has more in hand takes so many."""
    batch_wait_seconds: float = Field(default=0.03, ge=0, le=10)
    """How long a batch that is not full waits for more."""
    in_flight: int = Field(default=1000, ge=1, le=100_000)
    """Messages in hand at the most; then fetching waits."""
    in_flight_bytes: int = Field(default=64 * MEBIBYTE, ge=1)
    """Bytes of messages in hand at the most; one larger than that is still taken, alone."""
    stream_buffer: int = Field(default=256, ge=1, le=100_000)
    """Messages that Faust holds beside those in hand."""
    page_seconds: float = Field(default=2.0, gt=0, le=60)
    """Processor time that reading one page may take; five times as long by the clock."""
    read_memory_bytes: int = Field(default=4096 * MEBIBYTE, ge=256 * MEBIBYTE)
    """Address space of the reading process; a page that needs more counts as a crash (Linux only)."""
    entity_model: str = Field(default="", pattern=r"^([A-Za-z_][\w.]*:[A-Za-z_][\w.]*)?$")
    """`module:factory` of a model that finds names in place of ours, see docs/entity-models.md."""
    keep_days: int = Field(default=365, ge=1, le=36_500)
    """How long an article that is not seen again can be the target of a link, a repeat or an edit."""
    wait_days: int = Field(default=90, ge=1, le=36_500)
    """How long a link waits for an article that is not there yet."""
    stop_seconds: float = Field(default=25.0, gt=0, le=600)
    """How long stopping may take before the process ends itself; Kubernetes kills after 30."""
