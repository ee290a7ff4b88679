"""Where the passwords of the local stack are, and where they are not."""

import json
import os
import subprocess
import sys

import pytest

from local.home import Home
from local.stack import StackAddresses


@pytest.mark.parametrize("command", ["up", "status"])
def test_no_command_prints_a_password(home: Home, stack: StackAddresses, command: str) -> None:
    """`make up` and `make status` say where everything is, and show no password."""
    done = subprocess.run(
        (sys.executable, "-m", "local", command),
        env={**os.environ, "VESTNIK_HOME": str(home.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert stack.ingest_url in done.stdout
    assert _of(home, done.stdout + done.stderr) == []


def test_no_log_holds_a_password(home: Home, stack: StackAddresses) -> None:
    """What Kafka, Postgres, the migrations and the services wrote is free of them."""
    logs = {log.stem: log.read_text(encoding="utf-8", errors="replace") for log in home.logs.iterdir()}
    assert {"postgres", "store-migrate", "store"} <= set(logs)
    assert [name for name, text in logs.items() if _of(home, text)] == []


def test_the_addresses_are_for_their_owner_alone(home: Home, stack: StackAddresses) -> None:
    """Nobody else may read the files that hold them."""
    files = (home.env, home.path / "plan.json", home.data / "postgres" / "passwords.json")
    assert [file.stat().st_mode & 0o077 for file in files] == [0, 0, 0]
    assert _of(home, home.env.read_text(encoding="utf-8")) == [
        *("vestnik", "vestnik_store_migrate", "vestnik_store", "vestnik_people")
    ]


def _of(home: Home, text: str) -> list[str]:
    """The logins whose passwords are in a text."""
    passwords = json.loads((home.data / "postgres" / "passwords.json").read_text(encoding="utf-8"))
    assert passwords
    return [role for role, password in passwords.items() if password in text]
