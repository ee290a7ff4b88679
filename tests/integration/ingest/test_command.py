"""The commands as processes."""

import gzip
import json
import os
import re
from pathlib import Path

import httpx
from backports import zstd

from tests.eventually import eventually
from tests.integration.ingest.lane import Lane, article, ndjson, stopped
from tests.unit.ingest.files.archives import archive, page, record


def outcomes(out: str) -> dict[str, int]:
    """The table of outcomes."""
    rows = re.findall(r"│ (\w[\w ]*\w) +│ +([\d,]+) │", out)
    return {label: int(count.replace(",", "")) for label, count in rows}


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


async def test_import_of_an_archive(way: Lane, tmp_path: Path) -> None:
    """Pages of a web archive arrive with address and time; what is no article is counted with its reason."""
    records = [
        record(b"software: x", kind="warcinfo", url=None),
        page("<p>Ёлка", "https://a.example/1", "windows-1251"),
        page("<p>cut off", "https://a.example/2")[:150],
        page("<p>ж", "https://a.example/3"),
    ]
    (tmp_path / "crawl.warc.gz").write_bytes(archive(records))
    (tmp_path / "crawl.warc.zst").write_bytes(archive(records[:2], zstd.compress))
    status, out, _ = await way.command("import", str(tmp_path))
    arrived = {
        (one.article["url"], one.article["content"], one.article["fetched_at"]) for one in await way.arrived()
    }
    then = "2026-03-01T10:00:00Z"
    assert arrived == {("https://a.example/1", "<p>Ёлка", then), ("https://a.example/3", "<p>ж", then)}
    assert (status, outcomes(out)) == (1, {"accepted": 3, "rejected": 1, "skipped": 2})
    assert f"{tmp_path / 'crawl.warc.gz'}, record 3: [unreadable]" in out
    assert "skipped, no articles: 2 warcinfo record" in out


async def test_import_of_standard_input(way: Lane, tmp_path: Path) -> None:
    """Standard input is JSON Lines unless told otherwise; read again it gives the same ids."""
    lines = ndjson([article("a"), article("b")])
    first = await way.command("import", "-", stdin=lines)
    again = await way.command("import", "-", stdin=gzip.compress(lines))
    other = await way.command("import", "-", "--as", "html", stdin=b"<p>c")
    ids = [one.article["submission_id"] for one in await way.arrived()]
    assert [status for status, _, _ in (first, again, other)] == [0, 0, 0]
    assert (len(ids), len(set(ids))) == (5, 3)


async def test_import_again(way: Lane, tmp_path: Path) -> None:
    """A second run sends nothing; --restart and --no-resume send everything, under the same ids."""
    (tmp_path / "a.jsonl").write_bytes(ndjson([article("a"), article("b")]) + b"{\n")
    answers = [
        await way.command("import", str(tmp_path), *options)
        for options in ((), (), ("--restart",), ("--no-resume",))
    ]
    ids = [one.article["submission_id"] for one in await way.arrived()]
    new, old = {"accepted": 2, "rejected": 1}, {"accepted": 0, "accepted before": 2, "refused before": 1}
    assert [(status, outcomes(out)) for status, out, _ in answers] == [(1, new), (1, old), (1, new), (1, new)]
    assert (len(ids), len(set(ids))) == (6, 2)


async def test_import_without_a_place_for_its_journal(way: Lane, tmp_path: Path) -> None:
    """Where nothing can be remembered nothing is begun, and it says what to do."""
    (tmp_path / "a.txt").write_text("x")
    status, _, error = await way.command(
        "import", str(tmp_path / "a.txt"), INGEST_IMPORT_STATE_FOLDER=str(tmp_path / "a.txt")
    )
    assert (status, await way.arrived()) == (2, [])
    assert "cannot keep the journal at" in error
    assert "--no-resume" in error


async def test_check_of_files(way: Lane, tmp_path: Path) -> None:
    """Files, pages and standard input are judged; the status says whether all are good."""
    wrong: dict[str, object] = {"content": "c", "fetchedAt": "x"}
    lines = ndjson([article("b", source="a.example"), wrong])
    (tmp_path / "a.json").write_text(json.dumps(article("a", url="https://a.example/1"), indent=2))
    (tmp_path / "b.jsonl").write_bytes(lines)
    good = await way.command("check", str(tmp_path / "a.json"))
    bad = await way.command("check", str(tmp_path))
    piped = await way.command("check", "-", stdin=b"{")
    nothing = await way.command("check")
    assert (good[0], good[1]) == (0, "1 good, 0 wrong, 0 warnings\n")
    assert bad[0] == 1
    place = f"{tmp_path / 'b.jsonl'}:2"
    missing = "Field required: ingest fills it in, a direct producer says when the page was read"
    assert bad[1].splitlines() == [
        f"{place}: error [missing] /content_type `content_type` is required: text/html or text/plain",
        f"{place}: error [missing] /fetched_at {missing}",
        f"{place}: warning [unknown-field] /fetchedAt no field of a RawArticle; did you mean fetched_at?",
        "2 good, 1 wrong, 1 warnings",
    ]
    assert (piped[0], piped[1].splitlines()[-1]) == (1, "0 good, 1 wrong, 0 warnings")
    assert nothing[0] == 2


async def test_check_of_the_topic(way: Lane, tmp_path: Path) -> None:
    """The last messages of the topic are judged; an empty one, and one that is not there, are named."""
    empty = await way.command("check", "--topic")
    (tmp_path / "a.jsonl").write_bytes(ndjson([article(str(number), hedline="x") for number in range(20)]))
    await way.command("import", "--source", "a.example", str(tmp_path))
    some = await way.command("check", "--topic", "--last", "5")
    missing = await way.command("check", "--topic", KAFKA_TOPIC_PREFIX="nowhere-")
    assert (empty[0], "there was nothing to check" in empty[2]) == (2, True)
    assert (some[0], some[1].splitlines()[-1]) == (0, "5 good, 0 wrong, 0 warnings")
    assert (missing[0], "there is no topic nowhere-articles.raw" in missing[2]) == (2, True)
