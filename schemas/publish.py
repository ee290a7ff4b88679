"""Write the JSON Schema of every message and the page `docs/schemas.md`, or check that they are up to date.

python -m schemas.publish           write; refuses a change that readers of the old one cannot read
python -m schemas.publish --check   write nothing; exit 1 where a file differs from its model
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from schemas.document import document
from schemas.fields import Message
from schemas.topics import TYPES

PUBLISHED = Path(__file__).parent / "published"
PAGE = Path(__file__).parents[1] / "docs" / "schemas.md"

Schema = dict[str, Any]


def published_schema(model: type[Message]) -> Schema:
    """The JSON Schema (2020-12) of a message as it stands on its topic."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:vestnik:schema:{TYPES[model]}",
        **model.model_json_schema(mode="validation"),
    }


def published_file(model: type[Message]) -> Path:
    """Where the schema of a message is committed."""
    return PUBLISHED / f"{TYPES[model].removeprefix('vestnik.')}.json"


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """What a writer of `old` could send that a reader of `new` refuses, or a field that got lost.

    Compared per object: the message itself and each of its definitions.
    """
    found = []
    for name, before in _objects(old).items():
        after = _objects(new).get(name)
        if after is None:
            found.append(f"{name}: gone")
            continue
        found += _changed_fields(name, before, after)
    return found


def _changed_fields(name: str, before: Schema, after: Schema) -> list[str]:
    fields, now = before.get("properties", {}), after.get("properties", {})
    gone = [f"{name}.{field}: gone" for field in fields if field not in now]
    required = set(after.get("required", ())) - set(before.get("required", ()))
    retyped = [
        f"{name}.{field}: no longer takes {kind}"
        for field in fields
        if field in now
        for kind in sorted(_kinds(fields[field]) - _kinds(now[field]))
    ]
    values = set(before.get("enum", ())) - set(after.get("enum", ()))
    return [
        *gone,
        *(f"{name}.{field}: now required" for field in sorted(required)),
        *retyped,
        *(f"{name}: no longer takes {value!r}" for value in sorted(values)),
    ]


def _objects(schema: Schema) -> dict[str, Schema]:
    return {schema.get("title", "message"): schema, **schema.get("$defs", {})}


def _kinds(field: Schema) -> set[str]:
    branches = [branch for key in ("anyOf", "allOf", "oneOf") for branch in field.get(key, ())]
    if branches:
        return set().union(*(_kinds(branch) for branch in branches))
    if "enum" in field:
        return {repr(value) for value in field["enum"]}
    return {str(field.get("format") or field.get("$ref") or field.get("type") or field.get("const"))}


def _write(model: type[Message], *, check: bool) -> list[str]:
    file, schema = published_file(model), published_schema(model)
    text = json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    old = file.read_text(encoding="utf-8") if file.exists() else None
    if old == text:
        return []
    if check:
        return [f"{file.name}: differs from its model; run `make fix`"]
    broken = incompatibilities(json.loads(old), schema) if old else []
    if not broken:
        file.write_text(text, encoding="utf-8")
    return [f"{file.name}: {line}; give the message a new version in schemas/topics.py" for line in broken]


def _write_page(*, check: bool) -> list[str]:
    text = document()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return []
    if check:
        return [f"{PAGE.name}: differs from the models; run `make fix`"]
    PAGE.write_text(text, encoding="utf-8")
    return []


def main() -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m schemas.publish", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a file is not up to date"
    )
    check = parser.parse_args().check
    problems = [problem for model in TYPES for problem in _write(model, check=check)]
    problems += _write_page(check=check)
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
