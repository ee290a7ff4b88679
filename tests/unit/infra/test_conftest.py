"""What fails a test although its own assertions hold."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

LEAKED_TASK = """
import asyncio
async def test_leak():
    asyncio.get_running_loop().leak = asyncio.create_task(asyncio.sleep(60))
"""
ENDING_TASK = """
import asyncio
async def test_no_leak():
    asyncio.get_running_loop().kept = asyncio.create_task(asyncio.sleep(0.01))
"""
UNAWAITED = """
import asyncio
async def test_unawaited():
    asyncio.sleep(0)
"""
NO_KAFKA = """
def test_kafka(kafka_bootstrap):
    pass
"""
NO_DATA = """
def test_data(shared_data):
    pass
"""


def outcome(folder: Path, test: str, **environment: str) -> str:
    """The last line that pytest prints about this test, in the project's own settings."""
    file = folder / "test_it.py"
    file.write_text(test)
    words = ("-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest", "-p", "no:cacheprovider", "-q")
    done = subprocess.run(
        (sys.executable, "-m", "pytest", *words, str(file)),
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()[-1].partition(" in ")[0]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (LEAKED_TASK, "1 passed, 1 error"),
        (ENDING_TASK, "1 passed"),
        (UNAWAITED, "1 failed"),
    ],
    ids=["leaked", "ending", "unawaited"],
)
def test_what_a_test_leaves_behind(tmp_path: Path, test: str, expected: str) -> None:
    """A task that goes on and a coroutine that nobody awaits are errors; a task just ending is none."""
    assert outcome(tmp_path, test) == expected


def test_missing_kafka_is_no_skip(tmp_path: Path) -> None:
    """A server that cannot be had is an error."""
    cache = tmp_path / "file"
    cache.touch()
    assert outcome(tmp_path, NO_KAFKA, VESTNIK_CACHE=str(cache)) == "1 error"


def test_missing_data_is_a_skip_only_outside_ci(tmp_path: Path) -> None:
    """Whoever lacks the third-party data can run the rest; CI cannot do without it."""
    nowhere = str(tmp_path / "nowhere")
    skipped = outcome(tmp_path, NO_DATA, VESTNIK_DATA=nowhere)
    failed = outcome(tmp_path, NO_DATA, VESTNIK_DATA=nowhere, CI="true")
    assert (skipped, failed) == ("1 skipped", "1 error")
