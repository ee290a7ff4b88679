"""The script of a text."""

import pytest

from services.enrich.read.language.script import script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "Zyyy"),
        ("12:30 !", "Zyyy"),
        ("Мост bridge над река", "Cyrl"),
        ("市長は橋が年末までに開通すると発表しました。", "Jpan"),
        ("市长宣布这座桥将在年底前开放。", "Hans"),
        ("市長宣布這座橋將在年底前開放", "Hant"),
    ],
)
def test_script(text: str, script: str) -> None:
    """Most letters decide; kana make a text Japanese, characters of one way to write make Chinese."""
    assert script_of(text) == script
