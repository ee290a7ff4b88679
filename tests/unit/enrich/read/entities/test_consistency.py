"""One name, one kind and one bearer."""

from services.enrich.read.entities.consistency import consistent
from services.enrich.read.tagging.tagger import Name


def _read(text: str, *named: tuple[str, str]) -> list[tuple[str, str]]:
    names, at = [], 0
    for words, kind in named:
        at = text.index(words, at)
        names.append(Name(at, at + len(words), kind))
        at += len(words)
    return [(known.kind, known.key) for known in consistent(text, names)]


def test_surname() -> None:
    """A surname taken for a place is the person named in full, before or after it."""
    assert (
        _read(
            "Шойгу пое. Сергей Шойгу каза. Шойгу", ("Шойгу", "LOC"), ("Сергей Шойгу", "PER"), ("Шойгу", "PER")
        )
        == [("PER", "сергей шойгу")] * 3
    )


def test_names_in_between() -> None:
    """A person is the same with and without the father's name, and by first and father's name alone."""
    text = "Владимир Путин, Владимир Владимирович Путин, Владимир Владимирович, Путин"
    named = [(words, "PER") for words in text.split(", ")]
    assert _read(text, *named) == [("PER", "владимир путин")] * 4


def test_two_bearers() -> None:
    """A surname of two persons is one of them, and there is no telling which."""
    text = "Иван Петров и Мария Петров; Петров"
    assert _read(text, ("Иван Петров", "PER"), ("Мария Петров", "PER"), ("Петров", "ORG"))[-1] == (
        "PER",
        "петров",
    )


def test_one_kind() -> None:
    """A name is of the kind of two thirds of its mentions; without so many each keeps its own."""
    text = "Минск, Минск, МИНСК"
    assert _read(text, ("Минск", "LOC"), ("Минск", "PER"), ("МИНСК", "LOC")) == [("LOC", "минск")] * 3
    assert _read(text, ("Минск", "LOC"), ("Минск", "PER")) == [("LOC", "минск"), ("PER", "минск")]
