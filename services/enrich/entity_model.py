"""The model of names that the setting ENRICH_ENTITY_MODEL chooses, loaded where pages are read."""

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the worker itself needs the error alone, and loads no model
    from services.enrich.read.entities.model import Names


class EntityModelError(Exception):
    """The setting names no model that can be used; the message says which, and what to do."""


@lru_cache(maxsize=1)
def entity_model(setting: str) -> "Names":
    """`module:factory`, called without arguments; our own for an empty one. Raises `EntityModelError`."""
    from services.enrich.read.entities.model import TAGGER, Guarded  # noqa: PLC0415, see above

    if not setting:
        return TAGGER
    module, _, factory = setting.partition(":")
    try:
        model = getattr(import_module(module), factory)()
        model.version("en")
        list(model.find_names("", "en"))
    except Exception as error:
        raise EntityModelError(
            f"ENRICH_ENTITY_MODEL={setting} cannot be used ({type(error).__name__}: {error}). It is "
            "module:factory, the module on PYTHONPATH, the factory called without arguments; see "
            "docs/entity-models.md"
        ) from error
    return Guarded(model)
