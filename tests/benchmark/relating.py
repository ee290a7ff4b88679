"""News as an enricher reads it, related in batches by one worker, and what that takes."""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from statistics import quantiles
from typing import Final, NamedTuple
from uuid import uuid5

import asyncpg
from psutil import Process

from schemas.enriched_article import EnrichedArticle, Enricher, RelatedLink
from schemas.identity import NAMESPACE, article_id, content_hash, normalise_url
from services.enrich.fingerprints import fingerprint
from services.enrich.relate import relate
from services.enrich.relate.index import LinkIndex
from services.enrich.settings import EnrichSettings
from services.enrich.submission import Emission, Submission
from tests.quality.corpora import DATA, rows

FILES: Final = ("slavic_news/open/docs.jsonl.gz", "load_news/masakhanews.jsonl.gz")
READ_AT: Final = datetime(2026, 3, 1, tzinfo=UTC)
BATCH: Final[int] = EnrichSettings.model_fields["batch_size"].default
TEASERS: Final = 10
PUBLISHERS: Final = 20
CUT: Final = 40
"""Letters after which every third title is cut short."""
_KEPT_BYTES: Final = """
    select sum(pg_total_relation_size(class.oid)) from pg_class as class
    join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'enrich' and relkind = 'r'
"""


class Rate(NamedTuple):
    """What relating a list of articles took."""

    articles_a_second: float
    p99_batch_ms: float
    cpu_ms: float
    """Processor time of an article, ours and that of Postgres: other work on the machine does not count."""


def articles(count: int, teasers: str) -> list[EnrichedArticle]:
    """So many news with addresses of their own, `teasers` "none", "latest" or "new" below each."""
    latest: list[deque[str]] = [deque(maxlen=TEASERS) for _ in range(PUBLISHERS)]
    return [
        _article(number, title, text, latest[number % PUBLISHERS], teasers)
        for number, (title, text) in enumerate(islice(_news(), count))
    ]


def _news() -> Iterator[tuple[str, str]]:
    docs = chain.from_iterable(rows(DATA / name) for name in FILES)
    return ((doc["title"], doc["text"]) for doc in docs if doc["title"])


def _article(number: int, title: str, text: str, latest: deque[str], teasers: str) -> EnrichedArticle:
    publisher = f"paper{number % PUBLISHERS}.example"
    url = normalise_url(f"https://{publisher}/news/{number}")
    shown = {
        "none": [],
        "latest": list(latest),
        "new": [f"{title} {place} {number}" for place in range(TEASERS)],
    }
    latest.append(title)
    return EnrichedArticle(
        id=article_id(own=url, source=publisher, headline=title, body=text),
        submission_id=uuid5(NAMESPACE, f"benchmark {number}"),
        source=publisher,
        url=url,
        version_at=READ_AT,
        content_hash=content_hash(title, text),
        headline=title,
        article_body=text,
        related_links=[
            RelatedLink(position=place, kind="teaser", title=_shown(title, place))
            for place, title in enumerate(shown[teasers])
        ],
        enricher=Enricher(version="1"),
    )


def _shown(title: str, place: int) -> str:
    return f"{title[:CUT]}..." if place % 3 == 0 and len(title) > CUT else title


async def servers(connection: "asyncpg.Connection[asyncpg.Record]") -> list[Process]:
    """The processes of Postgres but for the one that answers here."""
    pids = await connection.fetch("select pid from pg_stat_activity where pid <> pg_backend_pid()")
    return [Process(pid) for (pid,) in pids]


async def kept_bytes(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """What the link index takes on the disk."""
    return int(await connection.fetchval(_KEPT_BYTES))


async def rate(
    index: LinkIndex, read: Sequence[EnrichedArticle], processes: Sequence[Process], start: int = 0
) -> Rate:
    """Relate all of them, batch after batch, offsets from `start`; the processes are those that work."""
    submissions = [  # as the reading process hands them over
        Submission(0, offset, article.submission_id, article, text=fingerprint(article.article_body))
        for offset, article in enumerate(read, start)
    ]
    seconds, before = [], _cpu_seconds(processes)
    for place in range(0, len(read), BATCH):
        batch = submissions[place : place + BATCH]
        begun = time.perf_counter()
        await relate(batch, index, _published)
        seconds.append(time.perf_counter() - begun)
    return Rate(
        articles_a_second=len(read) / sum(seconds),
        p99_batch_ms=1000 * quantiles(seconds, n=100)[-1],
        cpu_ms=1000 * (_cpu_seconds(processes) - before) / len(read),
    )


def _cpu_seconds(processes: Sequence[Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


async def _published(_: Sequence[Emission]) -> None:
    """Nobody listens."""
