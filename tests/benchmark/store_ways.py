"""What `tests.benchmark.store` writes, and the ways in which it does: store, and its references."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import asyncpg
import httpx
import psutil
from aiokafka import AIOKafkaProducer

from schemas.enriched_article import EnrichedArticle
from schemas.topics import ENRICHED
from services.store.versions import Folded
from tests.benchmark import connect
from tests.benchmark.pipeline import pages
from tests.eventually import eventually
from tests.integration.store.lane import Lane, Message, lane, message
from tests.unit.store.messages import an_id, article, decoded, rows_of

BATCH: Final = 500
BODY_CHARACTERS: Final = range(800, 3800)
"""Of a body, by turns; with everything else a message has 3 to 10 KB."""
ENTITIES: Final = 12
LINKS: Final = 5
DELAY_RATE: Final = 100
"""Articles a second while delays are measured."""
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "articles": ("id",),
    "article_entities": ("article_id", "position"),
    "links": ("article_id", "position"),
    "link_answers": ("article_id", "version_at", "position", "enricher_version"),
}
PLAIN: Final = {"STORE_BATCH_SIZE": str(BATCH), "LOG_LEVEL": "WARNING"}


def articles(count: int) -> list[EnrichedArticle]:
    """News with entities named by words of the text, and links that are partly answered."""
    text = "\n\n".join(page.content or "" for page in pages(3 * count))
    bodies, start = [], 0
    for number in range(count):
        size = BODY_CHARACTERS[number * 37 % len(BODY_CHARACTERS)]
        bodies.append(text[start : start + size].strip())
        start = (start + size) % (len(text) - BODY_CHARACTERS[-1])
    return [_article(number, body) for number, body in enumerate(bodies)]


def _article(number: int, body: str) -> EnrichedArticle:
    names = list(dict.fromkeys(word.strip(".,:;\"'()") for word in body.split() if word[:1].isupper()))
    named = [name for name in names if name][:ENTITIES]
    return article(
        number,
        article_body=body,
        headline=body[:80],
        description=body[:200],
        authors=["Иван Петров"],
        word_count=len(body.split()),
        source=f"news-{number % 50}.example",
        entities=[
            {
                "type": "Organization",
                "name": name,
                "mentions": [
                    {"start": start, "end": start + len(name), "text": name}
                    for start in islice(_places(body, name), 3)
                ],
                "salience": round(1 / len(named), 3),
            }
            for name in named
        ],
        related_links=[
            {
                "position": position,
                "kind": "teaser",
                "title": body[80 * position :][:80],
                "url": f"https://{number}.example/{position}",
            }
            | (_answer(number + position) if position % 2 else {})
            for position in range(LINKS)
        ],
    )


def _answer(number: int) -> dict[str, Any]:
    return {"status": "resolved", "target_id": an_id(number), "method": "title", "score": 1}


def _places(body: str, name: str) -> Iterable[int]:
    place = body.find(name)
    while place >= 0:
        yield place
        place = body.find(name, place + 1)


def tables(batch: Folded) -> dict[str, list[NamedTuple]]:
    """The rows of a batch by table."""
    found: dict[str, list[NamedTuple]] = {
        "articles": [article.row for article in batch.articles],
        "article_entities": [row for article in batch.articles for row in article.entities],
        "links": [row for article in batch.articles for row in article.links],
        "link_answers": [*batch.link_answers],
    }
    return {table: rows for table, rows in found.items() if rows}


def upsert(table: str, row: NamedTuple) -> str:
    """INSERT ... ON CONFLICT of one row."""
    values = ", ".join(
        f"${number}::text::store.link_method" if name == "method" else f"${number}"
        for number, name in enumerate(row._fields, start=1)
    )
    changes = ", ".join(f"{name} = excluded.{name}" for name in row._fields)
    return (
        f"insert into store.{table} ({', '.join(row._fields)}) values ({values}) "  # noqa: S608, our own names
        f"on conflict ({', '.join(KEYS[table])}) do update set {changes}"
    )


class Bench:
    """The tables, and ways to fill them; each gives articles a second."""

    def __init__(self, bootstrap: str, dsn: str, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._bootstrap, self._dsn, self._connection = bootstrap, dsn, connection
        self._lanes = 0

    async def empty(self) -> None:
        """Leave no row, and Postgres at rest."""
        names = await self._connection.fetch(
            "select tablename from pg_tables where schemaname = 'store' and tablename <> 'migrations'"
        )
        await self._connection.execute(f"truncate {', '.join(f'store.{name}' for (name,) in names)}")
        await self._connection.execute("checkpoint")

    def postgres_seconds(self) -> float:
        """Processor time of Postgres since its start, of all its processes."""
        server = psutil.Process(self._connection.get_server_pid()).parent()
        assert server, "Postgres of another machine"
        return sum(server.cpu_times()[:4]) + sum(_processor_seconds(one.pid) for one in server.children())

    async def copy(self, contents: Sequence[EnrichedArticle]) -> float:
        """COPY, a transaction per batch."""
        batches = [
            tables(rows_of(decoded(*contents[start : start + BATCH])))
            for start in range(0, len(contents), BATCH)
        ]
        started = time.perf_counter()
        for batch in batches:
            async with self._connection.transaction():
                for table, rows in batch.items():
                    await self._connection.copy_records_to_table(
                        table, schema_name="store", columns=rows[0]._fields, records=rows
                    )
        return len(contents) / (time.perf_counter() - started)

    async def one_by_one(self, contents: Sequence[EnrichedArticle], *, by_article: bool) -> float:
        """INSERT ... ON CONFLICT of each row, committed by itself or with its article."""
        found = [tables(rows_of(decoded(content))) for content in contents]
        statements = {
            table: await self._connection.prepare(upsert(table, rows[0])) for table, rows in found[0].items()
        }
        started = time.perf_counter()
        for one in found:
            async with self._connection.transaction() if by_article else nullcontext():
                for table, rows in one.items():
                    for row in rows:
                        await statements[table].fetch(*row)
        return len(contents) / (time.perf_counter() - started)

    async def store(
        self, contents: Sequence[EnrichedArticle], used: list[float], *, writers: int = 2
    ) -> float:
        """Store as a process, topics full, from its first batch on; adds to `used` its part of a core."""
        async with lane(self._bootstrap, self._dsn, self._name(), ENRICHED.partitions) as way:
            await way.produce(map(message, contents))
            async with (
                way.process(variables=PLAIN | {"STORE_WRITERS": str(writers)}) as running,
                httpx.AsyncClient() as client,
            ):
                first = await eventually(lambda: _written(way, client), timeout=60)
                started, before = time.perf_counter(), _processor_seconds(running.pid)

                async def all_written() -> bool:
                    return await _written(way, client) >= len(contents)

                await eventually(all_written, timeout=600)
                seconds = time.perf_counter() - started
                used.append((_processor_seconds(running.pid) - before) / seconds)
            return (len(contents) - first) / seconds

    async def connect(self, jars: Path, contents: Sequence[EnrichedArticle]) -> float:
        """Kafka Connect, topic full, the second half of the articles: in the first its compiler warms up."""
        rows = [one.row for content in contents for one in rows_of(decoded(content)).articles]
        async with lane(self._bootstrap, self._dsn, self._name(), ENRICHED.partitions) as way:
            await way.produce(Message(ENRICHED.name, connect.key(row), connect.value(row)) for row in rows)
            topic = way.prefix + ENRICHED.name
            async with connect.running(jars, self._bootstrap, self._dsn, topic) as check:
                half, started = await self._stored(len(rows) // 2, check)
                end, ended = await self._stored(len(rows), check)
        return (end - half) / (ended - started)

    async def _stored(self, count: int, check: Callable[[], None]) -> tuple[int, float]:
        """How many articles there are once there are so many, and when that was."""

        async def enough() -> int:
            check()
            found: int = await self._connection.fetchval("select count(*) from store.articles")
            return found if found >= count else 0

        return await eventually(enough, timeout=600, every=0.1), time.perf_counter()

    async def delays(self, contents: Sequence[EnrichedArticle]) -> list[float]:
        """Seconds from produced to visible, of articles that come one by one; sorted."""
        sent: dict[Any, float] = {}
        seen: list[float] = []

        async def watch() -> None:
            while len(seen) < len(contents):
                query = "select id from store.articles where id = any($1::uuid[])"
                rows = await self._connection.fetch(query, list(sent))
                now = time.perf_counter()
                seen.extend(now - sent.pop(row["id"]) for row in rows)
                await asyncio.sleep(0.002)

        async with (
            lane(self._bootstrap, self._dsn, self._name(), ENRICHED.partitions) as way,
            way.process(variables=PLAIN),
        ):
            await eventually(lambda: _is_ready(way), timeout=60)
            producer = AIOKafkaProducer(bootstrap_servers=self._bootstrap)
            await producer.start()
            watching = asyncio.create_task(watch())
            for content in contents:
                one = message(content)
                sent[content.id] = time.perf_counter()
                await producer.send(way.prefix + one.topic, one.value, key=one.key, headers=[*one.headers])
                await asyncio.sleep(1 / DELAY_RATE)
            await asyncio.wait_for(watching, 60)
            await producer.stop()
        return sorted(seen)

    def _name(self) -> str:
        self._lanes += 1
        return f"bench{self._lanes}"


async def _written(way: Lane, client: httpx.AsyncClient) -> int:
    """Articles that store says it wrote."""
    try:
        text = (await client.get(f"http://127.0.0.1:{way.port}/metrics")).text
    except httpx.TransportError:
        return 0
    name = 'vestnik_store_rows_written_total{kind="article"}'
    return round(sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name)))


async def _is_ready(way: Lane) -> bool:
    return (await way.ready())[0] == 200


def _processor_seconds(pid: int) -> float:
    return sum(psutil.Process(pid).cpu_times()[:2])
