"""What ingest counts."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

REQUESTS: Final = Counter("vestnik_ingest_requests", "Requests by kind of body and answer.", ["kind", "code"])
ITEMS: Final = Counter("vestnik_ingest_items", "Articles by what the receipt says.", ["status"])
RECEIVED_BYTES: Final = Counter("vestnik_ingest_received_bytes", "Bytes of bodies.")
PRODUCE_SECONDS: Final = Histogram(
    "vestnik_ingest_produce_seconds",
    "From handing a message to the producer to Kafka's acknowledgement.",
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REQUESTS_IN_HAND: Final = Gauge("vestnik_ingest_in_flight_requests", "Requests in hand.")
BYTES_IN_HAND: Final = Gauge("vestnik_ingest_in_flight_bytes", "Bytes set aside for bodies in hand.")
