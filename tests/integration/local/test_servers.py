"""The real Kafka and Postgres of the local stack: what they keep, and who may do what."""

import os
import subprocess
import sys
import tempfile

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import UnknownTopicOrPartitionError

from local.home import Home
from local.programs import PROJECT
from tests.infra.servers import kafka_of, postgres_of

PLAIN_USER = 65_534
# Becomes that user only after the imports: the interpreter may be in a folder that is closed to him.
AS_A_PLAIN_USER = """
import encodings.idna, os, sys
from pathlib import Path
from local import postgres, programs
from local.home import Home
from local.ready import is_ready
from tests.eventually import eventually
import asyncio
os.setgroups([])
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[2]))
home = Home(Path(sys.argv[1]))
port = home.ports("postgres")["postgres"]
server = postgres.prepare(home.data / "postgres", home.logs / "postgres.log", port)
process = programs.start(server.program)
asyncio.run(eventually(lambda: is_ready(server.program.ready)))
print(home.data == home.path / "data", process.uids().real == os.getuid())
programs.stop((server.program, process))
"""


async def test_kafka_keeps_its_messages_and_its_port(home: Home) -> None:
    """An acknowledged message is there after a restart, at the same address; no topic makes itself."""
    with kafka_of(home) as before:
        admin = AIOKafkaAdminClient(bootstrap_servers=before)
        await admin.start()
        await admin.create_topics([NewTopic("pages", num_partitions=1, replication_factor=1)])
        async with AIOKafkaProducer(bootstrap_servers=before, request_timeout_ms=2000) as producer:
            await producer.send_and_wait("pages", b"page")
            with pytest.raises(UnknownTopicOrPartitionError):
                await producer.send("undeclared", b"page")
        topics = await admin.list_topics()
        await admin.close()
    with kafka_of(home) as after:
        async with AIOKafkaConsumer(
            "pages", bootstrap_servers=after, group_id="readers", auto_offset_reset="earliest"
        ) as consumer:
            message = await consumer.getone()
    assert (topics, after, message.value) == (["pages"], before, b"page")


async def test_postgres_keeps_its_rows_its_passwords_and_its_port(home: Home) -> None:
    """What was committed is there after a restart, at the same address."""
    with postgres_of(home) as server:
        connection = await asyncpg.connect(before := server.dsn())
        await connection.execute("CREATE TABLE pages AS SELECT 'страница' AS text")
        await connection.close()
    with postgres_of(home) as server:
        connection = await asyncpg.connect(after := server.dsn())
        row = await connection.fetchval("SELECT text || current_setting('fsync') FROM pages")
        await connection.close()
    assert (after, row) == (before, "страницаon")


@pytest.mark.skipif(os.geteuid() != 0, reason="root becomes a plain user here; a plain user is one already")
def test_a_plain_user_runs_postgres_in_his_own_folder() -> None:
    """Without root nothing is copied elsewhere, and nobody else runs the server."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        os.chown(folder, PLAIN_USER, PLAIN_USER)
        done = subprocess.run(
            (sys.executable, "-c", AS_A_PLAIN_USER, f"{folder}/home", str(PLAIN_USER)),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
    if "initdb" in done.stderr and "PermissionError" in done.stderr:
        pytest.skip("this checkout is in a folder that other users cannot enter")
    assert (done.stdout, done.returncode) == ("True True\n", 0), done.stderr
