"""How alike two titles are."""

import pytest

from services.enrich.relate.likeness import ALIKE, likeness
from services.enrich.relate.titles import Title

BRIDGE = "The old stone bridge over the river opens again after nine years"


def _likeness(link: str, title: str) -> float:
    return round(likeness(Title.of(link), Title.of(title)), 3)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (BRIDGE.upper(), 1.0),
        ("The old stone bridge ov...", 0.98),
        ("The old stone bridge over the river…", 0.98),
        ("The old stone brigde over…", 0.941),
        (f"28.11.2011 {BRIDGE}", 0.99),
        (f"{BRIDGE} The mayor cut the ribbon on Monday at 10", 0.97),
        ("The old stone bridge over the river", 0.9),
        ("After nine years: the old stone bridge over the river opens again", 0.99),
        ("The old stone bridges over the rivers open again after nine years", 0.962),
    ],
)
def test_the_same_title_shown_otherwise(link: str, expected: float) -> None:
    """Cut, dated, run on into its lead, without its second half, turned, inflected."""
    assert _likeness(link, BRIDGE) == expected >= ALIKE


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("The old stone bridge opens 3 days late", "The old stone bridge opens 4 days late"),
        ("The old stone bridge opens late", "The old stone bridge opens late, part 2"),
        ("The old stone bri...", BRIDGE),
        ("The old stone bridge under the river...", BRIDGE),
        ("The new wooden bridge over the river...", BRIDGE),
        (f"{BRIDGE} of works...", BRIDGE),
        ("The weather in Varna this weekend", "The weather in Sofia this weekend"),
        ("Rain in May", "Rain in June"),
        ("The mayor opens a school", BRIDGE),
    ],
)
def test_another_title(link: str, title: str) -> None:
    """Other numbers, too little left of it, another beginning, another name in a phrase of every day."""
    assert _likeness(link, title) < ALIKE


def test_a_headline_that_was_cut_itself_is_compared_as_far_as_it_goes() -> None:
    """Scrapers deliver such headlines."""
    assert _likeness(BRIDGE, "The old stone bridge over…") == 0.98
    assert _likeness("The old stone bridge...", "The old stone bridge over…") == 0.98
    assert _likeness("The old stone bridge", "The old stone bridge over…") == 0.0


def test_one_word_for_another_needs_five_others() -> None:
    """In a longer title the rest says enough."""
    assert _likeness(BRIDGE.replace("nine", "seven"), BRIDGE) >= ALIKE
    assert _likeness("Old stone bridge closes", "Old stone bridge reopened") < ALIKE
