"""States of an article for tests of relate."""

from typing import Any
from uuid import UUID

from services.enrich.relate.known import Known
from tests.unit.enrich.relate.articles import SOURCE, article, at, page, submission_id


def known(name: str = "bridge", **fields: Any) -> Known:  # noqa: ANN401, any field
    """The article `name` as first read at second 1, unless a field says otherwise."""
    values: dict[str, Any] = {
        "id": article(name).id,
        "source": SOURCE,
        "owner": submission_id(f"{name} 1"),
        "version_at": at(1),
        "enricher_version": "1.0",
        "content_hash": article(name).content_hash,
        "url": page(name),
        "aliases": (page(name),),
        "keys": frozenset([UUID(int=1)]),
        "field_hashes": {"headline": "0123"},
    } | fields
    values.setdefault("last_seen_at", values["version_at"])
    return Known(**values)
