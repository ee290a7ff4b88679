"""How fast `import` is against a bare producer of the same messages: `python -m tests.benchmark.importing`.

Rates are articles a second of processor time of this process, so that broker and neighbours on this
machine do not count. The reference in the same run is a bare aiokafka producer with the settings of
`services.ingest.publisher` that sends the very messages which `import` writes.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

import uvloop
from aiokafka import AIOKafkaProducer
from rich.console import Console
from rich.table import Table

from local.home import Home
from services.ingest import importing
from services.ingest.acceptance import Arrival, Publication, accept_json
from services.ingest.publisher import LINGER_MS, MAX_BATCH_BYTES
from tests.benchmark.pipeline import pages
from tests.infra.servers import kafka_of
from tests.integration.ingest.lane import Lane, lane

ROUNDS = 3
"""The best of so many counts: whatever disturbs only makes it slower."""


@dataclass(frozen=True)
class Cost:
    """What one way of sending cost."""

    articles: int
    processor_seconds: float
    wall_seconds: float

    @property
    def rate(self) -> float:
        """Articles a second of processor time."""
        return self.articles / self.processor_seconds


@asynccontextmanager
async def _cost(articles: int) -> AsyncIterator[Callable[[], Cost]]:
    clock, processor = time.perf_counter(), time.process_time()
    yield lambda: Cost(articles, time.process_time() - processor, time.perf_counter() - clock)


def write(path: Path, count: int) -> list[Publication]:
    """A file of so many real articles with addresses, and the messages that ingest makes of them."""
    bodies = [
        article.model_copy(
            update={"submission_id": None, "url": f"https://www.benchmark.example/news/{number}?utm_source=x"}
        ).to_json()
        for number, article in enumerate(pages(count))
    ]
    path.write_bytes(b"\n".join(bodies))
    now = datetime.now(UTC)
    taken = [accept_json(body, Arrival(now, UUID(int=number), now)) for number, body in enumerate(bodies)]
    return [one for one in taken if isinstance(one, Publication)]


async def bare_producer(way: Lane, messages: Sequence[Publication]) -> Cost:
    """The messages are there, and go to Kafka."""
    producer = AIOKafkaProducer(
        **way.kafka.client_options(),
        acks="all",
        enable_idempotence=True,
        linger_ms=LINGER_MS,
        max_batch_size=MAX_BATCH_BYTES,
        max_request_size=8 * 1024 * 1024,
    )
    await producer.start()
    async with _cost(len(messages)) as cost:
        await asyncio.gather(
            *[await producer.send(way.topic, one.value, key=one.key, headers=one.headers) for one in messages]
        )
        spent = cost()
    await producer.stop()
    return spent


async def imported(way: Lane, file: Path, articles: int) -> Cost:
    """`import FILE` as a whole: connecting, digest, reading, checking, sending, journal, progress bar."""
    parser = argparse.ArgumentParser()
    importing.add_arguments(parser)
    arguments = parser.parse_args([str(file), "--restart"])
    os.environ.update(way.environment)
    async with _cost(articles) as cost:
        status = await importing.run(arguments, Console(file=StringIO(), force_terminal=True))
        spent = cost()
    assert status == 0, f"import ended with status {status}"
    return spent


async def _compare(bootstrap: str, folder: Path, count: int) -> list[tuple[str, Cost]]:
    messages = write(folder / "articles.jsonl", count)
    found: list[tuple[str, Cost]] = []
    async with lane(bootstrap, "-import") as way:
        for _ in range(ROUNDS):
            found.append(("bare producer (reference)", await bare_producer(way, messages)))
            found.append(("import of .jsonl", await imported(way, folder / "articles.jsonl", len(messages))))
    return found


def main() -> int:
    """Run the benchmark and print its table; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.importing", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="how many (default 10,000)")
    count: int = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as folder, kafka_of(Home(Path(folder) / "home")) as bootstrap:
        found = uvloop.run(_compare(bootstrap, Path(folder), count))
    best = {
        what: min((c for w, c in found if w == what), key=lambda cost: cost.processor_seconds)
        for what, _ in found
    }
    reference = best["bare producer (reference)"].rate
    table = Table(title=f"{count} articles, best of {ROUNDS}", title_justify="left")
    for column in ("what", "articles/s of processor time", "of the reference", "articles/s"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for what, cost in best.items():
        wall = cost.articles / cost.wall_seconds
        table.add_row(what, f"{cost.rate:,.0f}", f"{cost.rate / reference:.2f}", f"{wall:,.0f}")
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
