"""What is wrong with a message, said of the field."""

from dataclasses import dataclass

from pydantic import ValidationError


@dataclass(frozen=True)
class FieldError:
    """One thing that is wrong: a code, a JSON pointer (RFC 6901) to the field, and words for people."""

    code: str
    pointer: str
    message: str

    def __str__(self) -> str:
        """The pointer, then the words."""
        return f"{self.pointer or '/'}: {self.message}"


def field_errors(error: ValidationError) -> list[FieldError]:
    """What is wrong with each field, in the order of the fields. Never repeats the value that was sent."""
    found: dict[str, FieldError] = {}
    for item in error.errors(include_url=False, include_input=False):
        location = item["loc"] or tuple(filter(None, [item.get("ctx", {}).get("field")]))
        pointer = "".join(f"/{_escaped(part)}" for part in location if not _is_branch(part))
        found.setdefault(pointer, FieldError(item["type"], pointer, item["msg"]))
    return list(found.values())


def _is_branch(part: int | str) -> bool:
    """Whether pydantic means one of the types of `Utc | Day`, which is no part of the message."""
    return part == "date" or "[" in str(part)


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
