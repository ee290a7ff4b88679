"""What store counts."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

ROWS: Final = Counter("vestnik_store_rows_written", "Rows written to Postgres.", ["kind"])
DEAD_LETTERS: Final = Counter("vestnik_store_dead_letters", "Messages that could not be used.", ["cause"])
RETRIES: Final = Counter("vestnik_store_retries", "Batches tried again because Postgres or Kafka was away.")
SPLITS: Final = Counter("vestnik_store_splits", "Batches halved because Postgres refused a row.")
BATCH_SECONDS: Final = Histogram(
    "vestnik_store_batch_seconds",
    "From a batch in hand to its offsets committed.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
BATCH_MESSAGES: Final = Histogram(
    "vestnik_store_batch_messages",
    "Messages of a batch.",
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000),
)
LAG: Final = Gauge(
    "vestnik_store_lag_messages", "Messages of a partition not yet stored.", ["topic", "partition"]
)
PAUSED: Final = Gauge(
    "vestnik_store_paused", "1 while most of the last messages were dead-lettered and nobody has said go on."
)
