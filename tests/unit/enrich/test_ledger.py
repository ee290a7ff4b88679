"""The ledger never lets a commit pass an offset that is not done, and never go back."""

from collections.abc import Iterable

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from services.enrich import ledger as module
from services.enrich.ledger import Entry, Ledger, LostEventError, Partition

RAW: Partition = ("articles.raw", 3)
HISTORIES = settings(max_examples=300, stateful_step_count=40, deadline=None)

FOUND = settings(
    HISTORIES, derandomize=True, database=None, phases=[Phase.generate], report_multiple_bugs=False
)


class History(RuleBasedStateMachine):
    """One partition with holes in it, as Kafka, the worker and rebalances may treat it in any order."""

    ledger_type = Ledger

    @initialize(
        log=st.lists(st.booleans(), min_size=5, max_size=40), start=st.integers(0, 5), committed=st.booleans()
    )
    def assign(self, log: list[bool], *, start: int, committed: bool) -> None:
        """A log of records (True) and control records (False), of which the head may be gone."""
        self.start, self.end = start, start + len(log)
        self.records = [start + place for place, is_record in enumerate(log) if is_record]
        self.committed: int | None = start if committed else None
        self.undone = set(self.records)
        self.ledger = self.ledger_type()
        self.owned = False
        self.queue: list[int] = []
        self.begun: list[Entry] = []
        self.in_hand: set[int] = set()
        self.position = start
        self.seek()

    @rule()
    def seek(self) -> None:
        """Assignment, or a second seek in the same ownership: fetching starts at the commit."""
        self.position = self.start if self.committed is None else self.committed
        self.ledger.rewind(RAW, self.position)
        self.owned = True
        self.queue.clear()
        assert self.ledger.confirmed()[RAW] >= self.position

    @precondition(lambda self: self.owned)
    @rule(count=st.integers(1, 10))
    def fetch(self, count: int) -> None:
        """The client hands records over and moves its position past what it skips."""
        until = min(self.end, self.position + count)
        found = [offset for offset in self.records if self.position <= offset < until]
        self.ledger.enter(RAW, found, until)
        self.queue += found
        self.position = max(self.position, until)

    @precondition(lambda self: self.queue)
    @rule(count=st.integers(1, 5))
    def begin(self, count: int) -> None:
        """Faust delivers the next messages; after a second seek also some that are in work already."""
        delivered, self.queue = self.queue[:count], self.queue[count:]
        entries = [self.ledger.begin(RAW, offset) for offset in delivered]
        new = [entry for entry in entries if entry is not None]
        assert self.in_hand.isdisjoint(entry.offset for entry in new), "begun twice in one ownership"
        self.in_hand.update(entry.offset for entry in new)
        self.begun += new

    @precondition(lambda self: self.begun)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        """Messages get done in any order, also after their partition was lost."""
        entry = self.begun.pop(data.draw(st.integers(0, len(self.begun) - 1)))
        self.undone.discard(entry.offset)
        self.ledger.done([entry])

    @rule()
    def revoke(self) -> None:
        """The partition goes away; what is in work stays in work and counts no longer."""
        self.ledger.forget([RAW])
        self.owned = False
        self.in_hand.clear()

    @rule(heard=st.booleans())
    def commit(self, *, heard: bool) -> None:
        """A commit reaches Kafka; its answer may get lost."""
        offset = self.ledger.committable([RAW]).get(RAW)
        if offset is None:
            return
        assert self.owned
        assert offset >= (self.committed or self.start), "a commit that goes back"
        passed = {undone for undone in self.undone if undone < offset}
        assert not passed, f"committed {offset} past {passed}"
        self.committed = offset
        if heard:
            self.ledger.confirm([(RAW, offset)])

    @invariant()
    def nothing_to_commit_twice(self) -> None:
        """What Kafka has confirmed is not offered again."""
        offered = self.ledger.committable([RAW]).get(RAW)
        assert offered is None or offered > self.ledger.confirmed()[RAW]

    def teardown(self) -> None:
        """When everything is fetched and done, the commit is the end of the log: no lag is left."""
        if not hasattr(self, "ledger"):
            return
        self.revoke()
        self.seek()
        self.fetch(100)
        while self.queue:
            self.begin(5)
        for entry in self.begun:
            self.undone.discard(entry.offset)
            self.ledger.done([entry])
        self.commit(heard=True)
        assert (self.committed or self.start) == self.end
        assert not self.undone


TestAnyHistory = History.TestCase
TestAnyHistory.settings = HISTORIES


class _BehindTheLastDone(Ledger):
    """The mistake of acknowledgements: what is done last decides."""

    def committable(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        done = [entry.offset for book in self._books.values() for entry in book.begun if entry.done]
        honest = super().committable(partitions)
        return {RAW: max(done) + 1} if done and self._books else honest


class _RemembersRevoked(Ledger):
    """The mistake of a rebalance: the old book stays in use."""

    def forget(self, partitions: Iterable[Partition]) -> None:
        for partition in partitions:
            if partition in self._books:
                self._books[partition].fetched.clear()


class _OffByOne(Ledger):
    """The mistake of an index: the offset that is not done is passed."""

    def committable(self, partitions: Iterable[Partition]) -> dict[Partition, int]:
        return {partition: offset + 1 for partition, offset in super().committable(partitions).items()}


@pytest.mark.parametrize("mistake", [_BehindTheLastDone, _RemembersRevoked, _OffByOne])
def test_the_histories_catch_a_wrong_ledger(mistake: type[Ledger]) -> None:
    """Each of three known mistakes is found by the same histories."""
    wrong = type("Wrong", (History,), {"ledger_type": mistake})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(wrong, settings=FOUND)


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


def opened(*offsets: int, clock: Clock | None = None) -> Ledger:
    """A ledger with these offsets fetched, from 0."""
    ledger = Ledger(clock or Clock())
    ledger.rewind(RAW, 0)
    ledger.enter(RAW, offsets, offsets[-1] + 1 if offsets else 0)
    return ledger


def begun(ledger: Ledger, offset: int) -> Entry:
    """The entry of an offset that must be there."""
    entry = ledger.begin(RAW, offset)
    assert entry is not None
    return entry


def test_the_first_that_is_not_done_is_committed() -> None:
    """Of 0 to 3 with 1 open, the commit is 1, whatever is done behind it."""
    ledger = opened(0, 1, 2, 3)
    entries = [begun(ledger, offset) for offset in range(4)]
    ledger.done([entries[0], entries[2], entries[3]])
    assert ledger.committable([RAW]) == {RAW: 1}
    ledger.done([entries[1]])
    assert ledger.committable([RAW]) == {RAW: 4}


def test_control_records_at_the_end_are_committed_too() -> None:
    """With nothing open the commit is the position of the fetcher, so no lag is left."""
    ledger = opened(0)
    ledger.done([begun(ledger, 0)])
    ledger.enter(RAW, [], 7)
    assert ledger.committable([RAW]) == {RAW: 7}


def test_an_event_lost_on_the_way_is_noticed() -> None:
    """When a later offset comes to work first, the earlier one was lost."""
    ledger = opened(0, 1)
    with pytest.raises(LostEventError, match="offset 0 was lost on the way, 1 came first"):
        ledger.begin(RAW, 1)


def test_what_is_not_ours_is_not_begun() -> None:
    """An offset of a revoked partition, or one that was begun before, gives no entry."""
    ledger = opened(0, 1)
    begun(ledger, 0)
    assert ledger.begin(RAW, 0) is None
    ledger.forget([RAW])
    assert ledger.begin(RAW, 1) is None


def test_done_after_a_revoke_counts_for_nobody() -> None:
    """Work of an earlier ownership does not move the commit of the next one."""
    ledger = opened(0)
    entry = begun(ledger, 0)
    ledger.forget([RAW])
    ledger.rewind(RAW, 0)
    ledger.enter(RAW, [0], 1)
    ledger.done([entry])
    assert (entry.owned, ledger.committable([RAW])) == (False, {})


def test_uncommitted_names_the_partition_whose_commit_does_not_come() -> None:
    """A commit that is owed for longer than the limit shows; one that came or is not owed does not."""
    clock = Clock()
    ledger = opened(0, 1, clock=clock)
    first, second = begun(ledger, 0), begun(ledger, 1)
    clock.now += 60
    assert ledger.uncommitted(10) == []  # in work for long is no stall
    ledger.done([first])
    clock.now += 11
    assert ledger.uncommitted(10) == [RAW]
    ledger.confirm([(RAW, 1)])
    assert ledger.uncommitted(10) == []
    ledger.done([second])
    clock.now += 9
    assert ledger.uncommitted(10) == []


def test_a_commit_that_moves_a_part_starts_the_clock_anew() -> None:
    """As long as commits come, it does not matter that more is always owed."""
    clock = Clock()
    ledger = opened(0, 1, clock=clock)
    ledger.done([begun(ledger, 0), begun(ledger, 1)])
    clock.now += 9
    ledger.confirm([(RAW, 1)])
    clock.now += 9
    assert ledger.uncommitted(10) == []
    clock.now += 2
    assert ledger.uncommitted(10) == [RAW]


def test_undelivered_names_the_partition_whose_events_do_not_come() -> None:
    """Fetched offsets of which none comes to work for longer than the limit show."""
    clock = Clock()
    ledger = opened(clock=clock)
    clock.now += 60
    ledger.enter(RAW, [0, 1], 2)
    clock.now += 9
    assert ledger.undelivered(10) == []
    begun(ledger, 0)
    clock.now += 9
    assert ledger.undelivered(10) == []
    clock.now += 2
    assert ledger.undelivered(10) == [RAW]
    begun(ledger, 1)
    clock.now += 60
    assert ledger.undelivered(10) == []


def test_the_module_is_pure() -> None:
    """The ledger knows neither Faust nor Kafka."""
    assert {"faust", "aiokafka", "mode"}.isdisjoint(vars(module))
