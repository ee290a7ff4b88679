"""`python -m services.store` as a person or a supervisor starts it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from services.runtime.errors import EXIT_CONFIG, EXIT_FAIL_STOP
from services.store.database import MIGRATIONS, migrate
from services.store.roles import ROLES
from tests.conftest import DatabaseFactory
from tests.eventually import eventually
from tests.integration.store.lane import PROJECT, Lane, lane, message
from tests.unit.store.messages import article


async def command(*words: str, **variables: str) -> tuple[int, str, str]:
    """Exit status, output and errors of the command, run to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.store", *words),
        cwd=PROJECT,
        env=os.environ | variables,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


@pytest.fixture
async def store(kafka_bootstrap: str, database: DatabaseFactory, topic_suffix: str) -> AsyncIterator[Lane]:
    """Topics and a database of this test."""
    async with lane(kafka_bootstrap, await database(migrate), topic_suffix) as made:
        yield made


async def test_help_names_every_command() -> None:
    """Help shows how to serve, how to migrate, and what the exit status means."""
    status, output, _ = await command("--help")
    assert status == 0
    for words in ("python -m services.store  ", "python -m services.store migrate", "exit status: 0"):
        assert words in output


async def test_migrate_says_what_it_applied(database: DatabaseFactory) -> None:
    """`migrate` names what it applied, and the second time that nothing was missing."""
    dsn = await database()
    every = ", ".join(file.stem for file in sorted(MIGRATIONS.glob("*.sql")))
    assert [(await command("migrate", POSTGRES_DSN=dsn))[:2] for _ in range(2)] == [
        (0, f"migrations applied: {every}\nroles: {', '.join(ROLES)}\n"),
        (0, f"migrations applied: none, all were there\nroles: {', '.join(ROLES)}\n"),
    ]


async def test_wrong_setting_is_named() -> None:
    """A setting that is wrong ends the command with status 78 and its name."""
    status, _, errors = await command(POSTGRES_DSN="postgresql://x@127.0.0.1/x", STORE_BATCH_SIZE="0")
    assert status == EXIT_CONFIG
    assert "STORE_BATCH_SIZE: Input should be greater than or equal to 1" in errors


async def test_missing_tables_stop_it_with_advice(store: Lane, database: DatabaseFactory) -> None:
    """On a database without tables it stops and says what to run."""
    status, _, errors = await command(**replace(store, dsn=await database()).environment)
    assert status == EXIT_FAIL_STOP
    assert "run `python -m services.store migrate`" in errors


async def test_ready_counted_and_logged(store: Lane) -> None:
    """A running store is ready, counts rows and lag, logs a line per batch, and ends with 0 at SIGTERM."""
    await store.produce(message(article(n)) for n in range(5))
    async with store.process(stderr=asyncio.subprocess.PIPE) as running:
        await store.all_committed()
        assert await store.ready() == (200, dict.fromkeys(("kafka", "postgres", "waiting", "flood"), "ok"))

        async def counted() -> bool:
            async with httpx.AsyncClient() as client:
                text = (await client.get(f"http://127.0.0.1:{store.port}/metrics")).text
            samples = dict(
                line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("vestnik_store")
            )
            lags = {value for name, value in samples.items() if name.startswith("vestnik_store_lag_messages")}
            return samples['vestnik_store_rows_written_total{kind="article"}'] == "5.0" and lags == {"0.0"}

        await eventually(counted)
        running.send_signal(signal.SIGTERM)
        _, errors = await running.communicate()
        assert running.returncode == 0
    assert '"event": "batch"' in errors.decode()


async def test_missing_topics_keep_it_from_being_ready(store: Lane) -> None:
    """Without its topics it waits, alive, and is not ready."""
    elsewhere = replace(store, prefix=f"{store.prefix}none.")
    async with elsewhere.process() as running:
        await eventually(lambda: waiting(elsewhere))
        assert running.returncode is None


async def waiting(store: Lane) -> bool:
    """Whether it says that Kafka is not ready and Postgres is."""
    status, checks = await store.ready()
    about = checks.get("kafka"), checks.get("postgres")
    return (status, *about) == (503, "RuntimeError: not connected yet", "ok")


async def test_stops_at_once_while_it_waits_for_kafka(database: DatabaseFactory) -> None:
    """SIGTERM ends it with 0 although Kafka never answered."""
    store = Lane(bootstrap="127.0.0.1:1", dsn=await database(migrate), prefix="none.")
    async with store.process() as running:
        await eventually(lambda: waiting(store))
        running.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(running.wait(), 5) == 0
