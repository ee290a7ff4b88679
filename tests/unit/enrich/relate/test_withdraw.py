"""What becomes of a withdrawal."""

from services.enrich.relate import keys
from services.enrich.relate.withdraw import withdraw, withdrawal_keys, withdrawn_id
from services.enrich.submission import OutcomeKind, Withdrawal
from tests.unit.enrich.relate.articles import SOURCE, article, at, page, submission_id
from tests.unit.enrich.relate.states import known

ME = submission_id("withdrawal")


def test_it_waits_under_its_address_and_its_id() -> None:
    """Both, where it names both."""
    both = Withdrawal(at=at(5), source=SOURCE, id=article("other").id, url=page("bridge"))
    assert withdrawal_keys(both) == [keys.identifier(article("other").id), keys.address(page("bridge"))]
    assert withdrawn_id(both) == article("other").id


def test_an_address_means_the_article_that_it_would_make() -> None:
    """The id is the one that a page of this address would have."""
    assert withdrawn_id(Withdrawal(at=at(5), source=SOURCE, url=page("bridge"))) == article("bridge").id


def test_of_several_articles_the_withdrawn_one_gives_the_outcome() -> None:
    """One was read afterwards and stays, the other goes: the submission is canceled.

    Last comes what the address itself would make, which nobody has read.
    """
    newer, older = known("newer", version_at=at(9)), known("older")
    decisions = withdraw([newer, older], Withdrawal(at=at(5), source=SOURCE, url=page("x")), ME)
    assert [(one.known.id, one.outcome, one.known.is_withdrawn) for one in decisions] == [
        (older.id, OutcomeKind.CANCELED, True),
        (newer.id, OutcomeKind.SUPERSEDED, False),
        (article("x").id, OutcomeKind.CANCELED, True),
    ]
    assert decisions[1].known.withdrawn_at == at(5)


def test_what_nobody_has_read_gives_no_outcome_beside_what_was() -> None:
    """The only article on the address was read afterwards and stays: the withdrawal is superseded."""
    newer = known("newer", version_at=at(9))
    first, _ = withdraw([newer], Withdrawal(at=at(5), source=SOURCE, url=page("x")), ME)
    assert (first.known.id, first.outcome, first.against) == (newer.id, OutcomeKind.SUPERSEDED, newer.owner)


def test_nothing_made_of_the_text_stays() -> None:
    """Times, addresses and the enricher are kept; hashes, keys and changes are gone."""
    (decision,) = withdraw(
        [known(changed_fields=("headline",))], Withdrawal(at=at(5), source=SOURCE, url=page("bridge")), ME
    )
    assert decision.known == known(
        owner=ME,
        version_at=at(5),
        withdrawn_at=at(5),
        content_hash="",
        keys=frozenset(),
        field_hashes={},
    )
