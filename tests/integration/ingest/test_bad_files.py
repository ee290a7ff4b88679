"""JSON, strings, encodings and markup that break others, as files and as lines of files."""

import base64
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.integration.ingest.lane import Lane

DOCUMENTED = {
    "not-json",
    "not-an-object",
    "not-utf-8",
    "too-deep",
    "duplicate-key",
    "nul",
    "lone-surrogate",
    "undecodable",
    "missing",
    "blank",
    "string_type",
}


def cases(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The cases of one of the public lists."""
    with gzip.open(folder / "bad_input" / "open" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def is_text(text: str) -> bool:
    """Whether an article can have this content: not blank, no NUL, every character whole."""
    return bool(text.strip()) and "\0" not in text and not re.search("[\ud800-\udfff]", text)


def line(content: str, content_type: str) -> bytes:
    """One article, everything but ASCII escaped."""
    return json.dumps({"content": content, "content_type": content_type}).encode()


def counts(out: str) -> Counter[str]:
    """The table of outcomes."""
    rows = re.findall(r"│ (\w[\w ]*\w) +│ +([\d,]+) │", out)
    return Counter({label: int(count.replace(",", "")) for label, count in rows})


def codes(out: str) -> set[str]:
    """The codes of the reasons that are told."""
    return set(re.findall(r": \[([\w-]+)\]", out))


async def came_back(way: Lane, expected: Iterable[str], folder: Path) -> None:
    """Everything in the folder has a documented answer, and what was accepted is what was expected."""
    status, out, error = await way.command("import", str(folder))
    wanted = Counter(expected)
    assert status in {0, 1}, error
    assert Counter(str(one.article["content"]) for one in await way.arrived()) == wanted
    assert counts(out)["accepted"] == wanted.total()
    assert codes(out) <= DOCUMENTED


async def test_strings_as_lines(way: Lane, shared_data: Path, tmp_path: Path) -> None:
    """Strings and markup in JSON Lines come back equal to the code point; what is no text is refused."""
    strings = [case["text"] for case in cases(shared_data, "naughty_strings")]
    markup = [case["input"] for case in cases(shared_data, "html_tokenizer")]
    lines = [line(text, "text/plain") for text in strings] + [line(text, "text/html") for text in markup]
    (tmp_path / "all.jsonl").write_bytes(b"\n".join(lines))
    await came_back(way, filter(is_text, strings + markup), tmp_path)


async def test_strings_as_files(way: Lane, shared_data: Path, tmp_path: Path) -> None:
    """The same as a file each, in UTF-8."""
    expected = []
    for kind, name, key in (("txt", "naughty_strings", "text"), ("html", "html_tokenizer", "input")):
        texts = dict.fromkeys(case[key] for case in cases(shared_data, name))
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.{kind}").write_text(
                text, encoding="utf-8", errors="surrogatepass", newline=""
            )
            expected.append(text.removeprefix("\ufeff"))
    # A file with the bytes of another is sent once; a page and a text of the same bytes are two.
    await came_back(way, filter(is_text, expected), tmp_path)


async def test_json_as_lines_and_files(way: Lane, shared_data: Path, tmp_path: Path) -> None:
    """None of the JSON tests is an article, in whatever lines its bytes are; the one after it is taken."""
    bodies = [base64.b64decode(case["bytes_b64"]) for case in cases(shared_data, "json_parsing")]
    for number, body in enumerate(bodies):
        (tmp_path / f"{number}.jsonl").write_bytes(body + b"\n" + line(f"after {number}", "text/plain"))
    await came_back(way, [f"after {number}" for number in range(len(bodies))], tmp_path)


async def test_encodings_as_files(way: Lane, shared_data: Path, tmp_path: Path) -> None:
    """Every page of the encoding tests is taken, and is the text that its charset makes of it."""
    expected = []
    for number, case in enumerate(cases(shared_data, "html_encoding")):
        body = base64.b64decode(case["html_b64"])
        (tmp_path / f"{number}.html").write_bytes(body)
        expected.append(body.removeprefix(b"\xef\xbb\xbf").decode(errors="replace"))
    status, out, _ = await way.command("import", str(tmp_path))
    contents = [str(one.article["content"]) for one in await way.arrived()]
    assert (status, counts(out)["accepted"], len(contents)) == (0, len(expected), len(expected))
    assert Counter(contents) - Counter(expected) == Counter(
        text for text in contents if not text.isascii() and text not in expected
    )
