"""`python -m services.enrich offline`: the samples, and what bad lines and closed pipes get."""

import json
import os
import subprocess
import sys
from subprocess import PIPE
from typing import Any

import pytest

from schemas.identity import fold
from tests.manifest import Sample, first_of, manifest

ENVIRONMENT = os.environ | {"ENRICH_PAGE_SECONDS": "60"}  # a busy machine is no fault of a page
COMMAND = [sys.executable, "-m", "services.enrich", "offline", "--workers"]


def _run(lines: list[bytes], workers: int = 1) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [*COMMAND, str(workers)], input=b"\n".join(lines), capture_output=True, check=False, env=ENVIRONMENT
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def _line(sample: Sample) -> bytes:
    content = {"content": sample.content} if sample.content else {}
    return json.dumps(sample.raw | content).encode()


@pytest.fixture(scope="module")
def enriched() -> list[dict[str, Any]]:
    """What comes of the samples, with two workers."""
    status, lines, errors = _run([_line(sample) for sample in manifest()], workers=2)
    assert (status, errors) == (0, "")
    return lines


def test_each_line_gets_its_line_in_order(enriched: list[dict[str, Any]]) -> None:
    """An article, a withdrawal without text, or an error with the number of the line."""

    def expected(sample: Sample) -> object:
        if sample.expect.outcome in {"dead-letter", "rejected"}:
            return sample.position + 1
        withdrawn = [other.expect.of for other in manifest() if other.expect.outcome == "canceled"]
        return "canceled" if {sample.file, sample.expect.of} & {*withdrawn} else "usable"

    assert [line.get("line") or line["status"] for line in enriched] == [expected(one) for one in manifest()]


def test_links_are_answered_in_both_directions(enriched: list[dict[str, Any]]) -> None:
    """Each teaser leads to the article of its target, whether that line came before or after."""
    targets = {}
    for sample, line in zip(manifest(), enriched, strict=True):
        for link in sample.expect.links:
            title = fold(link.title)
            found = [one.get("target_id") for one in line["related_links"] if fold(one["title"]) == title]
            target = link.target and enriched[first_of(link.target).position]["id"]
            targets[sample.position, link.title] = found == [target]
    assert [question for question, is_right in targets.items() if not is_right] == []


def test_versions_are_told_apart(enriched: list[dict[str, Any]]) -> None:
    """A repetition has the time of the first reading, an edit its own and the fields that changed."""
    times = {}
    for sample, line in zip(manifest(), enriched, strict=True):
        if sample.expect.outcome == "unchanged":
            first = first_of(sample.expect.of)
            times[sample.position] = (line["version_at"], line["id"]) == (
                enriched[first.position]["version_at"],
                enriched[first.position]["id"],
            )
        if sample.expect.outcome == "enriched" and sample.expect.of:
            times[sample.position] = "article_body" in line["changed_fields"]
    assert times
    assert all(times.values())


def test_a_bad_line_costs_only_itself() -> None:
    """No JSON, no UTF-8, a missing field, an empty line: an error each, and the next line is read."""
    text = "Мостът над реката беше отворен вчера, съобщи кметът на града. " * 3
    good = {
        "content": f"Мостът е отворен\n\n{text}",
        "content_type": "text/plain",
        "fetched_at": "2026-03-01T00:00:00Z",
    }
    status, lines, errors = _run([b"{", b'{"content": "\xff"}', b"{}", b"", json.dumps(good).encode()])
    assert (status, errors) == (0, "")
    assert [(line.get("line"), line.get("headline")) for line in lines] == [
        (1, None),
        (2, None),
        (3, None),
        (4, None),
        (None, "Мостът е отворен"),
    ]
    assert [line["error"].partition(":")[0] for line in lines[:4]] == [
        "not-json",
        "not-json",
        "invalid-message",
        "not-json",
    ]


def test_a_text_that_a_later_line_withdraws_is_not_written() -> None:
    """Also when the article was related long before its withdrawal was read."""
    url = {"url": "https://zornitsa.example/news/most"}
    text = "Мостът над реката беше отворен вчера, съобщи кметът на града. " * 3
    page = url | {"content": text, "content_type": "text/plain", "fetched_at": "2026-03-01T00:00:00Z"}
    withdrawal = url | {"status": "canceled", "fetched_at": "2026-03-02T00:00:00Z"}
    _, lines, _ = _run([json.dumps(page).encode(), *[b"{}"] * 64, json.dumps(withdrawal).encode()])
    assert [(line["status"], line["article_body"], line["version_at"]) for line in (lines[0], lines[-1])] == [
        ("canceled", "", "2026-03-02T00:00:00Z")
    ] * 2


def test_a_page_under_two_ids_is_a_copy_by_its_address() -> None:
    """The one that was read first is the original, whichever line it is on; a front page makes none."""
    site = "https://zornitsa.example"

    def line(second: int, url: str, own: str) -> bytes:
        title = f"Мостът {own} е отворен"
        html = f'<html><head><link rel="canonical" href="{site}{own}"></head><body><article><h1>{title}</h1>'
        html += f"<p>Мостът {own} беше отворен вчера, съобщи кметът.</p></article></body></html>"
        read_at = f"2026-03-01T00:00:{second:02}Z"
        fields = {"content": html, "content_type": "text/html", "fetched_at": read_at}
        return json.dumps({"url": f"{site}{url}"} | fields).encode()

    pages = [
        line(9, "/news/1", "/news/most-1"),
        line(8, "/", "/news/most-2"),
        line(7, "/", "/news/most-3"),
        line(5, "/news/1", "/news/1"),
    ]
    _, lines, _ = _run(pages)
    original = lines[3]["id"], "address", "2026-03-01T00:00:05Z"
    assert [(one.get("copy_of"), one.get("copy_method"), one.get("original_at")) for one in lines] == [
        original,
        *[(None, None, None)] * 3,
    ]


def test_no_lines_give_no_lines() -> None:
    """Empty input is no error."""
    assert _run([]) == (0, [], "")


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    """A closed pipe (`| head`) gives the shell's status of SIGPIPE and no traceback."""
    line = _line(manifest()[0])
    with subprocess.Popen([*COMMAND, "1"], stdin=PIPE, stdout=PIPE, stderr=PIPE, env=ENVIRONMENT) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(line + b"\n")
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("workers", ["0", "two"])
def test_a_wrong_number_of_workers_is_said(workers: str) -> None:
    """Exit 2 and a line that names the option."""
    done = subprocess.run([*COMMAND, workers], capture_output=True, check=False)
    assert done.returncode == 2
    assert b"--workers" in done.stderr
