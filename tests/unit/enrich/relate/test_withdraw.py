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
    """One was read afterwards and stays, the other goes: the submission is canceled."""
    newer, older = known("newer", version_at=at(9)), known("older")
    decisions = withdraw([newer, older], Withdrawal(at=at(5), source=SOURCE, url=page("x")), ME)
    assert [(one.known.id, one.outcome, one.known.is_withdrawn) for one in decisions] == [
        (older.id, OutcomeKind.CANCELED, True),
        (newer.id, OutcomeKind.SUPERSEDED, False),
    ]
    assert decisions[1].known.withdrawn_at == at(5)


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
