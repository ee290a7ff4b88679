"""Whatever a direct producer puts on `articles.raw`: one outcome each, and the worker goes on."""

import base64
import gzip
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from schemas.dead_letter import DeadLetter
from schemas.topics import DEAD_LETTER, RAW
from services.enrich.database import migrate
from tests.conftest import DatabaseFactory
from tests.integration.enrich.lane import Lane, lane, page, stopped

GOOD = 100
"""Pages among them, which must not suffer."""


@pytest.fixture
async def enrich(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a migrated database."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


def cases(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The cases of one of the public lists."""
    with gzip.open(folder / "bad_input" / "open" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def message(**fields: object) -> bytes:
    """A message as a careless producer writes it."""
    usual = {"content": "<p>text", "content_type": "text/html", "fetched_at": "2026-03-01T10:00:00Z"}
    return json.dumps(usual | fields, ensure_ascii=True).encode()


def bad_messages(folder: Path) -> Iterator[bytes]:
    """Everything of the lists: as the message itself, as the page, and as other fields."""
    for case in cases(folder, "json_parsing"):
        yield base64.b64decode(case["bytes_b64"])
    for case in cases(folder, "html_encoding"):
        body = base64.b64decode(case["html_b64"])
        yield body
        yield message(content=body.decode("latin-1"))
    for case in cases(folder, "html_tokenizer"):
        yield message(content=case["input"])
        yield message(content=f"<p>{case['input']}" * 20)
    for case in cases(folder, "naughty_strings"):
        text = case["text"]
        yield message(content=text, content_type="text/plain")
        yield message(content=f"{text}\n\n{text} " * 20, content_type="text/plain")
        yield message(url=text, source=text, scraper=text, headline=text, authors=[text])
        yield message(**dict.fromkeys(("fetched_at", "date_published", "in_language", "submission_id"), text))
        yield message(status="canceled", url=text, content=None)


async def test_every_message_has_one_outcome(enrich: Lane, shared_data: Path) -> None:
    """JSON, strings, encodings and markup that break others: one outcome each, dead letters with a cause."""
    bad = list(bad_messages(shared_data))
    async with enrich.worker() as worker:
        await enrich.produce(chain(bad, map(page, range(GOOD))))
        await enrich.all_committed(seconds=240)
        assert await stopped(worker) == 0

    outcomes = Counter(kind for (kind,) in await enrich.rows("select outcome from enrich.outcomes"))
    places = await enrich.rows('select count(distinct (partition, "offset"))::int from enrich.outcomes')
    letters = [DeadLetter.from_headers(one.headers) for one in await enrich.records(DEAD_LETTER)]
    pages = await enrich.rows("select count(*)::int from enrich.outcomes where outcome = 'enriched'")
    assert (outcomes.total(), places) == (len(bad) + GOOD, [(len(bad) + GOOD,)])
    assert len(letters) == outcomes["dead-letter"]
    assert Counter(letter.cause.value for letter in letters).keys() <= {
        "not-json",
        "invalid-message",
        "no-content",
        "too-large",
    }
    ((enriched,),) = pages
    assert isinstance(enriched, int)
    assert enriched >= GOOD


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
async def test_what_producers_compress_with(enrich: Lane, compression: str) -> None:
    """Messages are read with every compression that Kafka knows, snappy (the default in Go) too."""
    producer = AIOKafkaProducer(bootstrap_servers=enrich.bootstrap, compression_type=compression)
    async with enrich.worker() as worker:
        await producer.start()
        try:
            await producer.send_and_wait(enrich.kafka.topic(RAW), page(0), key=b"x")
        finally:
            await producer.stop()
        await enrich.complete(1)
        assert await stopped(worker) == 0
