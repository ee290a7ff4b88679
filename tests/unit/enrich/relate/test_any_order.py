"""Whatever the order, the repetition, the batches and the workers: the same current articles."""

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.relate.memory import MemoryIndex
from services.enrich.submission import Emission
from tests.unit.enrich.relate import any_order
from tests.unit.enrich.relate.any_order import in_store, last_of_each_key, related, without_originals

EXAMPLES = 300


@settings(max_examples=EXAMPLES, deadline=None, report_multiple_bugs=False)
@given(data=st.data())
def test_the_order_of_readings_does_not_matter(data: st.DataObject) -> None:
    """Any permutation with repeats, over 1 or 3 workers: the same in store and as the last of each key."""
    straight, published = _both(data, any_order.readings())
    assert in_store(published) == in_store(straight)
    assert last_of_each_key(published) == in_store(straight)


@settings(max_examples=EXAMPLES, deadline=None, report_multiple_bugs=False)
@given(data=st.data())
def test_the_order_of_withdrawals_does_not_matter(data: st.DataObject) -> None:
    """Readings and withdrawals in any order: the same articles and links, or none."""
    straight, published = _both(data, any_order.readings() | any_order.withdrawals)
    expected = without_originals(in_store(straight))
    assert without_originals(in_store(published)) == expected
    assert without_originals(last_of_each_key(published)) == expected


@settings(max_examples=EXAMPLES, deadline=None, report_multiple_bugs=False)
@given(data=st.data())
def test_the_order_of_readings_that_disagree_does_not_matter(data: st.DataObject) -> None:
    """With dates that come, go and differ, and texts that become those of others or cease to be."""
    listed = data.draw(any_order.wavering(), label="events")
    straight, published = _in_two_orders(data, listed)
    assert in_store(published) == in_store(straight)
    assert last_of_each_key(published) == in_store(straight)


@settings(max_examples=EXAMPLES, deadline=None, report_multiple_bugs=False)
@given(data=st.data())
def test_the_order_of_articles_at_one_address_does_not_matter(data: st.DataObject) -> None:
    """Also of more than one address may have, over 1 or 3 workers: the same originals."""
    straight, published = _both(data, any_order.neighbours, longest=14)
    assert in_store(published) == in_store(straight)
    assert last_of_each_key(published) == in_store(straight)


@settings(max_examples=EXAMPLES, deadline=None, report_multiple_bugs=False)
@given(data=st.data())
def test_the_order_of_copies_does_not_matter(data: st.DataObject) -> None:
    """Articles that share texts and addresses, and change both: the same originals."""
    straight, published = _both(data, any_order.copied, longest=14)
    assert in_store(published) == in_store(straight)
    assert last_of_each_key(published) == in_store(straight)


def _both(
    data: st.DataObject, events: st.SearchStrategy[any_order.Event], longest: int = 7, workers: int = 3
) -> tuple[list[Emission], list[Emission]]:
    """What is published of the same events in one batch, and in another order."""
    return _in_two_orders(data, data.draw(any_order.lists(events, longest), label="events"), workers)


def _in_two_orders(
    data: st.DataObject, listed: Sequence[any_order.Event], workers: int = 3
) -> tuple[list[Emission], list[Emission]]:
    batches = data.draw(any_order.orders(listed), label="order")
    workers = data.draw(st.sampled_from([1, workers]), label="workers")
    return (
        asyncio.run(related([listed], MemoryIndex(), 1)),
        asyncio.run(related(batches, MemoryIndex(), workers)),
    )
