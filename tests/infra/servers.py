"""Where tests get Kafka and Postgres from: the environment, containers, or the local stack."""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.container import DockerContainer

from local import kafka, postgres, stack
from local.home import Home, cache_folder, free_port
from local.plan import Plan
from local.ready import is_ready
from tests.infra import other_postgres

KAFKA_IMAGE = "apache/kafka:4.2.0"
POSTGRES_IMAGE = "postgres:18"
CONTAINER_SECONDS = 120  # the image may have to be pulled first


@contextmanager
def kafka_server(infra: str) -> Iterator[str]:
    """The bootstrap servers of a real Kafka for the length of a block."""
    if given := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield given
    elif infra == "containers":
        with _kafka_container() as bootstrap:
            yield bootstrap
    else:
        with temporary_home() as home, kafka_of(home) as bootstrap:
            yield bootstrap


@contextmanager
def postgres_server(infra: str, version: str | None = None) -> Iterator[str]:
    """The address of a real Postgres, for a role that may create databases, for the length of a block.

    Another `version` than that of the local stack is downloaded.
    """
    if given := os.environ.get("POSTGRES_DSN"):
        yield given
    elif infra == "containers":
        with PostgresContainer(POSTGRES_IMAGE, driver=None) as container:
            yield container.get_connection_url()
    else:
        other = other_postgres.installed(version) if version else None
        with temporary_home() as home, postgres_of(home, postgres.THROW_AWAY, other) as server:
            yield server.dsn()


@contextmanager
def kafka_of(home: Home) -> Iterator[str]:
    """A broker in a home, looked after: it ends with this process and is started again when it dies."""
    ports = home.ports("kafka", "controller")
    program = kafka.prepare(
        home.data / "kafka", home.logs / "kafka.log", cache_folder(), ports["kafka"], ports["controller"]
    )
    with stack.running(home, lambda: Plan(servers=(program,))):
        yield program.url


@contextmanager
def postgres_of(
    home: Home, settings: Mapping[str, str] | None = None, installed: Path | None = None
) -> Iterator[postgres.Server]:
    """A database server in a home, looked after in the same way."""
    port = home.ports("postgres")["postgres"]
    server = postgres.prepare(home.data / "postgres", home.logs / "postgres.log", port, settings, installed)
    with stack.running(home, lambda: Plan(servers=(server.program,))):
        yield server


@contextmanager
def temporary_home() -> Iterator[Home]:
    """A home for the length of a block; its data goes with it, also what is kept elsewhere as root."""
    home = Home(Path(tempfile.mkdtemp(prefix="vestnik-tests-")))
    try:
        yield home
    finally:
        home.remove()


@contextmanager
def _kafka_container() -> Iterator[str]:
    port = free_port()  # the same inside and outside, because the broker tells clients its own address
    container = (
        DockerContainer(KAFKA_IMAGE)
        .with_bind_ports(port, port)
        .with_env("KAFKA_NODE_ID", "1")
        .with_env("KAFKA_PROCESS_ROLES", "broker,controller")
        .with_env("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
        .with_env("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
        .with_env("KAFKA_LISTENERS", f"PLAINTEXT://:{port},CONTROLLER://:9093")
        .with_env("KAFKA_ADVERTISED_LISTENERS", f"PLAINTEXT://localhost:{port}")
        .with_env("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
        .with_env("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .with_env("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        .with_env("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
        .with_env("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        .with_env("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
    )
    with container:
        deadline = time.monotonic() + CONTAINER_SECONDS
        while not is_ready(f"kafka://localhost:{port}"):
            assert time.monotonic() < deadline, f"{KAFKA_IMAGE} does not answer"
            time.sleep(0.2)
        yield f"localhost:{port}"
