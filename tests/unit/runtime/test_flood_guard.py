"""When a consumer stands still, by what became of its last messages."""

from collections.abc import Sequence

import pytest

from schemas.dead_letter import Cause
from services.runtime.flood.guard import Fate, Flood, FloodGuard, Recovered
from services.runtime.settings import FloodSettings

BAD, CRASHED, GOOD = Cause.NO_CONTENT, Cause.READ_CRASHED, None


def guard(window: int = 10, share: float = 0.5, most: int = 8) -> FloodGuard:
    """A guard with a small window."""
    return FloodGuard(FloodSettings(window=window, share=share), most=most)


def test_more_than_the_share_of_the_window_is_a_flood() -> None:
    """Of a window of ten, five dead letters are none and six are a flood, with its most frequent cause."""
    one = guard()
    assert one.saw([BAD, GOOD, BAD, BAD, GOOD, CRASHED, BAD]) is None
    assert one.saw([CRASHED]) == Flood(dead_letters=6, messages=8, cause=BAD)


def test_the_first_messages_of_all_are_no_flood() -> None:
    """A stream that begins with bad messages goes on until the share of a whole window is passed."""
    one = guard(window=1000)
    assert [one.saw([BAD]) for _ in range(500)] == [None] * 500
    assert one.saw([BAD]) == Flood(501, 501, BAD)


def test_only_the_last_messages_count() -> None:
    """Bad messages that a window of others has followed are forgotten."""
    one = guard()
    for _ in range(1000):
        assert one.saw([BAD, BAD, GOOD, GOOD]) is None


def test_a_share_of_one_is_off() -> None:
    """With a share of 1 nothing is a flood."""
    one = guard(share=1)
    assert [one.saw([BAD] * 10) for _ in range(10)] == [None] * 10


@pytest.mark.parametrize(
    ("batches", "allowance"),
    [
        ([], 1),
        ([[GOOD]], 2),
        ([[GOOD], [GOOD, GOOD]], 4),
        ([[GOOD], [GOOD, GOOD], [GOOD] * 4, [GOOD] * 8], 8),
        ([[BAD], [BAD], [BAD]], 1),
        ([[GOOD], [BAD, GOOD]], 3),
    ],
)
def test_it_begins_with_one_and_grows_by_good_messages(
    batches: Sequence[Sequence[Fate]], allowance: int
) -> None:
    """After a start the first batch has one message; each good one allows one more, up to a whole batch."""
    one = guard()
    for batch in batches:
        one.saw(batch)
    assert one.allowance == allowance


def test_in_doubt_one_bad_message_is_enough() -> None:
    """After a start in the middle of a flood the first message decides, if it is bad."""
    one = guard(window=1000)
    one.doubt()
    assert one.saw([BAD]) == Flood(1, 1, BAD)


def test_good_messages_end_the_doubt() -> None:
    """Once as many were good as a batch holds, the whole window counts again."""
    one = guard(window=1000)
    one.doubt()
    assert [one.saw([GOOD]), one.saw([GOOD, BAD]), one.saw([GOOD] * 3)] == [None, None, None]
    assert one.saw([GOOD] * 6) == Recovered()
    assert one.saw([BAD] * 100) is None


def test_what_does_not_count_ends_no_doubt() -> None:
    """Messages that prove nothing let a batch grow after an ordinary start, and not in doubt."""
    ordinary, doubting = guard(), guard()
    doubting.doubt()
    assert (ordinary.saw([], uncounted=3), ordinary.allowance) == (None, 4)
    assert (doubting.saw([], uncounted=300), doubting.allowance) == (None, 1)
    assert doubting.saw([BAD]) == Flood(1, 1, BAD)


def test_after_somebody_has_looked_it_counts_anew() -> None:
    """A resumed guard takes whole batches, and stands still after as many letters as before."""
    one = guard()
    assert one.saw([BAD] * 6) == Flood(6, 6, BAD)
    one.resume()
    assert one.allowance == 8
    assert one.saw([CRASHED] * 5) is None
    assert one.saw([CRASHED]) == Flood(6, 6, CRASHED)


def test_pardoned_letters_do_not_count() -> None:
    """So many more letters pass, then they count again."""
    one = guard()
    one.saw([BAD] * 6)
    one.resume(pardoned=100)
    assert one.saw([BAD] * 105) is None
    assert one.saw([BAD]) == Flood(6, 6, BAD)


def test_a_pardon_ends_with_a_window_of_good_messages_in_a_row() -> None:
    """What was pardoned and never came is no licence for the next flood; bad ones in between prolong it."""
    one = guard()
    one.saw([BAD] * 6)
    one.resume(pardoned=100)
    one.saw([BAD, *[GOOD] * 9] * 20)
    assert one.saw([BAD] * 79) is None
    one.saw([BAD, *[GOOD] * 10])
    assert one.saw([BAD] * 6) == Flood(6, 10, BAD)
