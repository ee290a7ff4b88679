"""The names of authors near a headline."""

import pytest

from services.enrich.read.authors import named, signed


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
        ("द्वारा रमेश शर्मा", False, ["रमेश शर्मा"]),
        ("홍길동 기자", True, ["홍길동"]),
        ("홍길동 기자", False, []),
        ("নিজস্ব প্রতিবেদক", True, []),
        ("DODAJ DO", True, []),
        ("Ferry to run", True, []),
        ("Sport", True, []),
        ("Източник: РИА Новости", True, []),
        ("REUTERS/Jane Doe", True, []),
        ("Getty Images", True, []),
        ("Per Núria Puig", False, ["Núria Puig"]),
        ("12 March 2026", True, []),
        ("Isla Fenwick, " * 20, True, []),
    ],
)
def test_signed(line: str, near: bool, names: list[str]) -> None:  # noqa: FBT001 - where the line stands
    """Names stand behind `by`, beside a date, or alone where nothing else stands; other lines name nobody."""
    assert signed(line, near=near) == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Isla Fenwick", ["Isla Fenwick"]),
        ("by Isla Fenwick and Rowan Kerr", ["Isla Fenwick", "Rowan Kerr"]),
        ("Isla Fenwick, Rowan Kerr", ["Isla Fenwick", "Rowan Kerr"]),
        ("Trine Juncher og Rowan Kerr", ["Trine Juncher", "Rowan Kerr"]),
        ("AP and Rowan Kerr", ["AP", "Rowan Kerr"]),
        ("Isla Fenwick, editor of the island's weekly", ["Isla Fenwick"]),
        ("Fenwick, Isla", ["Fenwick, Isla"]),
        ("García Márquez, Gabriel", ["García Márquez, Gabriel"]),
        ("Ministry of Health and Welfare", ["Ministry of Health and Welfare"]),
        ("von Landesspiegel", ["Landesspiegel"]),
        ("Von Isla Fenwick", ["Isla Fenwick"]),
        ("Von Neumann", ["Von Neumann"]),
        ("De Souza Silva", ["De Souza Silva"]),
        ("Di Pietro Antonio", ["Di Pietro Antonio"]),
        ("De Jong, Piet", ["De Jong, Piet"]),
        ("Simon & Schuster", ["Simon & Schuster"]),
        ("松岡大地", ["松岡大地"]),
        ("105092", []),
        ("", []),
    ],
)
def test_named(text: str, expected: list[str]) -> None:
    """Names behind `by`, between marks and around `and`, without what a person is; else one name."""
    assert named(text) == expected
