"""What fault tests of store ask for."""

import pytest

from tests.fault.store.stream import Stream


@pytest.fixture
def stream(pytestconfig: pytest.Config) -> Stream:
    """Everything that store takes, with as many articles as `--articles` says."""
    return Stream(pytestconfig.getoption("--articles"))
