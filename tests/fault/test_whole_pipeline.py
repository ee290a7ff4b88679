"""Real news through the whole pipeline while its parts are killed: nothing lost, nothing twice."""

import gzip
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import httpx
import pytest

from local import state
from local.home import Home
from local.stack import running_stack
from schemas.identity import NAMESPACE, address_key, is_root, normalise_url
from tests.eventually import eventually

KILLS = ("enrich", "store", "enrich", "kafka", "store", "enrich", "store")
"""Killed in this order, each after a further part of the articles has an outcome."""
STEP = 350
BATCH = 50
SAME_TEXT = 0.8
"""Share of words in common from which two texts are one article, once with and once without a caption."""
FETCHED_AT = datetime(2026, 3, 1, tzinfo=UTC)


def _submissions(shared_data: Path) -> list[dict[str, Any]]:
    with gzip.open(shared_data / "slavic_news/open/docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [_submission(number, json.loads(line)) for number, line in enumerate(lines)]


def _submission(number: int, doc: dict[str, Any]) -> dict[str, Any]:
    return {
        "submission_id": str(uuid5(NAMESPACE, f"slavic news {number}")),
        "content": doc["text"],
        "content_type": "text/plain",
        "fetched_at": (FETCHED_AT + timedelta(seconds=number)).isoformat(),
        **({"url": doc["url"]} if doc["url"] else {}),
    }


async def _submit(url: str, submissions: list[dict[str, Any]]) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        for start in range(0, len(submissions), BATCH):
            lines = "\n".join(json.dumps(line) for line in submissions[start : start + BATCH])
            answer = await client.post(
                "/v1/articles", content=lines.encode(), headers={"content-type": "application/x-ndjson"}
            )
            receipts = [json.loads(line)["status"] for line in answer.text.splitlines()]
            assert receipts == ["accepted"] * len(submissions[start : start + BATCH])


def _kill(home: Home, name: str) -> None:
    current = state.read(home)
    assert current is not None
    running = current.member(name).running
    process = running and running.find()
    if process:
        process.kill()


@pytest.mark.timeout(600)
async def test_every_article_survives_kills_of_every_part(
    tmp_path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enrich and store die three times each, the broker once: every article has one outcome and its row."""
    monkeypatch.setenv("ENRICH_SESSION_TIMEOUT_SECONDS", "6")
    monkeypatch.setenv("STORE_SESSION_TIMEOUT_SECONDS", "6")
    submissions = _submissions(shared_data)
    home = Home(tmp_path / "home")
    with running_stack(home) as stack:
        tables = await asyncpg.connect(stack.postgres_dsn)
        try:
            await _submit(stack.ingest_url, submissions)
            for number, name in enumerate(KILLS):
                await _outcomes(tables, number * STEP)
                _kill(home, name)
            await _outcomes(tables, len(submissions))
            await eventually(lambda: _all_stored(tables), timeout=120, every=0.5)
            rows = await tables.fetch("select submission_id, article_id, outcome from enrich.outcomes")
        finally:
            await tables.close()

    assert sorted(str(row["submission_id"]) for row in rows) == sorted(
        submission["submission_id"] for submission in submissions
    )
    assert {row["outcome"] for row in rows} <= {"enriched", "unchanged"}
    articles = {str(row["submission_id"]): row["article_id"] for row in rows}
    assert _merged(submissions, articles) == []


async def _outcomes(tables: asyncpg.Connection, least: int) -> None:
    async def enough() -> bool:
        count: int = await tables.fetchval("select count(*) from enrich.outcomes")
        return count >= least

    await eventually(enough, timeout=180, every=0.05)


async def _all_stored(tables: asyncpg.Connection) -> bool:
    missing: int = await tables.fetchval(
        """
        select count(*) from enrich.outcomes o
        where outcome = 'enriched' and not exists (select from store.articles a where a.id = o.article_id)
        """
    )
    return missing == 0


def _merged(submissions: list[dict[str, Any]], articles: dict[str, UUID]) -> list[str]:
    """Articles made of texts that neither share an address of their own nor most of their words."""
    texts: dict[UUID, list[tuple[str | None, set[str]]]] = defaultdict(list)
    for submission in submissions:
        url = normalise_url(submission.get("url", ""))
        own = address_key(url) if url and not is_root(url) else None
        words = set(submission["content"].casefold().split())
        texts[articles[submission["submission_id"]]].append((own, words))
    return [
        f"{article}: {' '.join(sorted(one ^ other)[:20])}"
        for article, found in texts.items()
        for (address, one), (other_address, other) in combinations(found, 2)
        if (address is None or address != other_address) and _overlap(one, other) < SAME_TEXT
    ]


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other))
