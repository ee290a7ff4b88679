"""The scrapers of docs/producers, run as they stand there."""

import asyncio
import http.server
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.raw_article import RawArticle
from tests.integration.ingest.lane import PROJECT, Lane

EXAMPLES = PROJECT / "docs" / "producers"
LARGE = "<p>" + "Дълъг текст. " * 150_000
PAGES = {
    "/utf-8.html": ("text/html; charset=utf-8", "<p>Мост над Дунав & \U0001f309".encode()),
    "/cp1251.html": ("text/html; charset=windows-1251", "<p>Мост над Дунав".encode("cp1251")),
    "/plain.txt": ("text/plain; charset=utf-8", "Мост\nнад Дунав".encode()),
    "/large.html": ("text/html; charset=utf-8", LARGE.encode()),
    "/too-large.html": ("text/html; charset=utf-8", (LARGE * 2).encode()),
}
CONTENTS = {
    "/utf-8.html": ("text/html", "<p>Мост над Дунав & \U0001f309"),
    "/cp1251.html": ("text/html", "<p>Мост над Дунав"),
    "/plain.txt": ("text/plain", "Мост\nнад Дунав"),
    "/large.html": ("text/html", LARGE),
}


class Site(http.server.BaseHTTPRequestHandler):
    """A publisher with a few pages."""

    def do_GET(self) -> None:
        """Answer."""
        kind, body = PAGES[self.path]
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    """The address of the publisher."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()


def python(_: Path) -> list[str]:
    """How to run the scraper in Python."""
    return [sys.executable, str(EXAMPLES / "python" / "scraper.py")]


def go(folder: Path) -> list[str]:
    """How to run the scraper in Go, where Go and the modules are on this machine."""
    if not shutil.which("go"):
        pytest.skip("there is no Go on this machine")
    return ["go", "run", "-C", str(EXAMPLES / "go"), "."]


def javascript(_: Path) -> list[str]:
    """How to run the scraper in JavaScript, where Node.js and the packages are on this machine."""
    if not shutil.which("node") or not (EXAMPLES / "javascript" / "node_modules").is_dir():
        pytest.skip(
            "there is no Node.js on this machine, or no `npm install` was done in docs/producers/javascript"
        )
    return ["node", str(EXAMPLES / "javascript" / "scraper.mjs")]


@pytest.mark.parametrize("language", [python, go, javascript])
async def test_scraper(way: Lane, site: str, tmp_path: Path, language: object) -> None:
    """What a scraper produces is on the topic where it says, a good RawArticle, equal to the code point."""
    assert callable(language)
    command = language(tmp_path)
    started = await asyncio.create_subprocess_exec(
        *command,
        *(site + path for path in PAGES),
        env=way.environment | {"GOPROXY": "off", "GOFLAGS": "-mod=mod"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(started.communicate(), 240)
    if started.returncode and b"module lookup disabled" in err:
        pytest.skip(
            "the Go modules are not on this machine; `go mod download` in docs/producers/go gets them"
        )
    assert (started.returncode, b"too large: " in err) == (0, True), err.decode()
    told = {tuple(line.split()) for line in out.decode().splitlines()}
    arrived = await way.arrived()
    assert told == {
        (one.article["submission_id"], str(one.partition), str(one.offset), one.key) for one in arrived
    }
    articles = {one.key.removeprefix(site): RawArticle.model_validate(one.article) for one in arrived}
    assert {path: (one.content_type, one.content) for path, one in articles.items()} == CONTENTS
    assert all(one.url == site + path for path, one in articles.items())
    status, report, _ = await way.command("check", "--topic")
    assert (status, report) == (0, "4 good, 0 wrong, 0 warnings\n")
