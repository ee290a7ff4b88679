"""The messages and topics as a page for people: `docs/schemas.md`, written by `python -m schemas.publish`."""

from collections.abc import Iterable
from typing import Any

from schemas.fields import Message
from schemas.topics import CATALOGUE, TYPES, Topic

DAY_MS = 24 * 60 * 60 * 1000


def document() -> str:
    """The whole page, in Markdown."""
    parts = [
        "# Messages and topics",
        "Generated from `schemas/`; do not edit. Readers ignore fields they do not know.",
        "## Topics",
        _table(
            ("topic", "messages", "key", "partitions", "kept", "written by", "read by"),
            map(_topic, CATALOGUE),
        ),
        *(part for model, type_ in TYPES.items() for part in _message(model, type_)),
    ]
    return "\n\n".join(parts) + "\n"


def _topic(topic: Topic) -> tuple[str, ...]:
    kept = "last of each key" if topic.retention_ms is None else f"{topic.retention_ms // DAY_MS} days"
    return (
        f"`{topic.name}`",
        ", ".join(model.__name__ for model in topic.messages),
        topic.key,
        str(topic.partitions),
        kept,
        ", ".join(topic.writers),
        ", ".join(topic.readers),
    )


def _message(model: type[Message], type_: str) -> list[str]:
    schema = model.model_json_schema()
    objects = {model.__name__: schema} | {
        name: part for name, part in schema.get("$defs", {}).items() if "properties" in part
    }
    parts = [f"## {model.__name__}", f"`ce_type: {type_}`"]
    for name, part in objects.items():
        if name != model.__name__:
            parts.append(f"### {model.__name__}: {name}")
        parts.append(part.get("description", ""))
        required = set(part.get("required", ()))
        rows = (
            (
                f"`{field}`",
                _kind(shape),
                "yes" if field in required else "",
                _cell(shape.get("description", "")),
            )
            for field, shape in part["properties"].items()
        )
        parts.append(_table(("field", "type", "required", "meaning"), rows))
    return parts


def _kind(shape: dict[str, Any]) -> str:
    branches = [branch for key in ("anyOf", "allOf") for branch in shape.get(key, ())]
    if branches:
        return " or ".join(
            dict.fromkeys(_kind(branch) for branch in branches if branch.get("type") != "null")
        )
    if "enum" in shape:
        return ", ".join(f"`{value}`" for value in shape["enum"])
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if shape.get("type") == "array":
        return f"list of {_kind(shape['items'])}"
    return str(shape.get("format") or shape.get("type", "any"))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
