"""CloudEvents 1.0 as Kafka headers, binary content mode (CloudEvents Kafka protocol binding 1.0.2)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from schemas.identity import uuid5_text

Header = tuple[str, bytes]

CONTENT_TYPE: Final = "application/json; charset=utf-8"
TRACEPARENT: Final = "traceparent"


def event_headers(
    *,
    type_: str,
    source: str,
    subject: str,
    time: datetime,
    discriminator: str,
    traceparent: str | None = None,
) -> list[Header]:
    """The headers of one message.

    `type_` names message and version (`schemas.topics`), `source` the service. `ce_id` is made of
    type, subject and `discriminator`, so that the same event written twice has the same id.
    """
    identity = uuid5_text(f"event:{type_}\n{subject}\n{discriminator}")
    moment = time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    headers = [
        *_same_for_all(type_, source),
        ("ce_id", identity.encode()),
        ("ce_time", moment.encode()),
        ("ce_subject", subject.encode()),
    ]
    if traceparent:
        headers.append((TRACEPARENT, traceparent.encode()))
    return headers


@lru_cache(maxsize=32)
def _same_for_all(type_: str, source: str) -> tuple[Header, ...]:
    values = {
        "ce_specversion": "1.0",
        "ce_type": type_,
        "ce_source": f"/vestnik/{source}",
        "ce_dataschema": f"urn:vestnik:schema:{type_}",
        "content-type": CONTENT_TYPE,
    }
    return tuple((name, value.encode()) for name, value in values.items())


def header(headers: Iterable[Header], name: str) -> str | None:
    """The last value of a header as text; None where it is missing or no UTF-8."""
    for key, value in reversed(list(headers)):
        if key == name:
            try:
                return value.decode()
            except UnicodeDecodeError:
                return None
    return None
