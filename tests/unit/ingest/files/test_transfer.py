"""Files into Kafka, with interruptions, and again."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.ingest.acceptance import Publication
from services.ingest.files.finding import File, find
from services.ingest.files.journal import Journal
from services.ingest.files.summary import Summary
from services.ingest.files.transfer import AHEAD, Transfer
from services.ingest.publisher import Position
from services.runtime.errors import TransientError
from tests.eventually import eventually


class Kafka:
    """Takes so many messages, then none; acknowledges so many of them."""

    def __init__(self, takes: int = 10**9, acknowledges: int = 10**9) -> None:
        self.contents: list[str] = []
        self.ids: list[object] = []
        self._takes, self._acknowledges = takes, acknowledges

    async def send(self, publication: Publication) -> "Promised":
        """Take a message."""
        await asyncio.sleep(0)
        if len(self.contents) >= self._takes:
            raise TransientError("away")
        self.contents.append(json.loads(publication.value)["content"])
        self.ids.append(publication.submission_id)
        return Promised(len(self.contents) <= self._acknowledges)


class Promised:
    """A message on its way."""

    def __init__(self, kept: bool) -> None:  # noqa: FBT001, it has no other argument
        self._kept = kept

    def done(self) -> bool:
        """At once."""
        return True

    async def position(self) -> Position:
        """Somewhere."""
        if not self._kept:
            raise TransientError("late")
        return Position(0, 0)


def lines(path: Path, names: Sequence[str]) -> None:
    """A file of articles; a name that begins with `!` gives a bad line."""
    path.write_text(
        "".join(
            "{\n" if name[0] == "!" else json.dumps({"content": name, "content_type": "text/plain"}) + "\n"
            for name in names
        )
    )


async def transfer(
    files: Sequence[File],
    kafka: Kafka,
    journal: Journal | None,
    *,
    restart: bool = False,
    source: str | None = None,
) -> dict[str, int]:
    """Import; the outcomes."""
    work = Transfer(kafka, journal, source=source, limit=1000, restart=restart)
    return dict(+(await work.run(files)).outcomes)


async def test_second_run_sends_nothing(tmp_path: Path) -> None:
    """What is whole is not sent again, under any name; other content, another publisher and a restart are."""
    lines(tmp_path / "a.jsonl", ["1", "!", "2"])
    (tmp_path / "b.txt").write_text("3")
    (tmp_path / "c.txt").write_text("")
    with Journal(tmp_path / "journal", "topic") as journal:
        found = find([tmp_path], most=9)
        assert await transfer(found, Kafka(), journal) == {"accepted": 3, "rejected": 2}
        (tmp_path / "a.jsonl").rename(tmp_path / "d.jsonl")
        (tmp_path / "e.txt").write_text("4")
        found, kafka = find([tmp_path], most=9), Kafka()
        assert await transfer(found, kafka, journal) == {"accepted": 1, "before": 3, "refused-before": 2}
        assert kafka.contents == ["4"]
        assert await transfer(found, Kafka(), journal, source="x.example") == {"accepted": 4, "rejected": 2}
        assert await transfer(found, Kafka(), journal, restart=True) == {"accepted": 4, "rejected": 2}
        assert await transfer(found, Kafka(), journal) == {"before": 4, "refused-before": 2}
        assert await transfer(found, Kafka(), None) == {"accepted": 4, "rejected": 2}


@pytest.mark.parametrize(("takes", "acknowledges"), [(7, 10**9), (7, 5), (10**9, 4), (0, 0)])
async def test_goes_on_where_kafka_went_away(tmp_path: Path, takes: int, acknowledges: int) -> None:
    """After Kafka went away the import ends; the next one begins at the first not acknowledged."""
    for name, first in (("a", 0), ("b", 4), ("c", 8)):
        lines(tmp_path / f"{name}.jsonl", [str(first + number) for number in range(4)])
    found, kept = find([tmp_path], most=9), min(takes, acknowledges)
    with Journal(tmp_path / "journal", "topic") as journal:
        broken, whole = Kafka(takes, acknowledges), Kafka()
        work = Transfer(broken, journal, source=None, limit=1000)
        summary = await work.run(found)
        assert (summary.outcomes["accepted"], summary.all_accepted) == (kept, False)
        assert summary.lost is not None
        outcomes = await transfer(found, whole, journal)
    assert outcomes == {"accepted": 12 - kept} | ({"before": kept} if kept else {})
    assert whole.contents == [str(number) for number in range(kept, 12)]
    repeated = (
        dict(zip(broken.contents, broken.ids, strict=True)).items()
        & dict(zip(whole.contents, whole.ids, strict=True)).items()
    )
    assert sorted(name for name, _ in repeated) == sorted(broken.contents[kept:])


async def test_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    """Asked to stop, it takes nothing more, waits for what is on its way, and can go on."""
    lines(tmp_path / "a.jsonl", [str(number) for number in range(3 * AHEAD)])
    found = find([tmp_path], most=9)
    with Journal(tmp_path / "journal", "topic") as journal:
        kafka = Kafka()
        work = Transfer(kafka, journal, source=None, limit=1000)
        running = asyncio.create_task(work.run(found))
        await eventually(lambda: len(kafka.contents) >= 100, every=0)
        work.stop()
        summary: Summary = await running
        assert (summary.interrupted, summary.all_accepted, summary.lost) == (True, False, None)
        assert 100 <= len(kafka.contents) == summary.outcomes["accepted"] < 3 * AHEAD
        await transfer(found, kafka, journal)
    assert kafka.contents == [str(number) for number in range(3 * AHEAD)]


async def test_copies_of_a_file(tmp_path: Path) -> None:
    """Of files with the same bytes one is sent, also while the first is still on its way."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("c" if name == "c.txt" else "same")
    with Journal(tmp_path / "journal", "topic") as journal:
        found, kafka = find([tmp_path], most=9), Kafka()
        assert await transfer(found, kafka, journal) == {"accepted": 2, "skipped": 1}
        assert await transfer(found, kafka, journal) == {"before": 2, "skipped": 1}
        assert kafka.contents == ["same", "c"]


async def test_damage_and_nothing(tmp_path: Path) -> None:
    """A file that is gone costs only itself and is tried again; one with nothing in it is done."""
    (tmp_path / "a.jsonl").write_text("\n\n")
    gone = File(tmp_path / "gone.jsonl", "jsonl")
    with Journal(tmp_path / "journal", "topic") as journal:
        found = [gone, *find([tmp_path], most=9)]
        assert await transfer(found, Kafka(), journal) == {"rejected": 1}
        lines(gone.path, ["1"])
        assert await transfer(found, Kafka(), journal) == {"accepted": 1}
