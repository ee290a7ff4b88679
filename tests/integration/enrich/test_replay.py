"""`python -m services.enrich replay` on a real Kafka and a real Postgres."""

import asyncio
import os
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from schemas.enriched_article import EnrichedArticle
from schemas.identity import derived_submission_id
from schemas.raw_article import RawArticle
from schemas.topics import ENRICHED, RAW
from services.enrich.backlog import backlog
from services.enrich.database import migrate
from services.enrich.read import ENRICHER_VERSION
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.enrich.lane import (
    PROJECT,
    START,
    Lane,
    Record,
    lane,
    page,
    stopped,
    submission_id,
)

COMMAND = (sys.executable, "-m", "services.enrich", "replay")
COPY = "vestnik.replay_of"


@pytest.fixture
async def enrich(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a migrated database."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


async def replay(enrich: Lane, *arguments: str) -> tuple[int, list[str], str]:
    """Run the command; its exit status, the lines of its summary, and what it says beside them."""
    environment = os.environ | enrich.environment
    command = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, cwd=PROJECT, env=environment, stdout=PIPE, stderr=PIPE
    )
    output, errors = await asyncio.wait_for(command.communicate(), 120)
    assert command.returncode is not None
    return command.returncode, output.decode().splitlines(), errors.decode()


async def worked_off(enrich: Lane) -> None:
    """Let a worker read everything that is there."""
    async with enrich.worker() as worker:
        await enrich.all_committed()
        assert await stopped(worker) == 0


async def copies(enrich: Lane) -> list[Record]:
    """What a replay has put on `articles.raw`."""
    return [one for one in await enrich.records(RAW) if COPY in dict(one.headers)]


async def read_by_an_old_enricher(enrich: Lane) -> None:
    """As if everything that is known had been read a year ago."""
    await enrich.rows("update enrich.articles set enricher_version = '2025.1' returning id")


def withdrawal(number: int) -> bytes:
    """The withdrawal of a page, a day after it was read."""
    return RawArticle(
        fetched_at=START + timedelta(days=1), url=f"https://news.example/bridges/{number}", status="canceled"
    ).to_json()


def without_id(number: int) -> bytes:
    """A page that gives itself no submission_id."""
    return page(number).replace(f'"submission_id":"{submission_id(number)}",'.encode(), b"")


async def test_what_an_older_enricher_read_is_read_again(enrich: Lane) -> None:
    """Each page once more, as the same submission; nothing that was withdrawn, buried or copied before."""
    assert b"submission_id" not in without_id(4)
    await enrich.produce([*map(page, range(4)), without_id(4), b"{"])
    async with enrich.worker() as worker:
        await enrich.all_committed()
        await enrich.produce([withdrawal(3)])
        await enrich.all_committed()
        assert await stopped(worker) == 0
    await read_by_an_old_enricher(enrich)
    originals = {(one.partition, one.offset): one for one in await enrich.records(RAW)}

    summary = [
        "        4  sent again",
        "        1  dead letters (see `python -m services.runtime.dead_letters redrive`)",
        "        2  withdrawals, and pages of withdrawn articles",
    ]
    wanted = ("--older-than", ENRICHER_VERSION, "--rate", "1000")
    assert await replay(enrich, *wanted, "--dry-run") == (0, [*summary, "dry run, nothing was sent"], "")
    assert await copies(enrich) == []
    assert await replay(enrich, *wanted) == (0, summary, "")
    made = await copies(enrich)
    assert Counter(one.value for one in made) == Counter([*map(page, range(3)), without_id(4)])
    for copy in made:
        original = originals[copy.partition, int(dict(copy.headers)[COPY])]
        assert (copy.key, copy.value) == (original.key, original.value)

    await worked_off(enrich)
    articles = {
        article.submission_id: article.enricher.version
        for record in await enrich.records(ENRICHED)
        for article in [EnrichedArticle.model_validate_json(record.value or b"")]
        if article.status == "usable"
    }
    (place,) = (where for where, one in originals.items() if one.value == without_id(4))
    derived = derived_submission_id(enrich.kafka.topic(RAW), *place)
    read = {*map(submission_id, range(3)), derived}
    assert articles == dict.fromkeys({*read, submission_id(3)}, ENRICHER_VERSION)
    outcomes = await enrich.rows("select submission_id, outcome from enrich.outcomes")
    assert Counter(pair for pair in outcomes if pair[1] == "enriched") == Counter(
        [*((UUID(str(one)), "enriched") for one in read for _ in range(2)), (submission_id(3), "enriched")]
    )

    assert await replay(enrich, *wanted) == (
        0,
        [
            "        0  sent again",
            "        4  not asked for: another source, or no older enricher",
            "        4  copies that an earlier replay made",
            *summary[1:],
        ],
        "",
    )


async def test_what_no_worker_has_read_is_left_to_it(enrich: Lane) -> None:
    """A page that still waits is not sent a second time."""
    await enrich.produce([page(0), page(1)])
    assert await replay(enrich, "--since", "2026-01-01") == (
        0,
        ["        0  sent again", "        2  without an outcome: a worker has yet to read them"],
        "",
    )


async def test_an_interrupted_replay_goes_on_as_it_says(enrich: Lane) -> None:
    """Ctrl-C ends it after the page in hand; the command that it prints sends the rest."""
    await enrich.produce(map(page, range(8)))
    await worked_off(enrich)
    command = await asyncio.create_subprocess_exec(
        *COMMAND,
        *("--source", "news.example", "--rate", "2"),
        cwd=PROJECT,
        env=os.environ | enrich.environment,
        stdout=PIPE,
        stderr=PIPE,
    )

    async def begun() -> bool:
        return len(await copies(enrich)) >= 2

    await eventually(begun, timeout=60)
    command.send_signal(signal.SIGINT)
    output, errors = await asyncio.wait_for(command.communicate(), 30)
    sent = len(await copies(enrich))
    assert (command.returncode, output.decode()) == (130, f"{sent:>9}  sent again\n")
    assert sent < 8
    said, _, goes_on = errors.decode().rpartition("not finished; this goes on:\n")
    assert "stopping" in said
    words = goes_on.split()
    assert words[:5] == ["python", "-m", "services.enrich", "replay", "--since"]
    assert words[6:] == ["--source", "news.example", "--rate", "2"]

    status, summary, _ = await replay(enrich, *words[4:8], "--rate", "1000")
    assert status == 0
    made = Counter(one.value for one in await copies(enrich))
    assert set(made) == set(map(page, range(8)))
    assert made.total() == sent + int(summary[0].split()[0])


async def test_a_backlog_ends_where_it_ended_at_its_start(enrich: Lane) -> None:
    """Everything from a time on, in the order in which Kafka took it, and nothing that came later."""
    await enrich.produce(map(page, range(40)))
    await asyncio.sleep(0.01)
    await enrich.produce(map(page, range(40, 90)))
    stop = asyncio.Event()
    taken: list[bytes | None] = []
    times = []
    async with backlog(enrich.kafka, RAW) as found:
        assert found.total == 90
        middle = START
        while messages := await found.take(20, stop):
            await enrich.produce(map(page, range(1000, 1005)))
            taken += [one.value for one in messages]
            times += [one.appended_at for one in messages]
            middle = next((one.appended_at for one in messages if one.value == page(40)), middle)
        assert found.exhausted
    assert Counter(taken) == Counter(map(page, range(90)))
    assert times == sorted(times)
    since = min(at for at, value in zip(times, taken, strict=True) if value in set(map(page, range(40, 90))))
    async with backlog(enrich.kafka, RAW, since) as found:
        later = [one.value for one in await found.take(50, stop)]
    assert set(later) == set(map(page, range(40, 90)))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say which pages: --since, --source or --older-than"),
        (["--since", "yesterday"], "argument --since: 'yesterday' is no time such as 2026-11-27T18:00:00Z"),
        (["--source", "x", "--rate", "0"], "argument --rate: must be above 0 and at most 10000"),
        (
            ["--older-than", "9999.1"],
            f"--older-than 9999.1: this enricher is {ENRICHER_VERSION}, what it reads would be older too",
        ),
    ],
)
def test_a_wrong_command_line_is_said(arguments: Sequence[str], said: str) -> None:
    """Exit 2 and a line that says what to write instead."""
    done = subprocess.run([*COMMAND, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        f"python -m services.enrich replay: error: {said}",
    )


async def test_without_kafka_or_tables_it_says_what_to_do(enrich: Lane, database: DatabaseFactory) -> None:
    """Exit 75 and the command to give again; exit 78 where something has to be set up first."""
    asked = ("--source", "news.example")
    enrich.settings = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    status, _, errors = await replay(enrich, *asked)
    assert status == 75
    assert "Kafka does not answer" in errors
    assert errors.endswith("python -m services.enrich replay --source news.example\n")
    enrich.settings = {"POSTGRES_DSN": await database()}
    assert await replay(enrich, *asked) == (
        78,
        [],
        "cannot start: no tables; run `python -m services.enrich migrate`\n",
    )
