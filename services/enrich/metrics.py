"""What enrich counts."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

OUTCOMES: Final = Counter("vestnik_enrich_messages", "Messages by what became of them.", ["outcome"])
DEAD_LETTERS: Final = Counter("vestnik_enrich_dead_letters", "Messages that could not be used.", ["cause"])
RETRIES: Final = Counter("vestnik_enrich_retries", "Batches tried again because the link index was away.")
READ_SECONDS: Final = Histogram(
    "vestnik_enrich_read_seconds",
    "Reading one page, in the reading process.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
READER_RESTARTS: Final = Counter(
    "vestnik_enrich_reader_restarts",
    "Times that reading a page failed: timeout, crash, limit, lost.",
    ["reason"],
)
RELATE_SECONDS: Final = Histogram(
    "vestnik_enrich_relate_seconds",
    "Relating a batch: from read to published and recorded.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
BATCH_MESSAGES: Final = Histogram(
    "vestnik_enrich_batch_messages", "Messages of a batch.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
IN_FLIGHT: Final = Gauge("vestnik_enrich_in_flight_messages", "Messages in hand.")
LAG: Final = Gauge(
    "vestnik_enrich_lag_messages", "Messages of a partition behind the last commit.", ["partition"]
)
LAST_COMMIT: Final = Gauge(
    "vestnik_enrich_last_commit_timestamp_seconds", "When offsets were last committed (Unix time)."
)
SWEPT: Final = Counter("vestnik_enrich_swept_rows", "Rows that the link index forgot.", ["table"])
PAUSED: Final = Gauge(
    "vestnik_enrich_paused", "1 while most of the last messages were dead-lettered and nobody has said go on."
)
