"""Lines of other things between the paragraphs of a text."""

import tomllib
from pathlib import Path

import pytest

from services.enrich.read.plain.plain_text import read_plain_text

LINES = tomllib.loads(Path(__file__).with_name("between.toml").read_text(encoding="utf-8"))
TEXT = (
    "The council of the island decided on Monday evening that the ferry will run all night, after a debate.",
    "Its captain said that four more sailings a day need two more crews, and that nobody has applied so far.",
    "The harbour will be closed for repairs in May, when the smaller boats have to go round the island.",
    "A survey of the inhabitants showed that most of them are content, whatever the newspapers have written.",
)


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_between(line: str) -> None:
    """Neither is it a paragraph, nor does the text end with it, though only two paragraphs follow."""
    found = read_plain_text("\n".join(("The ferry will run all night", *TEXT[:2], line, *TEXT[2:])))
    assert found.paragraphs == TEXT
