"""A home whose stack is stopped after the test, and proof that nothing of it is left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local import stack
from local.home import Home
from tests.infra.stacks import alive


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """The home of a stack; after the test no process of it runs and all its ports are free."""
    made = Home(tmp_path / "home")
    yield made
    stack.down(made)
    assert alive(made) == []
    if made.path.exists():
        made.remove()
