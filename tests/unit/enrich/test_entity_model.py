"""The model that a setting chooses."""

import pytest

from services.enrich.entity_model import EntityModelError, entity_model
from services.enrich.read.entities.model import TAGGER, Guarded

HERE = "tests.unit.enrich.test_entity_model"


class Model:
    """A model that can be loaded."""

    def version(self, _: str) -> str:
        """Any."""
        return "1"

    def find_names(self, *_: str) -> list[tuple[int, int, str]]:
        """Nothing."""
        return []


def broken() -> Model:
    """A factory that fails."""
    raise OSError("no weights")


def test_ours_without_a_setting() -> None:
    """An empty setting means our tagger."""
    assert entity_model("") is TAGGER


def test_chosen() -> None:
    """A factory that can be called is loaded once, and guarded."""
    chosen = entity_model(f"{HERE}:Model")
    assert isinstance(chosen, Guarded)
    assert entity_model(f"{HERE}:Model") is chosen


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("no_such_module:Model", "ModuleNotFoundError: No module named 'no_such_module'"),
        (f"{HERE}:Absent", f"AttributeError: module '{HERE}' has no attribute 'Absent'"),
        (f"{HERE}:broken", "OSError: no weights"),
        ("builtins:object", "AttributeError: 'object' object has no attribute 'version'"),
    ],
)
def test_what_cannot_be_used(setting: str, reason: str) -> None:
    """The message has the setting, the reason, and where to read on."""
    with pytest.raises(EntityModelError) as raised:
        entity_model(setting)
    assert str(raised.value) == (
        f"ENRICH_ENTITY_MODEL={setting} cannot be used ({reason}). It is module:factory, the module on "
        "PYTHONPATH, the factory called without arguments; see docs/entity-models.md"
    )
