"""What becomes of an article; the specification of the link index has the cases one by one."""

from datetime import datetime
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.relate.arrival import Arrival
from services.enrich.relate.decide import decide
from services.enrich.relate.known import Known, Withdrawn
from services.enrich.submission import OutcomeKind
from tests.unit.enrich.relate.articles import article, at, submission_id

CONTENTS = st.sampled_from(["a", "b", "c"])
READINGS = st.lists(
    st.tuples(st.integers(0, 6), CONTENTS), min_size=1, max_size=4, unique_by=lambda one: one[0]
)


def _arrival(second: int, content: str) -> Arrival:
    read = article("bridge", second, content_hash=content, submission_id=submission_id(f"{second} {content}"))
    return Arrival(read.submission_id, read)


def _after(readings: list[tuple[int, str]], withdrawn: Withdrawn | None = None) -> Known:
    state: Known | None = None
    for second, content in readings:
        state = decide(state, _arrival(second, content), withdrawn).known
    assert state
    return state


@settings(deadline=None)  # a busy machine is no fault
@given(READINGS)
def test_the_content_of_the_latest_reading_stands_whatever_the_order(readings: list[tuple[int, str]]) -> None:
    """Every order of arrival ends with the content that was read last, and with its last time."""
    latest = max(readings)
    ends = {
        (state.content_hash, state.last_seen_at)
        for order in permutations(readings)
        for state in [_after([*order])]
    }
    assert ends == {(latest[1], at(latest[0]))}


@settings(deadline=None)  # a busy machine is no fault
@given(READINGS)
def test_a_version_is_never_older_than_the_one_before(readings: list[tuple[int, str]]) -> None:
    """What is published of one article only moves forward, so the last message is the newest."""
    state, times = None, list[datetime]()
    for second, content in readings:
        decision = decide(state, _arrival(second, content), None)
        times += [decision.message.version_at] if decision.message else []
        state = decision.known
    assert times == sorted(times)


@settings(deadline=None)  # a busy machine is no fault
@given(READINGS, st.integers(0, 6))
def test_what_was_read_up_to_a_withdrawal_never_shows(readings: list[tuple[int, str]], second: int) -> None:
    """In every order, only a reading after the withdrawal is published with its text."""
    withdrawn = Withdrawn(at(second), submission_id("withdrawal"))
    for order in permutations(readings):
        state = None
        for reading in order:
            decision = decide(state, _arrival(*reading), withdrawn)
            assert (decision.outcome is OutcomeKind.CANCELED) is (reading[0] <= second)
            if decision.message and decision.message.status == "usable":
                assert decision.message.version_at > at(second)
            state = decision.known


def test_a_newer_article_remembers_a_withdrawal_that_a_late_crawl_met() -> None:
    """It stays as it is, and later crawls that are older than the withdrawal are canceled by it."""
    withdrawn = Withdrawn(at(5), submission_id("withdrawal"))
    decision = decide(_after([(9, "a")]), _arrival(3, "b"), withdrawn)
    assert (decision.outcome, decision.known.withdrawn_at, decision.message) == (
        OutcomeKind.CANCELED,
        at(5),
        None,
    )
    assert decide(decision.known, _arrival(4, "c"), None).outcome is OutcomeKind.CANCELED


def test_a_withdrawal_that_only_the_article_remembers_counts() -> None:
    """A late crawl under an address that was not withdrawn is canceled by the id's own memory."""
    state = _after([(1, "a")]).withdrawn(Withdrawn(at(5), submission_id("withdrawal")))
    decision = decide(state, _arrival(4, "b"), None)
    assert (decision.outcome, decision.against, decision.message) == (
        OutcomeKind.CANCELED,
        submission_id("withdrawal"),
        None,
    )
