"""How fast ingest takes articles, on a real Kafka: `make bench`.

The reference in the same run is a bare aiokafka producer (idempotent, all replicas, the settings of
`services.ingest.publisher`) that sends the very messages which ingest wrote. Rates are articles a second
of processor time of the one process, so that clients, broker and neighbours on this machine do not count.
"""

import argparse
import asyncio
import gc
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean
from uuid import uuid4

import psutil
from rich.console import Console
from rich.table import Table

from schemas.identity import normalise_url, routing_key
from schemas.raw_article import RawArticle
from services.ingest.lines import Splitter
from services.ingest.publisher import Position
from services.ingest.receipt import accepted
from tests.benchmark.ingest_ways import (
    BATCH,
    CHUNK_BYTES,
    Measured,
    accepted_messages,
    bare_producer,
    http_batches,
    http_singles,
    http_stream,
    imported,
    latencies,
)
from tests.benchmark.pipeline import pages
from tests.eventually import eventually
from tests.infra.servers import kafka_of, temporary_home
from tests.integration.ingest.lane import lane

STEP_ARTICLES = 1_000

console = Console()


def bodies(count: int) -> list[bytes]:
    """That many articles with an address, as scrapers send them."""
    return [
        article.model_copy(
            update={
                "submission_id": None,
                "url": f"https://www.benchmark.example/news/2026/{number}/title?utm_source=x",
            }
        ).to_json()
        for number, article in enumerate(pages(count))
    ]


def steps(sent: Sequence[bytes]) -> list[tuple[str, float]]:
    """Microseconds of processor time an article by step of ingest, and of all of them together."""
    whole = b"\n".join(sent) + b"\n"
    articles = [RawArticle.model_validate_json(body) for body in sent]

    def split() -> None:
        splitter = Splitter(1 << 24)
        for start in range(0, len(whole), CHUNK_BYTES):
            list(splitter.feed(whole[start : start + CHUNK_BYTES]))

    def key() -> None:
        for article in articles:
            routing_key(normalise_url(article.url or ""), uuid4()).encode()

    parts: list[tuple[str, Callable[[], object]]] = [
        ("lines out of the stream", split),
        (
            "JSON into a RawArticle (pydantic alone)",
            lambda: [RawArticle.model_validate_json(one) for one in sent],
        ),
        ("RawArticle into JSON (pydantic alone)", lambda: [one.to_json() for one in articles]),
        ("address into the key", key),
        ("a line into a message, with all of these and the checks", lambda: accepted_messages(sent)),
        ("receipt", lambda: [accepted(uuid4(), Position(1, 2)).to_json() for _ in sent]),
    ]
    return [(name, _processor_seconds(step) / len(sent) * 1e6) for name, step in parts]


def _processor_seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(3):
        gc.collect()
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


async def run(count: int, stream_bytes: int) -> None:
    """Measure and print."""
    sent = bodies(count)
    with tempfile.TemporaryDirectory() as folder, temporary_home() as home, kafka_of(home) as bootstrap:
        async with lane(bootstrap, "bench-") as way, way.process(LOG_LEVEL="WARNING") as running:
            await eventually(way.is_ready, timeout=30)
            process = psutil.Process(running.pid)
            await http_batches(way, process, sent[: 2 * BATCH])  # warms up both sides
            await bare_producer(way, accepted_messages(sent[: 2 * BATCH]))
            reference = await bare_producer(way, accepted_messages(sent))
            rows = [
                reference,
                await http_batches(way, process, sent),
                await http_stream(way, process, sent, stream_bytes),
                await imported(way, sent, Path(folder)),
                singles := await http_singles(way, process, sent[: count // 2]),
            ]
            rate = singles.articles / singles.wall_seconds / 2
            found = await latencies(way, sent[: max(200, math.ceil(rate * 5))], rate)
    _show(rows, reference, len(sent), mean(map(len, sent)))
    console.print(
        f"one at a time at half load ({rate:.0f}/s): p50 {found[len(found) // 2] * 1e3:.1f} ms, "
        f"p99 {found[int(len(found) * 0.99)] * 1e3:.1f} ms"
    )
    table = Table(title="processor time of ingest by step", title_justify="left")
    table.add_column("step")
    table.add_column("us an article", justify="right")
    for name, microseconds in steps(sent[:STEP_ARTICLES]):
        table.add_row(name, f"{microseconds:.1f}")
    console.print(table)


def _show(rows: Iterable[Measured], reference: Measured, count: int, size: float) -> None:
    table = Table(title=f"{count} articles of {size:.0f} bytes into Kafka", title_justify="left")
    for column in (
        "way",
        "articles/s of processor time",
        "of the reference",
        "articles/s by the clock",
        "peak MB",
    ):
        table.add_column(column, justify="left" if column == "way" else "right")
    for row in rows:
        table.add_row(
            row.what,
            f"{row.rate:,.0f}",
            f"{row.rate / reference.rate:.2f}",
            f"{row.articles / row.wall_seconds:,.0f}",
            f"{row.peak_bytes / 1e6:.0f}" if row.peak_bytes else "",
        )
    console.print(table)


def main() -> int:
    """Run the benchmark and print its tables; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.ingest", description=__doc__)
    parser.add_argument("--articles", type=int, default=5000, help="how many (default 5000)")
    parser.add_argument(
        "--stream-bytes", type=int, default=0, help="bytes of the one stream at the least, e.g. 1000000000"
    )
    arguments = parser.parse_args()
    asyncio.run(run(arguments.articles, arguments.stream_bytes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
