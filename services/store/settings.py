"""Settings of store. Each is one environment variable, listed in `.env.example`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """What store reads, and how much of it at once."""

    model_config = SettingsConfigDict(env_prefix="STORE_", use_attribute_docstrings=True, frozen=True)

    batch_size: int = Field(default=500, ge=1, le=2000)
    """Messages of one transaction at the most. Each takes a lock in Postgres, which has room for 6,400."""
    batch_wait_seconds: float = Field(default=1.0, gt=0, le=60)
    """How long to wait for the first message of a batch before asking again."""
    group_id: str = "vestnik-store"
    """The consumer group; its members share the partitions."""
    session_timeout_seconds: float = Field(default=15.0, ge=6, le=90)
    """After so long without a heartbeat the group gives a member's partitions to others (6 at least)."""
    writers: int = Field(default=2, ge=1, le=16)
    """Transactions at the same time, each on a connection of its own, into which a large batch is shared."""
