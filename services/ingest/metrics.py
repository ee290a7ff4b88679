"""What ingest counts. `client` is the name of an API key; `anybody` without keys, `nobody` with none."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

REQUESTS: Final = Counter(
    "vestnik_ingest_requests", "Requests by client, kind of body and answer.", ["client", "kind", "code"]
)
ITEMS: Final = Counter(
    "vestnik_ingest_items", "Articles by client and what the receipt says.", ["client", "status"]
)
RECEIVED_BYTES: Final = Counter("vestnik_ingest_received_bytes", "Bytes of bodies, expanded.")
PRODUCE_SECONDS: Final = Histogram(
    "vestnik_ingest_produce_seconds",
    "From handing a message to the producer to the receipt that Kafka has it.",
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REQUESTS_IN_HAND: Final = Gauge("vestnik_ingest_in_flight_requests", "Requests in hand.")
BYTES_IN_HAND: Final = Gauge("vestnik_ingest_in_flight_bytes", "Bytes set aside for bodies in hand.")
CONNECTIONS_REFUSED: Final = Counter(
    "vestnik_ingest_connections_refused", "Connections that were ended without a request.", ["reason"]
)
KEYS_FAILED: Final = Counter(
    "vestnik_ingest_keys_failed", "Times that the file of keys had changed and could not be used."
)
