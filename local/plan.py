"""What a stack consists of, as data: written before it starts, read by its supervisor."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from local.home import Home
from local.programs import Program


def plan_file(home: Home) -> Path:
    """Where the plan of a home is kept; it holds passwords."""
    return home.path / "plan.json"


class Plan(BaseModel):
    """Started in this order, each group when the one before is ready; stopped in the opposite one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    servers: tuple[Program, ...]
    steps: tuple[Program, ...] = ()
    """Run side by side, each to its end: topics, migrations."""
    services: tuple[Program, ...] = ()
    variables: dict[str, str] = {}
    """What is written to the file `env` once all is ready: NAME=value."""
