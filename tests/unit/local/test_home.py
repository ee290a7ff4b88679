"""Where a stack keeps its things."""

import os
import socket
from pathlib import Path

import pytest

from local.home import LOCALHOST, PORTS, Home, cache_folder, free_port, is_free, replace_text


def test_ports_stay_the_same_as_long_as_they_are_free(tmp_path: Path) -> None:
    """A name gets the port of the last time; one that was taken is replaced, the others stay."""
    home = Home(tmp_path / "home")
    first = home.ports("kafka", "postgres")
    with socket.create_server((LOCALHOST, first["kafka"])):
        second = home.ports("kafka", "postgres")
    third = home.ports("postgres", "ingest")
    home.remove()
    assert second["postgres"] == third["postgres"] == first["postgres"]
    assert len({first["kafka"], second["kafka"], second["postgres"], third["ingest"]}) == 4
    assert all(port in PORTS for port in (*first.values(), *second.values(), *third.values()))


def test_a_port_with_a_listener_is_not_free() -> None:
    """Free means that a server could listen."""
    port = free_port()
    before = is_free(port)
    with socket.create_server((LOCALHOST, port)):
        during = is_free(port)
    assert (before, during, is_free(port)) == (True, False, True)


def test_data_of_a_plain_user_is_in_his_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There it is closed to others."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    data = Home(tmp_path / "home").data
    assert (data, data.stat().st_mode & 0o777) == (tmp_path / "home" / "data", 0o700)


def test_data_of_root_is_where_another_user_can_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a closed home `data` is a link to an open folder, the same each time, and removed with it."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    tmp_path.chmod(0o700)
    home = Home(tmp_path / "home")
    data = home.data
    (data / "file").touch()
    again = Home(tmp_path / "home").data
    home.remove()
    assert (again, data.exists(), home.path.exists()) == (data, False, False)


def test_data_that_was_swept_away_begins_anew(tmp_path: Path) -> None:
    """A link to a temporary folder that is gone is replaced by one to a new folder."""
    home = Home(tmp_path)
    (tmp_path / "data").symlink_to(tmp_path / "gone")
    assert list(home.data.iterdir()) == []
    home.remove()


def test_the_home_is_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """VESTNIK_HOME and VESTNIK_CACHE come first, then the current folder and the user's cache."""
    monkeypatch.chdir(tmp_path)
    for name in ("VESTNIK_HOME", "VESTNIK_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    default = (Home.from_environment().path, cache_folder())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    xdg = cache_folder()
    monkeypatch.setenv("VESTNIK_HOME", "~/mine")
    monkeypatch.setenv("VESTNIK_CACHE", "cache")
    assert default == (tmp_path / ".vestnik", tmp_path / ".cache" / "vestnik")
    assert xdg == tmp_path / "xdg" / "vestnik"
    assert (Home.from_environment().path, cache_folder()) == (tmp_path / "mine", tmp_path / "cache")


def test_a_file_is_replaced_as_a_whole_and_for_the_owner_alone(tmp_path: Path) -> None:
    """The new text is there, nothing else is, and others cannot read it."""
    for text in ("old and long", "new"):
        replace_text(tmp_path / "file", text)
    (file,) = tmp_path.iterdir()
    assert (file.name, file.read_text(), file.stat().st_mode & 0o777) == ("file", "new", 0o600)
