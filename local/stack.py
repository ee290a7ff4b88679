"""Bringing a stack up and down: `make up`, `make down`, and the same for the length of a block."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from local import kafka, leftovers, postgres, services, state
from local.home import Home, cache_folder, replace_text
from local.plan import Plan, plan_file
from local.programs import POLL_SECONDS, PROJECT, ProgramFailedError, tail

DOWN_SECONDS = 60.0  # services and servers get 20 s each before they are killed

# What a service is told about its surroundings comes from the plan alone, not from the caller's shell.
PLANNED = ("KAFKA_", "POSTGRES_", "METRICS_", "INGEST_HOST", "INGEST_PORT")

Report = Callable[[str], None]  # told what is being done


class StackError(Exception):
    """The stack could not be brought up or down; says why and what to do."""


@dataclass(frozen=True)
class StackAddresses:
    """Where a running stack is reached."""

    variables: Mapping[str, str]
    """As in the file `env`; also what a client program needs in its environment."""

    @property
    def kafka_bootstrap_servers(self) -> str:
        """`host:port`."""
        return self.variables["KAFKA_BOOTSTRAP_SERVERS"]

    @property
    def postgres_dsn(self) -> str:
        """For people, who read everything and change nothing."""
        return self.variables["POSTGRES_READER_DSN"]

    @property
    def ingest_url(self) -> str:
        """`http://host:port`, without a path."""
        return self.variables["INGEST_URL"]

    @property
    def metrics_urls(self) -> dict[str, str]:
        """By process: `ingest`, `enrich`, `enrich-2`, `store`; without a path."""
        return {
            name.removesuffix("_METRICS_URL").lower().replace("_", "-"): url
            for name, url in self.variables.items()
            if name.endswith("_METRICS_URL")
        }


def make_plan(home: Home, workers: int = 1, settings: Mapping[str, str] | None = None) -> Plan:
    """Kafka, Postgres, the steps and the services, with everything prepared that they need.

    Raises:
        jars.DownloadError: Kafka is not in the cache and could not be downloaded.
        ProgramFailedError: A data folder could not be initialised.
    """
    processes = services.table(workers)
    names = [process.port_name(door) for process in processes for door in process.doors]
    ports = home.ports("kafka", "controller", "postgres", *names)
    broker = kafka.prepare(
        home.data / "kafka", home.logs / "kafka.log", cache_folder(), ports["kafka"], ports["controller"]
    )
    database = postgres.prepare(
        home.data / "postgres", home.logs / "postgres.log", ports["postgres"], settings
    )
    return Plan(
        servers=(broker, database.program),
        steps=services.steps(home, broker.url, database),
        services=tuple(services.programs(home, processes, ports, broker.url, database)),
        variables=services.variables(processes, ports, broker.url, database),
    )


def up(
    home: Home, plan: Callable[[], Plan], report: Report = lambda _: None, lifeline: int | None = None
) -> bool:
    """Bring a stack up and return when all of it is ready; whether it was us who started it.

    What an earlier stack of this home left behind is killed first. With a `lifeline` (the reading end
    of a pipe) the stack ends when nobody holds the other end any more.

    Raises:
        StackError: It did not become ready, and everything was stopped.
    """
    lock = state.lock(home)
    try:
        if lock is not None:
            _launch(home, plan, report, lock, lifeline)
        _wait_until_ready(home, report)
    except KeyboardInterrupt:
        if lock is not None:
            report("stopping")
            down(home)
        raise
    return lock is not None


def down(home: Home) -> bool:
    """Stop the stack of a home and all that is left of earlier ones; whether anything ran.

    Raises:
        StackError: Somebody is about to start it.
    """
    deadline = time.monotonic() + DOWN_SECONDS
    told = False
    while (lock := state.lock(home)) is None:
        current = state.read(home)
        supervisor = current.supervisor.find() if current else None
        late = time.monotonic() > deadline
        if late and supervisor is None:
            raise StackError("another `make up` is about to start; try again when it is done")
        if supervisor and (late or not told):
            (supervisor.kill if late else supervisor.terminate)()
            told = True
        time.sleep(POLL_SECONDS)
    try:
        found = leftovers.sweep(home)
        state.forget(home)
    finally:
        os.close(lock)
    return told or bool(found)


@contextmanager
def running(home: Home, plan: Callable[[], Plan], report: Report = lambda _: None) -> Iterator[Plan]:
    """A stack for the length of a block; it ends with this process, however that ends. Its data stays.

    Raises:
        StackError: It did not become ready, and everything was stopped.
    """
    lifeline, held = os.pipe()
    ours = False
    try:
        ours = up(home, plan, report, lifeline)
        if not ours:
            raise StackError(f"a stack already runs in {home.path}")
        yield Plan.model_validate_json(plan_file(home).read_bytes())
    finally:
        os.close(held)
        os.close(lifeline)
        if ours:
            report("stopping")
            down(home)


@contextmanager
def running_stack(home: Home, workers: int = 1, report: Report = lambda _: None) -> Iterator[StackAddresses]:
    """The whole pipeline for the length of a block, see `running`; its data is not safe from a power cut.

    Raises:
        StackError: It did not become ready, and everything was stopped.
    """
    with running(home, lambda: make_plan(home, workers, postgres.THROW_AWAY), report) as plan:
        yield StackAddresses(plan.variables)


def _launch(home: Home, plan: Callable[[], Plan], report: Report, lock: int, lifeline: int | None) -> None:
    """Clean up, write the plan, and hand it with the lock to a supervisor."""
    try:
        leftovers.sweep(home)
        state.forget(home)
        report("preparing Kafka and Postgres")
        replace_text(plan_file(home), plan().model_dump_json(indent=1))
        _spawn(home, lock, lifeline)
    except ProgramFailedError as error:
        raise StackError(str(error)) from error
    finally:
        os.close(lock)  # from here on the supervisor alone holds it


def _spawn(home: Home, lock: int, lifeline: int | None) -> None:
    descriptors = [lock, *([] if lifeline is None else [lifeline])]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PLANNED)}
    with (home.logs / "supervisor.log").open("ab") as log:
        subprocess.run(  # noqa: S603 - our own command; returns at once, the supervisor goes on
            (sys.executable, "-m", "local.supervisor", str(home.path), *map(str, descriptors)),
            env=environment | {leftovers.MARK: str(home.path)},
            cwd=PROJECT,
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )


def _wait_until_ready(home: Home, report: Report) -> None:
    while True:
        lock = state.lock(home)  # first the lock, then the state: who let go of it has written his last
        current = state.read(home)
        if current and current.phase == "ready" and lock is None:
            return
        if lock is not None:
            os.close(lock)
            reason = current.message if current else tail(home.logs / "supervisor.log")
            reason = reason or "it was stopped before it was ready"
            raise StackError(f"{reason}\nEverything was stopped. All logs are in {home.logs}")
        if current:
            report(current.message)
        time.sleep(POLL_SECONDS)
