"""What finds the names in a text: our tagger, or a model that a user brings along."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from math import inf
from operator import index
from typing import Final, Protocol, TypeAlias

from schemas.dead_letter import Cause
from services.enrich.read.entities.extents import whole
from services.enrich.read.tagging.model import KINDS
from services.enrich.read.tagging.tagger import MOST_TAGGED, Name, find_names, tagger_version
from services.runtime.errors import PermanentError


class EntityModel(Protocol):
    """Finds names; the same in a text every time, since what is read twice must come out the same."""

    def version(self, language: str) -> str | None:
        """What stands in `enricher.components` as `entities-model`; None for a language it cannot read."""

    def find_names(self, text: str, language: str) -> Iterable[tuple[int, int, str]]:
        """First code point, the one past the last, and kind of each name, none inside another.

        The kinds are `PER`, `LOC`, `ORG`, `PRO` and `EVT`; the language is BCP 47, `und` when unknown.
        """


class Tagger:
    """Our own model, and the rules that make its names whole."""

    longest = float(MOST_TAGGED)
    """Code points of a text that are read."""

    def version(self, language: str) -> str | None:
        """Family and version of its table of weights."""
        return tagger_version(language)

    def find_names(self, text: str, language: str) -> list[Name]:
        """Its names in order."""
        return whole(text, find_names(text, language), language)


class Guarded:
    """A model of somebody else: what it does wrong costs the page that it does it on, and says so.

    Its exceptions and answers that cannot be used become `PermanentError` (`model-failed`). Running
    out of memory or stack passes through: the reading process then tries once more, anew.
    """

    longest = inf
    """It is given every text whole."""

    def __init__(self, model: EntityModel) -> None:
        self._model = model

    def version(self, language: str) -> str | None:
        """The version that the model declares. Raises `PermanentError`."""
        with _at_the_cost_of_a_page():
            version = self._model.version(language)
            return None if version is None else str(version)

    def find_names(self, text: str, language: str) -> list[Name]:
        """Its names in order. Raises `PermanentError`."""
        with _at_the_cost_of_a_page():
            found = self._model.find_names(text, language)
            names = sorted(Name(index(start), index(end), kind) for start, end, kind in found)
            if problem := _problem(names, len(text)):
                raise ValueError(problem)
            return names


@contextmanager
def _at_the_cost_of_a_page() -> Iterator[None]:
    try:
        yield
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        reason = f"the model of names: {type(error).__name__}: {error}"
        raise PermanentError(Cause.MODEL_FAILED, reason, stage="read") from error


Names: TypeAlias = Tagger | Guarded
"""Finds names in order, none inside another."""
TAGGER: Final = Tagger()


def _problem(names: list[Name], length: int) -> str | None:
    for name in names:
        if not 0 <= name.start < name.end <= length:
            return f"it found {tuple(name)} in a text of {length} code points"
        if name.kind not in KINDS:
            return f"it found {tuple(name)}, and the kinds are {', '.join(KINDS)}"
    for first, second in pairwise(names):
        if second.start < first.end:
            return f"it found {tuple(first)} and {tuple(second)}, which overlap"
    return None
