"""What every test may ask for: a real Kafka, a real Postgres, topics and a database of its own."""

import asyncio
import inspect
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.infra import other_postgres
from tests.infra.databases import Databases
from tests.infra.servers import kafka_server, postgres_server
from tests.infra.topics import Topics

LEAK_GRACE_SECONDS = 0.5  # a task that is just ending is no leak

DatabaseFactory = Callable[..., Awaitable[str]]  # database(*migrations) -> dsn
TopicFactory = Callable[..., Awaitable[str]]  # kafka_topic(name, partitions=1, config=None) -> name


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add where Kafka and Postgres come from, how much fault tests take, and writing what is expected."""
    parser.addoption(
        "--infra",
        choices=("local", "containers"),
        default="local",
        help="Kafka and Postgres from packages on this machine, or from containers; "
        "KAFKA_BOOTSTRAP_SERVERS and POSTGRES_DSN in the environment come before both",
    )
    parser.addoption(
        "--write-shapes",
        action="store_true",
        help="write what each migration changes to tests/integration/runtime/schemas before it is compared",
    )
    parser.addoption(
        "--postgres",
        choices=sorted(other_postgres.RELEASES),
        help="another major version of Postgres than that of the local stack, downloaded",
    )
    parser.addoption(
        "--articles",
        type=int,
        default=3_000,
        help="articles that pass in each fault test of store and of links; `make faults` takes 50,000",
    )


@pytest.fixture(scope="session")
def kafka_bootstrap(pytestconfig: pytest.Config) -> Iterator[str]:
    """The bootstrap servers of the session's Kafka."""
    with kafka_server(pytestconfig.getoption("--infra")) as bootstrap:
        yield bootstrap


@pytest.fixture(scope="session")
def postgres_dsn(pytestconfig: pytest.Config) -> Iterator[str]:
    """The session's Postgres, for a role that may create databases. Tests take `database`."""
    infra, version = pytestconfig.getoption("--infra"), pytestconfig.getoption("--postgres")
    with postgres_server(infra, version) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def databases(postgres_dsn: str) -> Iterator[Databases]:
    """The session's templates."""
    made = Databases(postgres_dsn)
    yield made
    asyncio.run(made.drop_templates())


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[DatabaseFactory]:
    """Make fresh databases of this test; called with migrations, it gives the address of a migrated one.

    A migration is an async function that takes an address. It runs once a session; databases are
    copies of the result. With no migration the database is empty. `dsn = await database(migrate)`
    """
    made: list[str] = []

    async def create(*migrations: Callable[[str], Awaitable[None]]) -> str:
        made.append(await databases.create(*migrations))
        return made[-1]

    yield create
    await databases.drop(*made)


@pytest.fixture
def topic_suffix() -> str:
    """What a test appends to the name of each topic, group and client, to share none with another test."""
    return f"-{secrets.token_hex(4)}"


@pytest.fixture
async def kafka_topic(kafka_bootstrap: str, topic_suffix: str) -> AsyncIterator[TopicFactory]:
    """Make topics of this test; called with a name, it gives the name with this test's suffix.

    `topic = await kafka_topic("articles.raw", partitions=2)`
    """
    topics = Topics(kafka_bootstrap, topic_suffix)
    yield topics.create
    await topics.delete_all()


@pytest.fixture
def consumer_group(topic_suffix: str) -> str:
    """The name of a consumer group of this test."""
    return f"group{topic_suffix}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of third-party test data, which is not part of the project."""
    folder = Path(os.environ.get("VESTNIK_DATA") or Path(__file__).parents[2] / "shared" / "data").resolve()
    if not folder.is_dir():
        reason = f"no test data at {folder}; set VESTNIK_DATA to the folder that holds it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture
async def _no_leaked_tasks() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    # The rest is what the test and its own fixtures left running.
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    if left:
        _, left = await asyncio.wait(left, timeout=LEAK_GRACE_SECONDS)
    assert not left, f"tasks still run after the test: {left}"


@pytest.fixture(autouse=True)
def _ends_clean(request: pytest.FixtureRequest) -> None:
    """Fail a test that leaves a task behind; a coroutine that nobody awaited is a warning, so an error."""
    if inspect.iscoroutinefunction(getattr(request.node, "obj", None)):
        request.getfixturevalue("_no_leaked_tasks")
