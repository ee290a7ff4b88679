"""What counts as a change that old messages do not survive."""

from typing import Any

import pytest

from schemas.publish import incompatibilities


def _schema(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"title": "M", "properties": properties, "required": required}


OLD = _schema({"a": {"type": "string"}, "b": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, ["a"])


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, []),
        (_schema(OLD["properties"] | {"c": {"type": "string"}}, ["a"]), []),
        (_schema({"a": {"type": "string"}}, ["a"]), ["M.b: gone"]),
        (_schema(OLD["properties"], ["a", "b"]), ["M.b: now required"]),
        (_schema(OLD["properties"] | {"a": {"type": "integer"}}, ["a"]), ["M.a: no longer takes string"]),
        (_schema(OLD["properties"] | {"b": {"type": "integer"}}, ["a"]), ["M.b: no longer takes null"]),
    ],
    ids=["same", "optional field more", "field gone", "required", "other type", "no longer null"],
)
def test_incompatibilities(new: dict[str, Any], expected: list[str]) -> None:
    """A field may come; none may go, become required or take less."""
    assert incompatibilities(OLD, new) == expected


def test_fewer_values_of_a_choice() -> None:
    """A choice that loses a value refuses old messages."""
    old, new = ({"title": "M", "$defs": {"C": {"enum": values}}} for values in (["x", "y"], ["x"]))
    assert incompatibilities(old, new) == ["C: no longer takes 'y'"]
