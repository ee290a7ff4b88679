"""What fault tests of ingest ask for."""

from tests.integration.ingest.conftest import way

__all__ = ["way"]
