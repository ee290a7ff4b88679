"""Whatever the order, the repetition, the batches and the workers: the same current articles."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.relate.memory import MemoryIndex
from tests.unit.enrich.relate import any_order
from tests.unit.enrich.relate.any_order import in_store, last_of_each_key, related

EXAMPLES = 300


@settings(max_examples=EXAMPLES, deadline=None, report_multiple_bugs=False)
@given(data=st.data())
def test_the_order_of_events_does_not_matter(data: st.DataObject) -> None:
    """Any permutation with repeats, over 1 or 3 workers: the same in store and as the last of each key."""
    listed = data.draw(any_order.lists(any_order.readings()), label="events")
    straight = asyncio.run(related([listed], MemoryIndex(), 1))
    batches = data.draw(any_order.orders(listed), label="order")
    workers = data.draw(st.sampled_from([1, 3]), label="workers")
    published = asyncio.run(related(batches, MemoryIndex(), workers))
    assert in_store(published) == in_store(straight)
    assert last_of_each_key(published) == in_store(straight)
