"""A model of somebody else, and what it may do wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pytest

from schemas.dead_letter import Cause
from services.enrich.read.entities.model import TAGGER, Guarded
from services.enrich.read.tagging.tagger import Name, find_names
from services.runtime.errors import PermanentError

TEXT = "The Grey Heron is back"


@dataclass
class Fixed:
    """Answers the same to every text."""

    answer: Callable[[], Iterable[tuple[int, int, str]]]
    declared: object = "1"

    def version(self, _: str) -> str | None:
        """What it is told to say."""
        return self.declared  # type: ignore[return-value]  # a wrong one is wanted too

    def find_names(self, *_: str) -> Iterable[tuple[int, int, str]]:
        """What it is told to find."""
        return self.answer()


def _raise(error: Exception) -> Iterable[tuple[int, int, str]]:
    raise error


def test_names_in_order() -> None:
    """Names come back by their place, numbers of numpy as numbers."""
    numbers: list[int] = list(np.array([4, 14]))
    found = Guarded(Fixed(lambda: [(15, 17, "LOC"), (*numbers, "PRO")])).find_names(TEXT, "en")  # type: ignore[list-item]
    assert found == [Name(4, 14, "PRO"), Name(15, 17, "LOC")]
    assert {type(one.start) for one in found} == {int}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: [(4, 99, "PRO")], "it found (4, 99, 'PRO') in a text of 22 code points"),
        (lambda: [(-1, 3, "PRO")], "it found (-1, 3, 'PRO') in a text of 22 code points"),
        (lambda: [(4, 4, "PRO")], "it found (4, 4, 'PRO') in a text of 22 code points"),
        (lambda: [(4, 14, "SHIP")], "it found (4, 14, 'SHIP'), and the kinds are PER, LOC, ORG, PRO, EVT"),
        (
            lambda: [(4, 14, "PRO"), (9, 17, "PER")],
            "it found (4, 14, 'PRO') and (9, 17, 'PER'), which overlap",
        ),
        (lambda: [(4.0, 14, "PRO")], "'float' object cannot be interpreted as an integer"),
        (lambda: [(4, 14)], "not enough values to unpack (expected 3, got 2)"),
        (lambda: _raise(KeyError("heron")), "KeyError: 'heron'"),
        (lambda: (1 // 0 for _ in "x"), "ZeroDivisionError: integer division or modulo by zero"),
    ],
)
def test_what_it_does_wrong(answer: Callable[[], Iterable[tuple[int, int, str]]], said: str) -> None:
    """It costs the page, and the letter says what was wrong."""
    with pytest.raises(PermanentError) as raised:
        Guarded(Fixed(answer)).find_names(TEXT, "en")
    assert (raised.value.cause, raised.value.stage) == (Cause.MODEL_FAILED, "read")
    assert raised.value.message.startswith("the model of names: ")
    assert raised.value.message.endswith(said)


@pytest.mark.parametrize("error", [MemoryError(), RecursionError()])
def test_out_of_memory(error: Exception) -> None:
    """It passes through: the reading process tries again, anew."""
    with pytest.raises(type(error)):
        Guarded(Fixed(lambda: _raise(error))).find_names(TEXT, "en")


def test_version() -> None:
    """The version is text, or none."""
    versions = [Guarded(Fixed(list, declared)).version("en") for declared in ("1", 2.5, None)]
    assert versions == ["1", "2.5", None]


def test_ours() -> None:
    """Our tagger is a model too, and answers as it does without the door."""
    assert TAGGER.find_names("Минск е град.", "bg") == find_names("Минск е град.", "bg")
    assert (TAGGER.version("bg") or "").startswith("cyrillic ")
