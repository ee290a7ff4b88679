"""Settings of ingest. Each is one environment variable, listed in `.env.example`."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.ingest.acceptance import MAX_DEPTH

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE
GIBIBYTE = 1024 * MEBIBYTE


class IngestSettings(BaseSettings):
    """Where ingest listens, whom it lets in, and how much it takes in hand."""

    model_config = SettingsConfigDict(env_prefix="INGEST_", use_attribute_docstrings=True, frozen=True)

    host: str = "127.0.0.1"
    """Address to listen on; another than loopback only with keys, or with `anybody`."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port of the HTTP door; 0 takes a free one."""
    keys_file: Path | None = None
    """Who may send; `python -m services.ingest key NAME` makes an entry. Without it everybody may."""
    anybody: bool = False
    """Listen on every address without keys: something before it decides who gets here."""
    max_item_bytes: int = Field(default=16 * MEBIBYTE, ge=KIBIBYTE)
    """Bytes of one body or line of a batch, expanded; the largest message with every letter escaped fits."""
    max_batch_bytes: int = Field(default=16 * GIBIBYTE, ge=KIBIBYTE)
    """Bytes of one batch, expanded. Millions of pages fit; a bomb of line feeds ends."""
    max_depth: int = Field(default=MAX_DEPTH, ge=2, le=100)
    """Lists and objects in each other. A RawArticle has two; what else a scraper adds is read by nobody."""
    max_head_bytes: int = Field(default=64 * KIBIBYTE, ge=KIBIBYTE)
    """Bytes of the head of a request: an address of 8 KiB, every byte percent-encoded, and as much again."""
    max_connections: int = Field(default=900, ge=1)
    """Connections at the most, below the usual limit of open files (1,024); the next gets 503."""
    max_requests: int = Field(default=256, ge=1)
    """Requests in hand at the most; the next gets 503. One costs little but its body."""
    max_bytes: int = Field(default=256 * MEBIBYTE, ge=KIBIBYTE)
    """Bytes of bodies in hand at the most, a batch counting as one item; with copies about 1 GiB."""
    unread_receipts: int = Field(default=50_000, ge=1)
    """Lines of a batch read ahead of a client that reads no receipts; about 30 MB. Beyond, reading waits."""
    head_seconds: float = Field(default=10.0, gt=0, le=600)
    """What a client may take to send the head of a request; a second is slow already."""
    body_seconds: float = Field(default=60.0, gt=0, le=600)
    """What a client may take to send one article, or one line of a batch. A blank line keeps a batch open."""
    receipt_seconds: float = Field(default=60.0, gt=0, le=600)
    """What a client may take to read receipts that wait for it; then the connection ends."""
    delivery_seconds: float = Field(default=10.0, gt=0, le=20)
    """What Kafka may take to acknowledge; then 503. A change of the leader takes about 5."""
    stop_seconds: float = Field(default=25.0, gt=0, le=600)
    """How long stopping may take before the process ends itself; Kubernetes kills after 30."""

    @model_validator(mode="after")
    def _closed(self) -> Self:
        if self.keys_file is None and not self.anybody and not _is_loopback(self.host):
            raise ValueError(
                f"INGEST_HOST={self.host} lets everybody in: set INGEST_KEYS_FILE, or INGEST_ANYBODY=true "
                "where something before it decides who gets here"
            )
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class ImportSettings(BaseSettings):
    """What `import` may read, and where it remembers what was sent."""

    model_config = SettingsConfigDict(
        env_prefix="INGEST_IMPORT_", use_attribute_docstrings=True, frozen=True, validate_default=True
    )

    state_folder: Annotated[Path, AfterValidator(Path.expanduser)] = Path("~/.local/state/vestnik")
    """Where it is noted what Kafka has; the usual place for what programs remember (XDG state)."""
    max_files: int = Field(default=1_000_000, ge=1)
    """Files in one import at the most; so many are held in about 1 GB."""
