"""What fault tests of store ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.home import Home
from tests.fault.store.stream import Stream


@pytest.fixture
def stream(pytestconfig: pytest.Config) -> Stream:
    """Everything that store takes, with as many articles as `--articles` says."""
    return Stream(pytestconfig.getoption("--articles"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """The home of a server of this test alone."""
    made = Home(tmp_path / "home")
    yield made
    made.remove()
