"""The first real input: a Bulgarian news page as plain text, without an address."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer

from local.stack import StackAddresses
from schemas.link_resolved import LinkResolved
from tests.eventually import eventually

PAGE = "pages/bg-plain-text-page.txt"
HEADLINE = "Путин обещал на Лукашенко, че ще защитава Беларус като своя територия"
TEASERS = [
    "Драги Каров: Мицкоски работи за „Сръбски свят“, ментално е сърбоман",
    "САЩ одобриха оръжейни сделки с Дания, Италия и Южна Корея",
    'Администрацията на Тръмп заговори за "цивилизационно заличаване" на Европа',
]
ARTICLE_OF = "select article_id from enrich.outcomes where submission_id = $1"
LINKS = """
select position, title, description <> '' as described, status, target_id
from store.related_links where article_id = $1 order by position
"""


async def _submit(door: httpx.AsyncClient, text: str) -> UUID:
    answer = await door.post(
        "/v1/articles", content=text.encode(), headers={"content-type": "text/plain; charset=utf-8"}
    )
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    return UUID(answer.json()["submission_id"])


async def _article(tables: asyncpg.Connection, submission: UUID) -> UUID:
    async def stored() -> Any:  # noqa: ANN401, a uuid of the driver's own kind
        known = await tables.fetchval(ARTICLE_OF, submission)
        return known and await tables.fetchval("select id from store.articles where id = $1", known)

    return UUID(str(await eventually(stored, timeout=30)))


async def test_page_comes_through_and_its_teaser_is_resolved_later(
    door: httpx.AsyncClient, tables: asyncpg.Connection, stack: StackAddresses, shared_data: Path
) -> None:
    """The page becomes one clean row, and a teaser of it finds its article when that is posted afterwards."""
    text = (shared_data / PAGE).read_text(encoding="utf-8")
    article = await _article(tables, await _submit(door, text))

    row = await tables.fetchrow("select * from store.articles where id = $1", article)
    assert row is not None
    body = row["article_body"].split("\n\n")
    assert row["headline"] == HEADLINE
    assert len(body) == 8
    assert body[0].startswith("По време на днешната среща с руския министър")
    assert body[-1].endswith("цитиран от БГНЕС")
    assert row["in_language"] == "bg"
    assert row["date_published"] is None
    assert row["page_date_day"].isoformat() == "2025-12-06"
    assert row["info_sources"] == ["АА", "Белта", "БГНЕС"]
    countries = await tables.fetch(
        "select entity_id from store.article_entities where article_id = $1 and entity_id like 'country:%'",
        article,
    )
    assert {found["entity_id"] for found in countries} == {
        f"country:{code}" for code in ("BY", "RU", "UA", "GB", "US", "KZ")
    }
    links = [tuple(link) for link in await tables.fetch(LINKS, article)]
    assert links == [(position, title, True, "pending", None) for position, title in enumerate(TEASERS)]

    later = (
        f"{TEASERS[1]}\n\nВашингтон одобри три сделки за продажба на оръжие, съобщи държавният департамент.\n"
    )
    target = await _article(tables, await _submit(door, later))

    async def resolved() -> list[tuple[Any, ...]]:
        found = [tuple(link) for link in await tables.fetch(LINKS, article)]
        return [link for link in found if link[3] == "resolved"]

    assert await eventually(resolved, timeout=15) == [(1, TEASERS[1], True, "resolved", target)]
    events = [event for event in await _links(stack) if event.article_id == article]
    assert [(event.position, event.target_id, event.method, event.score) for event in events] == [
        (1, target, "title", 1.0)
    ]
    assert row["version_at"] <= datetime.now(UTC)


async def _links(stack: StackAddresses) -> list[LinkResolved]:
    consumer: Any = AIOKafkaConsumer(
        "articles.links", bootstrap_servers=stack.kafka_bootstrap_servers, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        found = await consumer.getmany(timeout_ms=5000)
        return [
            LinkResolved.model_validate_json(record.value) for records in found.values() for record in records
        ]
    finally:
        await consumer.stop()
