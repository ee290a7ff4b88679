"""How central an entity is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.read.entities.salience import salience

HEADLINE, LEAD = 40, 200
TEXT = "x" * HEADLINE + "\n\n" + "x" * LEAD + "\n\n" + "x" * 2_000
LATER = HEADLINE + LEAD + 4
places = st.lists(st.integers(HEADLINE + 2, len(TEXT) - 1), min_size=1, max_size=30, unique=True).map(sorted)


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ([0], 0.6333),
        ([0, HEADLINE + 2], 0.8),
        ([HEADLINE + 2], 0.4333),
        ([len(TEXT) - 1], 0.1372),
        ([0, *range(HEADLINE + 2, len(TEXT))], 0.9997),
    ],
)
def test_values(starts: list[int], expected: float) -> None:
    """Headline 0.3, lead 0.1, an early first mention 0.2, mentions 0.4; never more than 1."""
    assert salience(TEXT, starts) == pytest.approx(expected, abs=0.0005)


@given(places)
def test_headline_comes_first(starts: list[int]) -> None:
    """With as many mentions, who stands in the headline is above who does not."""
    assert salience(TEXT, [0, *starts[1:]]) > salience(TEXT, starts)


@given(places, st.integers(HEADLINE + 2, len(TEXT) - 1))
def test_mentions_never_lower_it(starts: list[int], other: int) -> None:
    """Another mention makes more of an entity, wherever it stands."""
    assert 0 < salience(TEXT, starts) < salience(TEXT, sorted([*starts, other])) <= 1


def test_first_paragraph() -> None:
    """Who is named in the lead is above who is first named below it."""
    assert salience(TEXT, [HEADLINE + LEAD]) > salience(TEXT, [LATER]) + 0.1


@pytest.mark.parametrize("text", ["\n\nMinsk", "Minsk", "Minsk\n\n"])
def test_short_texts(text: str) -> None:
    """Without headline, or without body, there is an answer too."""
    assert 0 < salience(text, [text.index("Minsk")]) < 1
