"""Settings of ingest. Each is one environment variable, listed in `.env.example`."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MEBIBYTE = 1024 * 1024


class IngestSettings(BaseSettings):
    """Where ingest listens, and how much it takes in hand."""

    model_config = SettingsConfigDict(env_prefix="INGEST_", use_attribute_docstrings=True, frozen=True)

    host: str = "127.0.0.1"
    """Address to listen on; loopback unless told otherwise, since nobody has to log in."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port of the HTTP door; 0 takes a free one."""
    max_item_bytes: int = Field(default=16 * MEBIBYTE, ge=1024)
    """Bytes of one body, or of one line of a batch; the largest message with every letter escaped fits."""
    max_requests: int = Field(default=256, ge=1)
    """Requests in hand at the most; the next gets 503. One costs little but its body."""
    max_bytes: int = Field(default=256 * MEBIBYTE, ge=1024)
    """Bytes of bodies in hand at the most, a batch counting as one item; with copies about 1 GiB."""
    unread_receipts: int = Field(default=50_000, ge=1)
    """Lines of a batch read ahead of a client that reads no receipts; about 30 MB. Beyond, reading waits."""
    body_seconds: float = Field(default=60.0, gt=0, le=600)
    """What a client may take to send one article. Batches may stay open."""
    delivery_seconds: float = Field(default=10.0, gt=0, le=20)
    """What Kafka may take to acknowledge; then 503. A change of the leader takes about 5."""
    stop_seconds: float = Field(default=25.0, gt=0, le=600)
    """How long stopping may take before the process ends itself; Kubernetes kills after 30."""
