"""Pages and withdrawals in any order, with repeats, through real workers and store: the same articles."""

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from random import Random
from typing import NamedTuple
from uuid import UUID

import asyncpg
import pytest

from schemas.enriched_article import EnrichedArticle, RelatedLink
from schemas.link_resolved import CopyFound, LinkResolved
from schemas.raw_article import RawArticle
from schemas.topics import DEAD_LETTER, ENRICHED, LINKS, STORE_RETRY
from services.enrich.database import migrate as migrate_enrich
from services.enrich.read.article import read
from services.enrich.relate.memory import MemoryIndex
from services.enrich.submission import Withdrawal
from services.runtime.topics import ensure
from services.store.database import migrate as migrate_store
from services.store.message import Record, decode
from tests.conftest import DatabaseFactory
from tests.integration.enrich.lane import PARTITIONS, Lane, lane
from tests.integration.store.lane import Lane as StoreLane
from tests.unit.enrich.relate.any_order import (
    CUT,
    DAYS,
    EDITED_AT,
    LIKE,
    TITLE,
    Current,
    held,
    in_store,
    related,
    without_originals,
)
from tests.unit.enrich.relate.articles import at, submission_id

LISTS = 24
"""Each of a publisher of its own: no list knows of another.

Every second one has withdrawals; of every fourth one pages say otherwise at each reading when they were
published, or do not say it.
"""
READINGS = 6
REPEATS = 3
SHOWN = {"alias": "/latest", "b": "/news/b", "title at a": "/news/a", "title": None, "cut": None}
"""The address to which a link leads; those without one stand on pages of plain text."""
TITLES = {"alias": "What is new in town this week", "b": "It rains all day", "cut": CUT}
MARKUP = """<html><head><title>{headline}</title><link rel="canonical" href="{own}"></head><body><article>
<h1>{headline}</h1><p>{first}</p><p>{second}</p></article>
<aside class="related"><h3>Read also</h3><ul>{links}</ul></aside></body></html>"""
PLAIN = "{headline}\n\n{first}\n\n{second}\n\nRead also\n\n{links}\n"
SECOND = "It is wide enough for two carts and for people on foot, says the mayor."

ARTICLES = """
    select
        id, status, headline, article_body, content_hash, withdrawn_at, copy_of, copy_method::text, similarity
    from store.articles
"""
TAKEN_BACK = """
    select past.article_id, past.version_at from store.article_versions as past
    join store.articles as article on article.id = past.article_id
    where past.version_at <= article.withdrawn_at and past.status <> 'canceled'
"""
"""Texts of withdrawn versions that are still in history."""
RELATED = """
    select article_id, position, title, url, status, target_id, method::text, score
    from store.related_links order by article_id, position
"""


class Page(NamedTuple):
    """A page of one of three articles, as one publisher shows it at a second, or its withdrawal."""

    publisher: int
    name: str
    second: int
    headline: str | None
    """None: withdrawn."""
    shown: tuple[str, ...] = ()
    under_alias: bool = False
    day: int | None = None

    @property
    def raw(self) -> RawArticle:
        """The message on `articles.raw`."""
        site = f"https://publisher{self.publisher}.example"
        own, source = f"{site}/news/{self.name}", f"publisher{self.publisher}.example"
        fetched = f"{site}/latest" if self.under_alias else own
        common = {"fetched_at": at(self.second), "source": source, "submission_id": submission_id(repr(self))}
        if self.headline is None:
            return RawArticle.model_validate(common | {"status": "canceled", "url": fetched})
        is_plain = not self.under_alias and all(SHOWN[one] is None for one in self.shown)
        shown = [(SHOWN[one], TITLES.get(one, TITLE)) for one in self.shown]
        text = {
            "headline": self.headline,
            "first": f"The council of town {self.publisher} met on Monday and spoke of {self.name} all day.",
            "second": SECOND,
            "own": own,
        }
        items = [title if is_plain else f'<li><a href="{site}{to}">{title}</a></li>' for to, title in shown]
        return RawArticle.model_validate(
            common
            | {
                "url": fetched,
                "content": (PLAIN if is_plain else MARKUP).format(**text, links="\n\n".join(items)),
                "content_type": "text/plain" if is_plain else "text/html",
                "date_published": self.day and date(2026, 2, self.day),
                "in_language": "en",
            }
        )

    @property
    def content(self) -> EnrichedArticle | Withdrawal:
        """What the worker makes of it."""
        raw = self.raw
        if raw.status == "canceled":
            return Withdrawal(at=raw.fetched_at, source=raw.source or "", url=raw.url)
        return read(raw, submission_id(repr(self)))


def _shown(publisher: int, name: str, second: int, chance: Random) -> Page:
    with_address = chance.random() < 0.5
    choices = [one for one, to in SHOWN.items() if (to is not None) == with_address]
    headline = chance.choice([f"What happened to {name} today", TITLE, LIKE])
    shown = tuple(chance.sample(choices, chance.randint(0, len(choices))))
    under_alias = with_address and chance.random() < 0.7
    return Page(publisher, name, second, headline, shown, under_alias, DAYS[name])


def _list(publisher: int) -> list[Page]:
    chance = Random(publisher)  # noqa: S311, no secret
    moments = [(name, second) for name in sorted(DAYS) for second in range(5)]
    if publisher % 4 == 0:
        edits = {(name, edited): _shown(publisher, name, 0, chance) for name in DAYS for edited in (0, 1)}
        return [
            edits[name, second >= EDITED_AT]._replace(second=second, day=chance.choice([None, 1, 2, 3]))
            for name, second in chance.sample(moments, READINGS)
        ]
    pages = [_shown(publisher, *moment, chance) for moment in chance.sample(moments, READINGS)]
    withdrawn = [
        Page(publisher, chance.choice("ab"), chance.randint(0, 4), None, under_alias=under_alias)
        for under_alias in (False, True)
    ]
    return pages + withdrawn if publisher % 2 else pages


def _comparable(found: Mapping[UUID, Current], expected: list[dict[UUID, Current]]) -> dict[UUID, Current]:
    """Of publishers that withdraw, without originals."""
    bare = {one for articles in expected[1::2] for one in articles}
    return dict(found) | without_originals({name: one for name, one in found.items() if name in bare})


async def _in_postgres(dsn: str) -> dict[UUID, Current]:
    connection = await asyncpg.connect(dsn)
    try:
        articles, links = await connection.fetch(ARTICLES), await connection.fetch(RELATED)
        assert await connection.fetch(TAKEN_BACK) == []
    finally:
        await connection.close()
    return {
        row["id"]: Current(
            row["status"],
            row["headline"],
            row["article_body"],
            row["content_hash"],
            row["withdrawn_at"],
            tuple(
                RelatedLink(
                    kind="teaser", **{name: value for name, value in link.items() if name != "article_id"}
                )
                for link in links
                if link["article_id"] == row["id"]
            ),
            (row["copy_of"], row["copy_method"], row["similarity"]),
        )
        for row in articles
    }


async def _last_of_each_key(enrich: Lane) -> dict[UUID, Current]:
    """The last message of each article, and every answer: one key of those holds answers for all versions.

    Of withdrawals, which stand on either topic, the last message of each key.
    """
    last = {one.key: one for one in await enrich.records(ENRICHED)}
    beside = await enrich.records(LINKS)
    withdrawals = {one.key: one for one in beside if (one.key or b"").endswith(b"/withdrawn")}
    answers = [one for one in beside if one.key not in withdrawals]
    return held(
        message
        for one in [*last.values(), *withdrawals.values(), *answers]
        if isinstance(
            message := decode(
                Record(
                    one.topic,
                    one.partition,
                    one.offset,
                    one.key,
                    one.value,
                    tuple(one.headers),
                    datetime.now(UTC),
                )
            ).content,
            EnrichedArticle | LinkResolved | CopyFound,
        )
    )


def _shuffled(lists: list[list[Page]], seed: int) -> Iterator[bytes]:
    chance = Random(seed)  # noqa: S311, no secret
    pages = [*chain(*lists), *chain.from_iterable(chance.sample(one, REPEATS) for one in lists)]
    chance.shuffle(pages)
    return (one.raw.to_json() for one in pages)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("workers", [1, 3])
async def test_the_order_of_pages_does_not_matter(
    kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str, workers: int
) -> None:
    """Over 1 and 3 workers, store and the last message of each key have what one batch in memory gives."""
    lists = [_list(publisher) for publisher in range(LISTS)]
    expected = [in_store(await related([one], MemoryIndex(), 1)) for one in lists]
    dsn = await database(migrate_enrich, migrate_store)
    async with lane(kafka_bootstrap, dsn, topic_suffix) as enrich, AsyncExitStack() as running:
        await ensure(enrich.kafka, [replace(STORE_RETRY, partitions=PARTITIONS)])
        store = StoreLane(kafka_bootstrap, dsn, enrich.prefix, partitions=PARTITIONS)
        await running.enter_async_context(store.running())
        for _ in range(workers):
            await running.enter_async_context(enrich.worker(ENRICH_PAGE_SECONDS="60"))
        await enrich.members(workers)
        await enrich.produce(_shuffled(lists, workers))
        await enrich.all_committed(seconds=240)
        await store.all_committed()
        stored, last = await _in_postgres(dsn), await _last_of_each_key(enrich)
        assert await enrich.records(DEAD_LETTER) == []

    everything = _comparable(dict(chain.from_iterable(one.items() for one in expected)), expected)
    assert sum(link.status == "resolved" for one in everything.values() for link in one.links) > LISTS
    assert sum(one.original[1] == "address" for one in everything.values()) > 4
    assert _comparable(stored, expected) == everything
    assert _comparable(last, expected) == everything
