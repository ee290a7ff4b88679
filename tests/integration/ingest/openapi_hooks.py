"""What schemathesis has to be told of our OpenAPI page, where OpenAPI has no words for it."""

from datetime import UTC, datetime
from typing import Any

import schemathesis
from hypothesis import strategies as st

# A time that is one in UTC too; in the year 1 or 9999 that depends on the offset.
schemathesis.openapi.format("date-time", st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat))


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: schemathesis.SerializationContext, value: object) -> bytes:
    """A batch is bytes; whatever stands in it, each line has its receipt."""
    return str(value).encode("utf-8", "replace")


@schemathesis.hook
def filter_case(_context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Leave out what is valid by a rule that cannot be written down.

    A withdrawal names an address or an id; the query goes with pages; whatever is sent as text is a string.
    """
    if case.method == "DELETE":
        return bool(case.query and (case.query.get("url") or case.query.get("id")))
    if case.media_type in {"application/json", "application/x-ndjson"} and case.query:
        return False
    return case.media_type == "application/json" or isinstance(case.body, str)
