"""The catalogue: every topic, what is on it, who writes and who reads it."""

from dataclasses import dataclass
from typing import Final, Literal

from schemas.consuming import ConsumingPaused, ConsumingResumed
from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.fields import Message
from schemas.link_resolved import CopyFound, LinkResolved
from schemas.raw_article import RawArticle

Service = Literal["scraper", "ingest", "enrich", "store", "operator"]

KIBIBYTE: Final = 1024
DAY_MS: Final = 24 * 60 * 60 * 1000

RAW_MAX_BYTES: Final = 5 * KIBIBYTE * KIBIBYTE
"""The largest message: pages are 0.1 MB on average, and 4 MiB of text is more than any article seen."""

TYPES: Final[dict[type[Message], str]] = {
    RawArticle: "vestnik.raw-article.v1",
    EnrichedArticle: "vestnik.enriched-article.v1",
    LinkResolved: "vestnik.link-resolved.v1",
    CopyFound: "vestnik.copy-found.v1",
    DeadLetter: "vestnik.dead-letter.v1",
    ConsumingPaused: "vestnik.consuming-paused.v1",
    ConsumingResumed: "vestnik.consuming-resumed.v1",
}
"""`ce_type` of each message; a change that old readers cannot read gets a new version."""


@dataclass(frozen=True)
class Topic:
    """One topic. `retention_ms` None: compacted, the last message of each key stays."""

    name: str
    messages: tuple[type[Message], ...]
    key: str
    partitions: int
    retention_ms: int | None
    max_message_bytes: int
    writers: tuple[Service, ...]
    readers: tuple[Service, ...]
    append_time: bool = False

    def config(self) -> dict[str, str]:
        """The settings of the topic, in Kafka's own names."""
        cleanup = (
            {"cleanup.policy": "compact"}
            if self.retention_ms is None
            else {"cleanup.policy": "delete", "retention.ms": str(self.retention_ms)}
        )
        return cleanup | {
            "max.message.bytes": str(self.max_message_bytes),
            "message.timestamp.type": "LogAppendTime" if self.append_time else "CreateTime",
        }


RAW: Final = Topic(
    name="articles.raw",
    messages=(RawArticle,),
    key="routing_key: UUIDv5 of the normalised address, else submission_id; any key of a direct producer",
    partitions=12,
    retention_ms=30 * DAY_MS,
    max_message_bytes=RAW_MAX_BYTES,
    writers=("ingest", "scraper", "operator"),
    readers=("enrich",),
    append_time=True,
)
ENRICHED: Final = Topic(
    name="articles.enriched",
    messages=(EnrichedArticle,),
    key="id",
    partitions=12,
    retention_ms=None,
    max_message_bytes=RAW_MAX_BYTES,
    writers=("enrich",),
    readers=("store",),
)
LINKS: Final = Topic(
    name="articles.links",
    messages=(LinkResolved, CopyFound, EnrichedArticle),
    key="article_id/position, article_id/copy, article_id/copy-address, article_id/withdrawn",
    partitions=12,
    retention_ms=None,
    max_message_bytes=64 * KIBIBYTE,
    writers=("enrich",),
    readers=("store",),
)
DEAD_LETTER: Final = Topic(
    name="articles.dead-letter",
    messages=(DeadLetter,),
    key="as it was",
    partitions=3,
    retention_ms=30 * DAY_MS,
    max_message_bytes=RAW_MAX_BYTES + 64 * KIBIBYTE,
    writers=("ingest", "enrich", "store"),
    readers=("store", "operator"),
)
STORE_RETRY: Final = Topic(
    name="articles.store-retry",
    messages=(EnrichedArticle, LinkResolved, CopyFound),
    key="as it was",
    partitions=3,
    retention_ms=30 * DAY_MS,
    max_message_bytes=RAW_MAX_BYTES,
    writers=("operator",),
    readers=("store",),
)
CONTROL: Final = Topic(
    name="articles.control",
    messages=(ConsumingPaused, ConsumingResumed),
    key="service/group_id",
    partitions=1,
    retention_ms=None,
    max_message_bytes=64 * KIBIBYTE,
    writers=("enrich", "store", "operator"),
    readers=("enrich", "store", "operator"),
)

CATALOGUE: Final = (RAW, ENRICHED, LINKS, DEAD_LETTER, STORE_RETRY, CONTROL)
