"""The names of authors near a headline."""

import pytest

from services.enrich.read.plain.authors import signed


@pytest.mark.parametrize(
    ("line", "near", "names"),
    [
        ("By Isla Fenwick and Rowan Kerr", False, ["Isla Fenwick", "Rowan Kerr"]),
        ("Von Isla Fenwick", False, ["Isla Fenwick"]),
        ("By Reuters", False, ["Reuters"]),
        ("By the end of June", False, []),
        ("11 March 2026, 18:30 | Isla Fenwick", False, ["Isla Fenwick"]),
        ("Isla Fenwick", False, []),
        ("Isla Fenwick, Michelle de Oliveira", True, ["Isla Fenwick", "Michelle de Oliveira"]),
        ("Ведра Въжарова и Самуил Перушев", True, ["Ведра Въжарова", "Самуил Перушев"]),
        ("DODAJ DO", True, []),
        ("Ferry to run", True, []),
        ("Sport", True, []),
        ("12 March 2026", True, []),
        ("Isla Fenwick, " * 20, True, []),
    ],
)
def test_signed(line: str, near: bool, names: list[str]) -> None:  # noqa: FBT001 - where the line stands
    """Names stand behind `by`, beside a date, or alone where nothing else stands; other lines name nobody."""
    assert signed(line, near=near) == names
