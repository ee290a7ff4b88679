"""API keys: who may send. The file holds a hash of each, and may be changed while ingest runs."""

import hashlib
import hmac
import secrets
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import structlog
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from services.ingest.metrics import KEYS_FAILED
from services.ingest.web.allowance import Allowance

log = structlog.get_logger()

RELOAD_SECONDS: Final = 1.0
"""How often the file is looked at, at the most."""
KEY_BYTES: Final = 32
"""Random bytes of a key. So many are never guessed, so that a plain SHA-256 of them is safe to keep."""
ANYBODY: Final = "anybody"
"""Stands for the name of a client where there are no keys."""

_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]


class KeysError(Exception):
    """The file of keys cannot be used; says why."""


@dataclass(frozen=True)
class Client:
    """Who sends, and how much it may."""

    name: str
    allowance: Allowance


class _Entry(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    articles_per_second: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None


_FILE: Final = TypeAdapter(dict[_Name, _Entry])


def new_key(name: str, articles_per_second: float | None) -> tuple[str, str]:
    """A new key, and the lines of the file that let its holder in. Raises `KeysError` for a bad name."""
    key = secrets.token_urlsafe(KEY_BYTES)
    _entries({name: {"sha256": _digest(key), "articles_per_second": articles_per_second}})
    rate = f"articles_per_second = {articles_per_second:g}\n" if articles_per_second else ""
    return key, f'[{_table_name(name)}]\nsha256 = "{_digest(key)}"\n{rate}'


class Keys:
    """The keys of a file, read again when it changes. A file that became unusable changes nothing."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises `KeysError`."""
        self._path = path
        self._looked_at = time.monotonic()
        self._stamp = self._seen()
        self._entries = _read(path)
        self._clients = {name: _client(name, entry) for name, entry in self._entries.items()}

    def client(self, authorization: str | None) -> Client | None:
        """The client that an Authorization header names by its key; None for nobody."""
        self._refresh()
        scheme, _, key = (authorization or "").partition(" ")
        digest = _digest(key.strip())
        found = None
        # Every hash is compared, each in constant time, so that time tells nothing of any of them.
        for name, entry in self._entries.items():
            if hmac.compare_digest(entry.sha256, digest):
                found = self._clients[name]
        return found if scheme.lower() == "bearer" else None

    def names(self) -> frozenset[str]:
        """All clients."""
        return frozenset(self._entries)

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < RELOAD_SECONDS:
            return
        self._looked_at = now
        if (stamp := self._seen()) == self._stamp:
            return
        self._stamp = stamp
        try:
            entries = _read(self._path)
        except KeysError as error:
            KEYS_FAILED.inc()
            log.error("the keys stay as they were", reason=str(error))  # noqa: TRY400, the reason is the error
            return
        same = {name for name, entry in entries.items() if self._entries.get(name) == entry}
        self._clients = {
            name: self._clients[name] if name in same else _client(name, entry)
            for name, entry in entries.items()
        }
        self._entries = entries
        log.info("keys read", clients=sorted(entries))

    def _seen(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def _client(name: str, entry: _Entry) -> Client:
    return Client(name, Allowance(entry.articles_per_second))


def _read(path: Path) -> dict[str, _Entry]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeysError(f"{path}: {error}") from None
    try:
        return _entries(document)
    except KeysError as error:
        raise KeysError(f"{path}: {error}") from None


def _entries(document: dict[str, object]) -> dict[str, _Entry]:
    try:
        return _FILE.validate_python(document)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise KeysError(f"[{place}] {first['msg']}") from None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _table_name(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() else f'"{name}"'
