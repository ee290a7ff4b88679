"""Apache Kafka from Maven Central: its jars, downloaded once into the cache."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

VERSION = "4.2.0"
COORDINATES = (
    f"org.apache.kafka:kafka_2.13:{VERSION}",
    "org.slf4j:slf4j-simple:1.7.36",  # writes Kafka's log to standard error; without it there is none
)
# Over all names and contents: what is downloaded is what was tested, or an error.
DIGEST = "e4b913a01593387b08bae217254e7528103048c2f99209b788855badc3abcde2"

Report = Callable[[int, int], None]  # (done, all) jars; all is 0 while it is not known yet
Download = Callable[[Path, Report], list[Path]]


class DownloadError(Exception):
    """Kafka could not be downloaded; says why and what to do."""


def folder(cache: Path) -> Path:
    """Where the jars are, once downloaded. The folder appears whole or not at all."""
    return cache / f"kafka-{VERSION}"


def download_from_central(repository: Path, report: Report) -> list[Path]:
    """Kafka and all that it needs, each in its place below `repository`.

    Raises:
        DownloadError: No network, or a file that is not there.
    """
    import requests  # noqa: PLC0415 - with jgo a second of imports that only a download needs
    from jgo.maven import MavenContext  # noqa: PLC0415 - the same

    maven = MavenContext(repo_cache=repository, timeout=60)
    try:
        roots, others = maven.resolver.resolve([maven.create_dependency(name) for name in COORDINATES])
        artifacts = [dependency.artifact for dependency in (*roots, *others)]
        report(0, len(artifacts))
        jars = []
        with ThreadPoolExecutor(8) as threads:
            for jar in threads.map(lambda artifact: artifact.resolve(), artifacts):
                jars.append(jar)
                report(len(jars), len(artifacts))
    except (requests.RequestException, RuntimeError, OSError) as error:
        raise DownloadError(
            f"Kafka {VERSION} could not be downloaded from Maven Central; is the network up? {error}"
        ) from error
    return jars


def install(
    cache: Path, report: Report = lambda _done, _all: None, download: Download = download_from_central
) -> Path:
    """The folder of the jars, downloaded if need be; uses no network when it is there.

    Raises:
        DownloadError: No network, or other files than expected.
    """
    target = folder(cache)
    if target.is_dir():
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadError(
            f"the cache cannot be made: {error}; VESTNIK_CACHE names another folder"
        ) from error
    with tempfile.TemporaryDirectory(prefix="kafka-", dir=cache) as work:
        report(0, 0)
        jars = download(Path(work) / "maven", report)
        if (found := digest(jars)) != DIGEST:
            raise DownloadError(
                f"the jars of Kafka {VERSION} are not the expected ones (SHA-256 {found}); try again"
            )
        whole = Path(work) / "jars"
        whole.mkdir()
        for jar in jars:
            shutil.move(jar, whole / jar.name)
        try:
            whole.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was quicker
                raise
    return target


def digest(jars: list[Path]) -> str:
    """SHA-256 over the names and the contents of files, in the order of their names."""
    total = hashlib.sha256()
    for jar in sorted(jars, key=lambda path: path.name):
        total.update(f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n".encode())
    return total.hexdigest()
