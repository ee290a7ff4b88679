"""The indexes of store against the page that says what each is there for."""

import re
from inspect import cleandoc
from pathlib import Path

import pytest

from tests.benchmark.plans import QUESTIONS

ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "tests" / "integration" / "runtime" / "schemas" / "store.txt"
INDEX = re.compile(r"^([+-])table \w+: index CREATE INDEX (\w+) ON", re.MULTILINE)


def _in_the_schema() -> set[str]:
    """Every index that is none of a constraint, after all migrations."""
    found: set[str] = set()
    # What goes is written before what comes in its place, so each part is read in its order.
    for sign, name in INDEX.findall(SHAPES.read_text(encoding="utf-8")):
        found = found | {name} if sign == "+" else found - {name}
    return found


def _on_the_page() -> dict[str, str]:
    """The text of each part by its heading."""
    _, *parts = re.split(
        r"^## ", (ROOT / "docs" / "indexes.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return dict(part.split("\n", 1) for part in parts)


def test_each_index_has_its_part_and_each_part_its_index() -> None:
    """An index that no query justifies is not in the schema, and the page tells of none that is gone."""
    assert sorted(_on_the_page()) == sorted(QUESTIONS) == sorted(_in_the_schema())


@pytest.mark.parametrize("index", QUESTIONS)
def test_the_plan_of_its_query_uses_it(index: str) -> None:
    """Each part shows the query as the command asks it, and a plan that names the index."""
    part = _on_the_page()[index]
    _, query, _, plan, _ = part.split("```")
    assert query.startswith(f"sql\n{cleandoc(QUESTIONS[index].sql)};\n")
    assert index in plan
