"""Positions that stand still in front of messages."""

import pytest
from aiokafka import TopicPartition

from services.store.consumer import STALL_SECONDS, Stall, StalledError

FIRST, SECOND = TopicPartition("articles.enriched", 0), TopicPartition("articles.enriched", 1)


def test_a_position_that_stands_still_is_a_stall() -> None:
    """Messages behind a position that does not move for the whole time are an error that names them."""
    stall = Stall()
    stall.look({FIRST: 5, SECOND: 0}, now=100.0)
    stall.look({FIRST: 5, SECOND: 7}, now=100.0 + STALL_SECONDS / 2)
    with pytest.raises(StalledError, match=r"nothing was fetched of articles\.enriched/0$"):
        stall.look({FIRST: 5, SECOND: 9}, now=100.0 + STALL_SECONDS)


def test_what_moves_or_is_not_waited_for_is_no_stall() -> None:
    """A position that moves, a batch in work and a broker that does not answer begin the time anew."""
    stall = Stall()
    for step, waiting in enumerate(({FIRST: 5}, {FIRST: 6}, {}, {FIRST: 6}, {FIRST: 7}, {})):
        stall.look(waiting, now=100.0 + step * STALL_SECONDS * 0.9)
