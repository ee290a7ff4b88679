"""Real teasers through all of enrich: `offline`, and a worker between a real Kafka and a real Postgres."""

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle
from schemas.link_resolved import LinkResolved
from schemas.raw_article import RawArticle
from schemas.topics import DEAD_LETTER, ENRICHED, LINKS
from services.enrich.database import migrate
from tests.conftest import DatabaseFactory
from tests.integration.enrich.lane import Lane, lane, stopped
from tests.quality.related import answers_in, verdicts_of
from tests.quality.related_pages import cases
from tests.quality.related_raw import as_replay, scraped_pages

Targets = dict[tuple[UUID, int], UUID | None]
"""Where links lead, by submission and position."""


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("with_addresses", [True, False], ids=["HTML with addresses", "plain text without"])
async def test_real_teasers_lead_to_their_articles(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str, *, with_addresses: bool
) -> None:
    """No link leads astray, by address all lead home; `offline` and a worker say the same of each."""
    shown = cases()
    pages = scraped_pages(shown, with_addresses=with_addresses)
    articles = _by_offline(pages)
    answers = answers_in(articles)
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as enrich:
        found = await _by_worker(enrich, pages)
    assert found == {where: answers[where].target_id for where in found}

    verdicts = Counter(verdicts_of(as_replay(shown, articles), answers).values())
    print(f"\n{with_addresses=}: {dict(verdicts)} of {len(shown)} links and negatives")  # noqa: T201
    assert verdicts["wrong"] == 0
    assert verdicts["missed"] == 0 or not with_addresses


async def _by_worker(enrich: Lane, pages: Sequence[RawArticle]) -> Targets:
    """What a reader of both topics knows in the end of the newest version of each article."""
    await enrich.produce(page.to_json() for page in pages)
    async with enrich.worker() as worker:
        await enrich.all_committed(seconds=240)
        assert await stopped(worker) == 0
    assert await enrich.records(DEAD_LETTER) == []
    articles = [
        EnrichedArticle.model_validate_json(record.value or b"") for record in await enrich.records(ENRICHED)
    ]
    answers = [
        LinkResolved.model_validate_json(record.value or b"")
        for record in await enrich.records(LINKS)
        if not (record.key or b"").endswith(b"/copy")
    ]
    last = {article.id: article.submission_id for article in articles}.values()
    found = answers_in([*articles, *answers])
    return {where: answer.target_id for where, answer in found.items() if where[0] in set(last)}


def _by_offline(pages: Sequence[RawArticle]) -> list[EnrichedArticle]:
    done = subprocess.run(
        [sys.executable, "-m", "services.enrich", "offline"],
        input=b"\n".join(page.to_json() for page in pages),
        capture_output=True,
        check=True,
    )
    return list(map(EnrichedArticle.model_validate_json, done.stdout.splitlines()))
