"""CloudEvents 1.0 as Kafka headers, binary content mode (CloudEvents Kafka protocol binding 1.0.2)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from uuid import uuid5

from schemas.identity import NAMESPACE

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
    values = {
        "ce_specversion": "1.0",
        "ce_type": type_,
        "ce_source": f"/vestnik/{source}",
        "ce_id": str(uuid5(NAMESPACE, f"event:{type_}\n{subject}\n{discriminator}")),
        "ce_time": time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "ce_subject": subject,
        "ce_dataschema": f"urn:vestnik:schema:{type_}",
        "content-type": CONTENT_TYPE,
    }
    if traceparent:
        values[TRACEPARENT] = traceparent
    return [(name, value.encode()) for name, value in values.items()]


def header(headers: Iterable[Header], name: str) -> str | None:
    """The last value of a header as text; None where it is missing or no UTF-8."""
    for key, value in reversed(list(headers)):
        if key == name:
            try:
                return value.decode()
            except UnicodeDecodeError:
                return None
    return None
