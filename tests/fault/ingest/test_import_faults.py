"""Import killed in the middle, and its broker stopped under it; then the same command again."""

import asyncio
import gzip
import re
from collections import Counter
from pathlib import Path

from local.home import Home
from services.ingest.acceptance import Publication
from services.ingest.files.finding import find
from services.ingest.files.reading import Reading
from services.ingest.files.transfer import AHEAD
from tests.eventually import eventually
from tests.infra.servers import kafka_of
from tests.infra.stacks import process_of
from tests.integration.ingest.lane import Arrived, Lane, article, ndjson

LINES = 20_000
PAGES = 50


def write(folder: Path) -> set[str]:
    """Files of all kinds; the ids that their articles must have."""
    folder.mkdir()
    for number in range(PAGES):
        (folder / f"a{number:03}.html").write_text(f"<p>Страница {number}")
        (folder / f"z{number:03}.txt.gz").write_bytes(gzip.compress(f"Страница {number}".encode()))
    lines = ndjson([article(f"Текст {number} " + "слово " * 100) for number in range(LINES)])
    (folder / "m.jsonl.gz").write_bytes(gzip.compress(lines, 1))
    readings = [Reading(file, source=None, limit=10**6) for file in find([folder], most=10**6)]
    taken = [reading.article(item) for reading in readings for item in reading.items()]
    return {str(each.submission_id) for each in taken if isinstance(each, Publication)}


def ids(arrived: list[Arrived]) -> Counter[str]:
    """How often each submission is on the topic."""
    return Counter(one.article["submission_id"] for one in arrived)


def counts(out: str) -> dict[str, int]:
    """The table of outcomes."""
    rows = re.findall(r"│ (\w[\w ]*\w) +│ +([\d,]+) │", out)
    return {label: int(count.replace(",", "")) for label, count in rows}


async def test_killed_in_the_middle(way: Lane, tmp_path: Path) -> None:
    """After kill -9 and a second run every article is there; what was on its way may be there twice."""
    folder = tmp_path / "crawl"
    expected = write(folder)
    async with way.process("import", str(folder)) as running:
        await eventually(lambda: way.count(at_least=LINES // 10), timeout=60, every=0.01)
        running.kill()
        await running.wait()
    before = ids(await way.arrived())
    status, out, _ = await way.command("import", str(folder))
    after = ids(await way.arrived())
    again = await way.command("import", str(folder))

    assert LINES // 10 <= before.total() < len(expected), "the kill came too late to say anything"
    assert (status, set(after), max(after.values())) == (0, expected, 1 + (after.total() > len(expected)))
    found = counts(out)
    assert found["accepted"] + found["accepted before"] == len(expected)
    assert after.total() == before.total() + found["accepted"]
    assert after.total() - len(expected) <= AHEAD
    assert {name for name, times in after.items() if times > 1} <= before.keys()
    assert (again[0], counts(again[1])) == (0, {"accepted": 0, "accepted before": len(expected)})
    assert ids(await way.arrived()) == after


async def test_interrupted_in_the_middle(way: Lane, tmp_path: Path) -> None:
    """After SIGINT it waits for what is on its way, and a second run sends the rest, nothing twice."""
    folder = tmp_path / "crawl"
    expected = write(folder)
    async with way.process("import", str(folder)) as running:
        await eventually(lambda: way.count(at_least=LINES // 10), timeout=60, every=0.01)
        running.send_signal(2)
        interrupted = await asyncio.wait_for(running.wait(), 30)
    before = ids(await way.arrived())
    status, _, _ = await way.command("import", str(folder))
    assert (interrupted, status) == (130, 0)
    assert LINES // 10 <= before.total() < len(expected)
    assert ids(await way.arrived()) == Counter(dict.fromkeys(expected, 1))


async def test_kafka_goes_away(tmp_path: Path) -> None:
    """When Kafka answers no more the import ends with status 75; the same command then goes on."""
    folder = tmp_path / "crawl"
    expected = write(folder)
    home = Home(tmp_path / "home")
    with kafka_of(home) as bootstrap:
        way = Lane(bootstrap, "away-", state=str(tmp_path / "state"))
        await way.create_topic()
        broker = process_of(home, "kafka")
        async with way.process("import", str(folder), INGEST_DELIVERY_SECONDS="3") as running:
            await eventually(lambda: way.count(at_least=LINES // 10), timeout=60, every=0.01)
            broker.suspend()
            try:
                lost = await asyncio.wait_for(running.wait(), 30)
                begun = await way.command("import", str(folder), INGEST_DELIVERY_SECONDS="3")
            finally:
                broker.resume()
        status, out, _ = await way.command("import", str(folder))
        arrived = ids(await way.arrived())
    assert (lost, begun[0], status) == (75, 2, 0)
    assert "cannot connect to Kafka" in begun[2]
    assert set(arrived) == expected
    assert arrived.total() - len(expected) <= AHEAD
    assert 0 < counts(out)["accepted before"] < len(expected)
