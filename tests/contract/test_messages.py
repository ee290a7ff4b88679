"""Messages as data: every example against its model and its published schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from schemas.dead_letter import DeadLetter
from schemas.fields import Message
from schemas.publish import published_file, published_schema
from schemas.topics import CATALOGUE, TYPES

MODELS = {type_.removeprefix("vestnik."): model for model, type_ in TYPES.items()}
EXAMPLES = sorted((Path(__file__).parents[2] / "schemas" / "examples").rglob("*.json"))


def _cases() -> list[tuple[type[Message], Path]]:
    return [(MODELS[file.parent.name], file) for file in EXAMPLES]


@pytest.mark.parametrize(("model", "file"), _cases(), ids=lambda value: getattr(value, "stem", ""))
def test_example_fits_model_and_published_schema(model: type[Message], file: Path) -> None:
    """An example is read by its model, written again, and passes the committed schema both times."""
    schema = Draft202012Validator(json.loads(published_file(model).read_text(encoding="utf-8")))
    text = file.read_text(encoding="utf-8")
    message = model.model_validate_json(text)
    schema.validate(json.loads(text))
    schema.validate(json.loads(message.to_json()))
    assert model.model_validate_json(message.to_json()) == message


@pytest.mark.parametrize("model", TYPES)
def test_published_schema_equals_model(model: type[Message]) -> None:
    """The committed schema is the model's."""
    assert json.loads(published_file(model).read_text(encoding="utf-8")) == published_schema(model)


@pytest.mark.parametrize("model", TYPES)
def test_every_message_has_an_example(model: type[Message]) -> None:
    """No message is without an example."""
    assert any(found is model for found, _ in _cases())


@pytest.mark.parametrize("model", TYPES)
def test_every_field_is_described(model: type[Message]) -> None:
    """Every field of every message says what it is, definitions included."""
    schema = published_schema(model)
    objects = [schema, *schema.get("$defs", {}).values()]
    silent = [
        f"{found.get('title')}.{name}"
        for found in objects
        for name, field in found.get("properties", {}).items()
        if "description" not in field
    ]
    assert silent == []


def test_catalogue_is_complete() -> None:
    """Every message has a topic, every topic a writer and a reader, and no name comes twice."""
    assert {model for topic in CATALOGUE for model in topic.messages} == set(TYPES)
    assert all(topic.writers and topic.readers for topic in CATALOGUE)
    assert len({topic.name for topic in CATALOGUE}) == len(CATALOGUE)


def test_dead_letter_holds_any_message() -> None:
    """A message as large as any topic allows still fits the dead-letter topic with all its headers."""
    dead = next(topic for topic in CATALOGUE if topic.messages == (DeadLetter,))
    others = max(topic.max_message_bytes for topic in CATALOGUE if topic is not dead)
    assert dead.max_message_bytes == others + 64 * 1024
