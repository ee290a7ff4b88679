"""The OpenAPI page is true: whatever it allows is taken, and whatever it forbids is refused as it says."""

import asyncio
import os
import sys
from pathlib import Path

import httpx

from tests.eventually import eventually
from tests.integration.ingest.lane import PROJECT, Lane

EXAMPLES = 40
HOOKS = "tests.integration.ingest.openapi_hooks"


async def test_schemathesis(way: Lane, tmp_path: Path) -> None:
    """All checks of schemathesis pass: coverage of every field, random requests, and sequences of them."""
    async with way.process():
        await eventually(way.is_ready, timeout=30)
        started = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            way.url.removesuffix("/v1/articles") + "/openapi.json",
            *("--checks", "all", "--max-examples", str(EXAMPLES), "--seed", "1", "--no-color"),
            cwd=tmp_path,
            env=os.environ | {"SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(PROJECT)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await asyncio.wait_for(started.communicate(), 240)
    assert started.returncode == 0, said.decode()[-10_000:]


async def test_page_needs_no_other_server(way: Lane) -> None:
    """The page for people is whole without the internet."""
    async with way.door() as door:
        page = await door.get("/docs")
        named = [part.split('"')[0] for part in page.text.replace("'", '"').split('="')[1:]]
        files = [name for name in named if name.endswith((".js", ".css", ".png"))]
        answers: list[httpx.Response] = [await door.get(name) for name in files]
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert len(files) >= 3
    assert {answer.status_code for answer in answers} == {200}
