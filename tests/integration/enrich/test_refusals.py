"""Articles that are refused after they were announced, over both link indexes."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import CopyFound
from services.enrich.relate import relate
from services.enrich.submission import Emission, Outcome, OutcomeKind, Submission, Withdrawal
from services.runtime.errors import PermanentError
from tests.integration.enrich.subjects import Worker
from tests.unit.enrich.relate.articles import LONG_TEXT, SOURCE, article, at, page, submit, teaser

REFUSAL = PermanentError(Cause.REFUSED_BY_DATABASE, "a value that it does not take", stage="relate")
LINKS = [teaser(0, url=page("bridge")), teaser(1, title="What happened to bridge today")]


async def _refuse(_: Sequence[Emission]) -> None:
    raise REFUSAL


async def _announced_and_refused(worker: Worker, article: EnrichedArticle, offset: int = 0) -> Outcome:
    """What the pipeline does with a message that cannot be related."""
    (submission,) = submit(article, offset=offset)
    with pytest.raises(PermanentError):
        await relate([submission], worker.index, _refuse)
    return (await worker.relate([_dead(submission, article)]))[0]


def _dead(submission: Submission, article: EnrichedArticle) -> Submission:
    return replace(submission, content=REFUSAL, refused=article)


async def test_no_link_leads_to_what_was_refused(worker: Worker) -> None:
    """Neither by address nor by title, and its text has no copies."""
    refused = article("bridge", 1, article_body=LONG_TEXT)
    outcome = await _announced_and_refused(worker, refused)
    assert outcome == Outcome(0, 0, refused.submission_id, OutcomeKind.DEAD_LETTER)
    await worker.relate(submit(article("page", 2, article_body=LONG_TEXT, related_links=LINKS), offset=1))
    (linking,) = worker.articles
    assert [link.status for link in linking.related_links] == ["pending", "pending"]
    assert linking.copy_of is None


async def test_what_was_refused_shares_no_address(worker: Worker) -> None:
    """Also not an older reading at an address at which the article was not known."""
    fields = {"url": page("home"), "canonical_url": page("bridge")}
    await _announced_and_refused(worker, article("bridge", 1, **fields))
    linking = article("page", 4, related_links=[teaser(0, url=page("home"))])
    await worker.relate(submit(known := article("bridge", 5), linking, offset=5))
    older = article("bridge", 3, headline="An older headline", **fields)
    await _announced_and_refused(worker, older, offset=2)
    await worker.relate(submit(article("home", 6), offset=3))
    assert [one.copy_of for one in worker.articles] == [None]
    assert [one for one in worker.answers if isinstance(one, CopyFound)] == []
    await worker.relate(submit(article("bridge", 7, **fields), offset=4))
    assert {one.copy_of for one in worker.answers if isinstance(one, CopyFound)} == {known.id}


async def test_links_of_what_was_refused_wait_no_longer(worker: Worker) -> None:
    """Their targets come and have nobody to tell."""
    refused = article("page", 1, related_links=[teaser(0, url=page("bridge"))])
    await _announced_and_refused(worker, refused)
    await worker.relate(submit(article("bridge", 2), offset=1))
    assert worker.answers == []


async def test_what_was_known_before_is_found_as_before(worker: Worker) -> None:
    """The version before the refused one keeps its keys and links; those of the refused one are gone."""
    known = article("bridge", 1, related_links=[teaser(0, url=page("target"))])
    await worker.relate(submit(known))
    edit = article("bridge", 2, headline="A headline that was refused", related_links=LINKS)
    await _announced_and_refused(worker, edit, offset=1)
    links = [*LINKS, teaser(2, title="A headline that was refused")]
    await worker.relate(submit(article("page", 3, related_links=links), article("target", 3), offset=2))
    assert [link.target_id for link in worker.articles[0].related_links] == [known.id, known.id, None]
    assert [(one.article_id, one.version_at) for one in worker.answers] == [(known.id, at(1))]


async def test_a_withdrawn_article_keeps_its_addresses_when_a_reading_is_refused(worker: Worker) -> None:
    """The next withdrawal of one of them finds it all the same."""
    fetched = page("bridge?edition=2")
    known = article("bridge", 1, url=fetched, canonical_url=page("bridge"))
    await worker.relate(submit(known, Withdrawal(at=at(5), source=SOURCE, url=fetched)))
    again = article("bridge", 6, url=fetched, canonical_url=page("bridge"))
    await _announced_and_refused(worker, again, offset=2)
    await worker.relate(submit(Withdrawal(at=at(9), source=SOURCE, url=fetched), offset=3))
    alias = article("any", url=fetched)
    assert [(one.id, one.version_at) for one in worker.articles] == [(known.id, at(9)), (alias.id, at(9))]


async def test_a_refused_article_that_comes_again_is_found(worker: Worker) -> None:
    """A redrive that is not refused is an article like any other."""
    refused = article("bridge", 1, article_body=LONG_TEXT)
    await _announced_and_refused(worker, refused)
    await worker.relate(submit(refused, offset=1))
    await worker.relate(submit(article("page", 2, related_links=LINKS), offset=2))
    assert [link.target_id for link in worker.articles[0].related_links] == [refused.id, refused.id]
