"""The services of the pipeline as a table, and how to run each on this machine."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from local.home import LOCALHOST, Home
from local.postgres import LOGINS, OWNER, Server
from local.programs import Program


@dataclass(frozen=True)
class Service:
    """One process: `python -m <module>`, its login in Postgres, and the servers in it."""

    name: str
    module: str
    role: str | None = None
    doors: tuple[Literal["METRICS", "INGEST"], ...] = ("METRICS",)

    def port_name(self, door: str) -> str:
        """The name under which the home remembers a port."""
        return f"{self.name}/{door.lower()}"

    def variable(self, door: str) -> str:
        """The name of a door's address in the file `env`: INGEST_URL, ENRICH_2_METRICS_URL."""
        name = self.name.replace("-", "_").upper()
        return f"{name}_URL" if name == door else f"{name}_{door}_URL"


INGEST = Service("ingest", "services.ingest", doors=("METRICS", "INGEST"))
ENRICH = Service("enrich", "services.enrich", role=LOGINS["enrich"])
STORE = Service("store", "services.store", role=LOGINS["store"])

# Before the services start; each may be repeated at every start.
STEPS = (
    Service("topics", "services.runtime.topics"),
    replace(ENRICH, name="enrich-migrate"),
    replace(STORE, name="store-migrate", role=LOGINS["store_migrate"]),
)


def table(workers: int) -> tuple[Service, ...]:
    """All services, with that number of enrich workers: enrich, enrich-2, enrich-3 ..."""
    further = (replace(ENRICH, name=f"enrich-{number}") for number in range(2, workers + 1))
    return (INGEST, ENRICH, *further, STORE)


def steps(home: Home, bootstrap: str, postgres: Server) -> tuple[Program, ...]:
    """What has to be done before the services start."""
    return tuple(
        Program(
            name=step.name,
            command=(sys.executable, "-m", step.module, *(["migrate"] if step.role else [])),
            log=home.logs / f"{step.name}.log",
            env=_environment(step, bootstrap, postgres),
        )
        for step in STEPS
    )


def programs(
    home: Home, services: tuple[Service, ...], ports: Mapping[str, int], bootstrap: str, postgres: Server
) -> Iterator[Program]:
    """How to run each service."""
    for service in services:
        doors = {door: ports[service.port_name(door)] for door in service.doors}
        yield Program(
            name=service.name,
            command=(sys.executable, "-m", service.module),
            log=home.logs / f"{service.name}.log",
            env=_environment(service, bootstrap, postgres)
            | {f"{door}_HOST": LOCALHOST for door in doors}
            | {f"{door}_PORT": str(port) for door, port in doors.items()},
            ready=f"http://{LOCALHOST}:{doors['METRICS']}/readyz",
            url=f"http://{LOCALHOST}:{list(doors.values())[-1]}",
        )


def variables(
    services: tuple[Service, ...], ports: Mapping[str, int], bootstrap: str, postgres: Server
) -> dict[str, str]:
    """The addresses of a running stack, for the file `env`."""
    logins = {
        "POSTGRES_DSN": OWNER,
        "POSTGRES_READER_DSN": LOGINS["people"],
        "POSTGRES_WRITER_DSN": LOGINS["store"],
        "POSTGRES_OWNER_DSN": LOGINS["store_migrate"],
    }
    dsns = {name: postgres.dsn(login) for name, login in logins.items()}
    return (
        {"KAFKA_BOOTSTRAP_SERVERS": bootstrap}
        | dsns
        | {
            service.variable(door): f"http://{LOCALHOST}:{ports[service.port_name(door)]}"
            for service in services
            for door in reversed(service.doors)
        }
    )


def _environment(service: Service, bootstrap: str, postgres: Server) -> dict[str, str]:
    return {"KAFKA_BOOTSTRAP_SERVERS": bootstrap} | (
        {"POSTGRES_DSN": postgres.dsn(service.role)} if service.role else {}
    )
