"""The commands as processes."""

import gzip
import json
import os
from pathlib import Path

import httpx

from tests.eventually import eventually
from tests.integration.ingest.lane import Lane, article, ndjson, stopped


async def test_serves_until_sigterm(way: Lane) -> None:
    """Ready when Kafka answers, takes an article, and ends with status 0."""
    async with way.process() as running:
        await eventually(way.is_ready, timeout=30)
        async with httpx.AsyncClient() as client:
            answer = await client.post(way.url, json=article("Текст"))
        assert await stopped(running) == 0
    assert answer.status_code == 202
    assert [one.article["content"] for one in await way.arrived()] == ["Текст"]


async def test_without_its_topic(kafka_bootstrap: str, topic_suffix: str) -> None:
    """Without the topic it stays up, names the command that creates it, gives 503, and goes on afterwards."""
    way = Lane(kafka_bootstrap, f"none{topic_suffix}-")
    missing = f"there is no topic {way.topic}; `python -m services.runtime.topics` creates it"

    async def complains() -> bool:
        status, checks = await way.ready()
        return status == 503 and missing in checks["kafka"]

    async with way.process() as running:
        await eventually(complains, timeout=30)
        async with httpx.AsyncClient() as client:
            answer = await client.post(way.url, json=article("x"))
        await way.create_topic()
        await eventually(way.is_ready, timeout=30)
        assert await stopped(running) == 0
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert missing in answer.json()["error"]["message"]


async def test_import_of_files_and_folders(way: Lane, tmp_path: Path) -> None:
    """Every kind of file arrives, with its time and the given source; bad ones are named."""
    pages = tmp_path / "pages" / "deep"
    pages.mkdir(parents=True)
    (pages / "a.txt").write_bytes("Просто текст на български език, записан по стария начин.".encode("cp1251"))
    (pages / "b.html").write_bytes('<meta charset="windows-1251"><p>Ёлка</p>'.encode("cp1251"))
    (pages / "c.HTM.gz").write_bytes(gzip.compress("<p>ж</p>".encode()))
    (pages / "ignored.pdf").write_bytes(b"%PDF")
    (pages / "empty.txt").write_bytes(b"")
    (pages / "broken.txt.gz").write_bytes(gzip.compress(b"x" * 100)[:20])
    mixed = ndjson([article("ред 1", source="own.example"), article("ред 3")]).splitlines(keepends=True)
    (tmp_path / "many.jsonl").write_bytes(mixed[0] + b"{nope\n" + mixed[1])
    for file in pages.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    paths = [str(pages.parent), str(tmp_path / "many.jsonl")]

    dry = await way.command("import", "--dry-run", *paths)
    assert await way.arrived() == []
    status, out, _ = await way.command("import", "--source", "given.example", *paths)

    found = {
        (one.article["content"], one.article.get("source"), one.article["fetched_at"])
        for one in await way.arrived()
    }
    then = "2023-11-14T22:13:20Z"
    assert found == {
        ("Просто текст на български език, записан по стария начин.", "given.example", then),
        ('<meta charset="windows-1251"><p>Ёлка</p>', "given.example", then),
        ("<p>ж</p>", "given.example", then),
        ("ред 1", "own.example", "2026-03-01T10:00:00Z"),
        ("ред 3", "given.example", "2026-03-01T10:00:00Z"),
    }
    assert (status, dry[0]) == (1, 1)
    for text in (out, dry[1]):
        assert f"{pages / 'empty.txt'}: [blank] /content" in text
        assert f"{pages / 'broken.txt.gz'}: [unreadable]" in text
        assert f"{tmp_path / 'many.jsonl'}:2: [not-json] Expecting property name" in text
        assert [line.split("│")[1:3] for line in text.splitlines() if "│ " in line] == [
            [" accepted ", "        5 "],
            [" rejected ", "        3 "],
        ]


async def test_import_of_what_is_not_there(way: Lane, tmp_path: Path) -> None:
    """A wrong path, a wrong kind and an empty folder are named, with status 2 and nothing sent."""
    kinds = ".txt .html .htm .jsonl .ndjson .warc (or .gz .zst of these)"
    (tmp_path / "a.pdf").touch()
    (tmp_path / "good.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    answers = [
        await way.command("import", str(tmp_path / "good.txt"), str(tmp_path / name))
        for name in ("missing.txt", "a.pdf")
    ]
    answers.append(await way.command("import", str(tmp_path / "empty")))
    assert [status for status, _, _ in answers] == [2, 2, 2]
    assert [error.strip() for _, _, error in answers] == [
        f"no such file or folder: {tmp_path / 'missing.txt'}",
        f"cannot read {tmp_path / 'a.pdf'}: not one of {kinds}; --as says what it is",
        f"there is nothing: no {kinds}",
    ]
    assert await way.arrived() == []


async def test_import_of_everything_good(way: Lane, tmp_path: Path) -> None:
    """With everything accepted the status is 0, for more lines than fit in flight at once."""
    lines = [json.dumps(article(f"Статия {number} " + "текст " * 50)) for number in range(3000)]
    (tmp_path / "many.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    status, out, _ = await way.command("import", str(tmp_path))
    assert (status, "3,000" in out) == (0, True)
    assert len(await way.arrived()) == 3000
