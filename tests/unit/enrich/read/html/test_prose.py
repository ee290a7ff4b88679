"""How much of a text is prose."""

import pytest

from services.enrich.read.html.prose import is_notice, letters, prose, stems


@pytest.mark.parametrize(
    ("text", "linked", "expected"),
    [
        ("The ferry between the island and the mainland will run.", 0, 55),
        ("The ferry between the island and the mainland will run", 0, 0),
        ("The ferry between the island and the mainland will run.", 10, 45),
        ("The ferry between the island and the mainland will run.", 30, 0),
        ("It will run.", 0, 0),
        ("ferry " * 14, 0, 84),
        ("岛上的渡轮从六月起将整夜运行。", 0, 45),
        ("© 2026 Tern Island Post. No part of this page may be printed elsewhere.", 0, 0),
    ],
)
def test_prose(text: str, linked: int, expected: int) -> None:
    """Sentences and long text count, without their links; names, links and notices do not."""
    assert prose(text, linked) == expected


def test_letters() -> None:
    """Chinese, Japanese and Korean characters count for more, unless they are a name in other text."""
    assert [letters(text) for text in ("ferry", "паром", "渡轮", "ferry 渡 line")] == [5, 5, 6, 12]


def test_notice() -> None:
    """Reserved rights are named in the short texts of publishers; a long one is about them. Servers err."""
    error = "Warning: Use of undefined constant ferry (this will fail) in /home/tern/index.php on line 14"
    texts = ("All rights reserved", "Все права защищены.", error, "Warning: the ferry", "copyright " * 80)
    assert [is_notice(text) for text in texts] == [True, True, True, False, False]


def test_stems() -> None:
    """Starts of longer words are compared, or pairs of characters."""
    assert stems("The ferries of 2026") == {"ferri", "2026"}
    assert stems("паромы и паромщик") == {"паром"}
    assert stems("渡轮，夜") == {"渡轮", "轮夜"}
