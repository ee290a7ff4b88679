"""The table of services, with two enrich workers."""

import sys
from pathlib import Path

import pytest

from local import services
from local.home import Home
from local.postgres import Server
from local.programs import PROJECT, Program

PORTS = {
    "ingest/metrics": 1,
    "ingest/ingest": 2,
    "enrich/metrics": 3,
    "enrich-2/metrics": 4,
    "store/metrics": 5,
}


@pytest.fixture
def postgres(tmp_path: Path) -> Server:
    """A server that does not run."""
    program = Program(name="postgres", command=(), log=tmp_path / "log")
    passwords = {
        "vestnik": "o",
        "vestnik_enrich": "e",
        "vestnik_store_migrate": "m",
        "vestnik_store": "s",
        "vestnik_people": "p",
    }
    return Server(program, 6, passwords)


def test_the_addresses_of_a_stack(postgres: Server) -> None:
    """One address for each door, four logins in Postgres, further workers numbered."""
    assert services.variables(services.table(2), PORTS, "kafka:9", postgres) == {
        "KAFKA_BOOTSTRAP_SERVERS": "kafka:9",
        "POSTGRES_DSN": "postgresql://vestnik:o@127.0.0.1:6/vestnik",
        "POSTGRES_READER_DSN": "postgresql://vestnik_people:p@127.0.0.1:6/vestnik",
        "POSTGRES_WRITER_DSN": "postgresql://vestnik_store:s@127.0.0.1:6/vestnik",
        "POSTGRES_OWNER_DSN": "postgresql://vestnik_store_migrate:m@127.0.0.1:6/vestnik",
        "INGEST_URL": "http://127.0.0.1:2",
        "INGEST_METRICS_URL": "http://127.0.0.1:1",
        "ENRICH_METRICS_URL": "http://127.0.0.1:3",
        "ENRICH_2_METRICS_URL": "http://127.0.0.1:4",
        "STORE_METRICS_URL": "http://127.0.0.1:5",
    }


def test_each_service_is_told_its_own_door_and_its_own_login(tmp_path: Path, postgres: Server) -> None:
    """Ingest has no database; enrich and store each have their role."""
    made = services.programs(Home(tmp_path), services.table(2), PORTS, "kafka:9", postgres)
    kafka = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9", "METRICS_HOST": "127.0.0.1"}
    enrich = {"POSTGRES_DSN": "postgresql://vestnik_enrich:e@127.0.0.1:6/vestnik"}
    store = {"POSTGRES_DSN": "postgresql://vestnik_store:s@127.0.0.1:6/vestnik"}
    assert {program.name: (program.command[-1], program.env, program.ready) for program in made} == {
        "ingest": (
            "services.ingest",
            kafka | {"METRICS_PORT": "1", "INGEST_HOST": "127.0.0.1", "INGEST_PORT": "2"},
            "http://127.0.0.1:1/readyz",
        ),
        "enrich": ("services.enrich", kafka | enrich | {"METRICS_PORT": "3"}, "http://127.0.0.1:3/readyz"),
        "enrich-2": ("services.enrich", kafka | enrich | {"METRICS_PORT": "4"}, "http://127.0.0.1:4/readyz"),
        "store": ("services.store", kafka | store | {"METRICS_PORT": "5"}, "http://127.0.0.1:5/readyz"),
    }


def test_the_steps_before_the_services(tmp_path: Path, postgres: Server) -> None:
    """Topics first, then each service's own schema, by the one who owns it; all from the project's folder."""
    made = services.steps(Home(tmp_path), "kafka:9", postgres)
    assert [(step.command, step.env.get("POSTGRES_DSN"), step.cwd) for step in made] == [
        ((sys.executable, "-m", "services.runtime.topics"), None, PROJECT),
        (
            (sys.executable, "-m", "services.enrich", "migrate"),
            "postgresql://vestnik_enrich:e@127.0.0.1:6/vestnik",
            PROJECT,
        ),
        (
            (sys.executable, "-m", "services.store", "migrate"),
            "postgresql://vestnik_store_migrate:m@127.0.0.1:6/vestnik",
            PROJECT,
        ),
    ]
