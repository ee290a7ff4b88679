"""The folder in which one local stack keeps everything: data, logs, addresses."""

import json
import os
import random
import shutil
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

# Below the ranges from which Linux (32768+) and macOS (49152+) number outgoing connections, so that a
# port stays ours between one start and the next.
PORTS = range(20_000, 32_000)
LOCALHOST = "127.0.0.1"


@dataclass(frozen=True)
class Home:
    """One stack's folder; two stacks with two homes know nothing of each other."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """`$VESTNIK_HOME`, else `.vestnik` in the current folder."""
        return cls(Path(os.environ.get("VESTNIK_HOME") or ".vestnik").expanduser().resolve())

    @property
    def env(self) -> Path:
        """Addresses of the running stack, one NAME=value a line; holds passwords, mode 0600."""
        return self.path / "env"

    @property
    def logs(self) -> Path:
        """One file per process, appended to."""
        folder = self.path / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def data(self) -> Path:
        """Where Kafka and Postgres keep their data, made on first use.

        Postgres refuses to run as root and then runs as `nobody`, who may not be able to enter this
        home (a 0700 folder above it). In that case `data` is a link to a folder under the system's
        temporary one. The data of both is in there, so that they are lost together or not at all.
        """
        data = self.path / "data"
        if data.exists():
            return data.resolve()
        self.path.mkdir(parents=True, exist_ok=True)
        data.unlink(missing_ok=True)  # a link whose folder was swept away
        if os.geteuid() == 0 and not _anybody_can_enter(self.path):
            folder = Path(tempfile.mkdtemp(prefix="vestnik-")).resolve()
            data.symlink_to(folder)
        else:
            folder = data
            folder.mkdir()
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        return folder

    def remove(self) -> None:
        """Delete the whole home; nothing of it may be running."""
        data = self.path / "data"
        if data.is_symlink():
            shutil.rmtree(data.resolve(), ignore_errors=True)
        shutil.rmtree(self.path)

    def ports(self, *names: str) -> dict[str, int]:
        """A port for each name: the one of the last start if it is free, else another, then remembered."""
        file = self.data / "ports.json"
        known: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        for name in names:
            if name not in known or not is_free(known[name]):
                known[name] = free_port(taken=set(known.values()))
        replace_text(file, json.dumps(known, indent=1))
        return {name: known[name] for name in names}


def cache_folder() -> Path:
    """Downloads, shared by all homes: `$VESTNIK_CACHE`, else `vestnik` in the user's cache folder."""
    if chosen := os.environ.get("VESTNIK_CACHE"):
        return Path(chosen).expanduser().resolve()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser().resolve() / "vestnik"


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do after a restart
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True


def free_port(taken: set[int] | None = None) -> int:
    """A port on which nobody listens, not in `taken`."""
    return next(
        port for port in random.sample(PORTS, len(PORTS)) if port not in (taken or ()) and is_free(port)
    )


def replace_text(file: Path, text: str, mode: int = 0o600) -> None:
    """Write a file so that readers see the old text or the new one, never a part."""
    new = file.with_name(f"{file.name}.{os.getpid()}")
    new.touch(mode)
    new.write_text(text)
    new.replace(file)


def _anybody_can_enter(folder: Path) -> bool:
    """Whether every folder on the way lets other users pass."""
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))
