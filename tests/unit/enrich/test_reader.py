"""Reading in a child process: pages that hang, crash, or eat memory cost only themselves."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from pebble.pool.process import TaskManager

from schemas.dead_letter import Cause
from schemas.enriched_article import EnrichedArticle
from services.enrich.message import Read, to_submission
from services.enrich.reader import WARM_UP, Reader, read_page
from services.enrich.submission import Submission
from services.runtime.errors import PermanentError
from tests.eventually import eventually
from tests.unit.enrich.messages import message, raw
from tests.unit.enrich.pages import cannot_load, read, slow_to_load

PROJECT = Path(__file__).parents[3]
PARENT = """
import asyncio, sys
from services.enrich.reader import Reader
from tests.unit.enrich.messages import message, raw
from tests.unit.enrich.pages import read

async def main():
    reader = Reader(read, page_seconds=60, memory_bytes=1 << 32)
    await reader.start()
    await reader.read(message(raw(content="tell-and-hang")))

if __name__ == "__main__":
    asyncio.run(main())
"""


@asynccontextmanager
async def reading(read: Read = read, page_seconds: float = 0.5) -> AsyncIterator[Reader]:
    """A started reader, stopped at the end."""
    reader = Reader(read, page_seconds=page_seconds, memory_bytes=1 << 31)
    try:
        await reader.start()
        yield reader
    finally:
        await reader.stop()


async def said(reader: Reader, content: str) -> Submission:
    """What becomes of a page."""
    return await reader.read(message(raw(content=content)))


def child_of(reader: Reader) -> int:
    """The process that waits for pages."""
    (pid,) = reader._pool._pool_manager.worker_manager.workers
    return pid


def reader_pid(submission: Submission) -> int:
    """The process that read a page."""
    assert isinstance(submission.content, EnrichedArticle)
    return int(submission.content.headline or "")


async def test_pages_are_read_in_one_other_process() -> None:
    """All pages are read by the same child, not by us."""
    async with reading() as reader:
        submissions = await asyncio.gather(*(said(reader, f"page {number}") for number in range(20)))
        pids = {reader_pid(submission) for submission in submissions}
        assert len(pids) == 1
        assert pids != {os.getpid()}
        await reader.check()


async def test_article_arrives_whole() -> None:
    """What the child has read is what comes back, dates, entities and all."""
    page = message(raw(content=WARM_UP["text/plain"]))
    async with reading(read_page, page_seconds=30) as reader:
        assert await reader.read(page) == to_submission(page, read_page)


@pytest.mark.parametrize(
    ("order", "explanation"),
    [
        ("burn", "reading took more than 0.3 s of processor time, twice"),
        ("burn-in-c", "reading took more than 0.3 s of processor time, twice"),
        ("hang", "reading took longer than 1.5 s by the clock, twice"),
        ("hang-in-c", "reading took longer than 1.5 s by the clock, twice"),
        ("exit", "the reading process ended with status 3, twice"),
        ("segfault", "the reading process ended with status -11, twice"),
        ("eat", "reading failed with MemoryError, twice"),
        ("recurse", "reading failed with RecursionError, twice"),
    ],
)
async def test_a_page_that_ends_the_child_costs_only_itself(order: str, explanation: str) -> None:
    """It is given up after the second time, and the pages before and behind it are read."""
    async with reading(page_seconds=0.3) as reader:
        orders = ("before", order, "behind", "and behind")
        before, bad, *behind = await asyncio.gather(*(said(reader, page) for page in orders))
        assert isinstance(bad.content, PermanentError)
        assert (bad.content.cause, bad.content.stage) == (Cause.READ_CRASHED, "read")
        assert bad.content.message == explanation
        assert all(reader_pid(submission) for submission in (before, *behind))


async def test_a_page_that_ends_the_child_once_is_read(tmp_path: Path) -> None:
    """A child that was killed for another reason costs no page."""
    async with reading() as reader:
        assert reader_pid(await said(reader, f"once {tmp_path / 'tried'}"))


async def test_what_read_refuses_comes_back() -> None:
    """A refusal crosses the process whole."""
    async with reading() as reader:
        content = (await said(reader, "refuse")).content
        assert isinstance(content, PermanentError)
        assert (content.cause, content.message, content.stage) == (Cause.NO_CONTENT, "nothing here", "read")


async def test_a_bug_is_raised() -> None:
    """An exception that nobody expects comes out of the reader, for the process to stop."""
    async with reading() as reader:
        with pytest.raises(IndexError, match="a bug"):
            await said(reader, "bug")


async def test_loading_does_not_count_as_time_of_the_first_page() -> None:
    """A child that takes a second to load reads its first page within half a second, also after a crash."""
    async with reading(slow_to_load, page_seconds=0.5) as reader:
        assert isinstance((await said(reader, "a page")).content, EnrichedArticle)


async def test_a_child_that_cannot_load_is_an_error_at_the_start() -> None:
    """A missing model is told at once, not with the first page."""
    with pytest.raises(RuntimeError):
        async with reading(cannot_load):
            pass


async def test_cancelled_pages_leave_the_child_alone(tmp_path: Path) -> None:
    """What is given back in mid-page does not end the child, and what it has not got is not read."""
    async with reading(page_seconds=30) as reader:
        pid = reader_pid(await said(reader, "first"))
        begun = tmp_path / "begun"
        tasks = [asyncio.create_task(said(reader, f"nap {begun}")) for _ in range(50)]
        await eventually(begun.exists)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert reader_pid(await said(reader, "last")) == pid


async def test_a_child_that_is_killed_while_idle_is_replaced() -> None:
    """The probe says that it is gone, and the next page gets another."""
    async with reading() as reader:
        pid = reader_pid(await said(reader, "a page"))
        os.kill(pid, signal.SIGKILL)
        await eventually(lambda: not reader._pool.active)
        with pytest.raises(RuntimeError, match="the reading process has ended"):
            await reader.check()
        pages = await asyncio.gather(*(said(reader, f"page {number}") for number in range(9)))
        assert pid not in {reader_pid(page) for page in pages}
        await reader.check()


async def test_a_page_is_not_blamed_for_what_pebble_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that dies before its receipt was noticed breaks the pool; the next child is told apart."""
    notice: Any = TaskManager.task_start
    lost = iter([True])

    def slow_to_notice(*arguments: object) -> None:
        if not next(lost, False):
            notice(*arguments)

    async with reading() as reader:
        monkeypatch.setattr(TaskManager, "task_start", slow_to_notice)
        content = (await said(reader, "exit")).content
        assert isinstance(content, PermanentError)
        assert content.message == "the reading process ended with status 3, twice"
        assert next(lost, None) is None
        assert reader_pid(await said(reader, "a page"))


async def test_children_that_cannot_live_are_an_error() -> None:
    """When no child gets as far as a page, the error comes out instead of an endless row of them."""
    async with reading() as reader:
        reader._read = cannot_load
        os.kill(child_of(reader), signal.SIGKILL)
        await eventually(lambda: not reader._pool.active)
        with pytest.raises(BrokenProcessPool, match="5 reading processes in a row"):
            await said(reader, "a page")


async def test_interrupts_are_the_parents_business() -> None:
    """Ctrl-C reaches the whole group of processes; the child goes on until it is told."""
    async with reading() as reader:
        pid = reader_pid(await said(reader, "a page"))
        os.kill(pid, signal.SIGINT)
        assert reader_pid(await said(reader, "another")) == pid


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_the_child_dies_with_its_parent(number: signal.Signals, tmp_path: Path) -> None:
    """A parent that cannot clean up leaves no orphan, not even one in mid-page."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script)),
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": "."},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert parent.stdout is not None
        assert await parent.stdout.readline() == b"reading\n"
        children = psutil.Process(parent.pid).children(recursive=True)
        assert children
        parent.send_signal(number)
        await eventually(lambda: not any(child.is_running() for child in children))
    finally:
        with suppress(ProcessLookupError):
            parent.kill()
        await parent.communicate()
