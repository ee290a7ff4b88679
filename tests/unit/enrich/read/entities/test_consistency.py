"""One name, one kind and one bearer."""

from services.enrich.read.entities.consistency import consistent
from services.enrich.read.tagging.tagger import Name


def _read(text: str, *named: tuple[str, str], language: str = "bg") -> list[tuple[str, str]]:
    names, at = [], 0
    for words, kind in named:
        at = text.index(words, at)
        names.append(Name(at, at + len(words), kind))
        at += len(words)
    return [(known.kind, known.bearer) for known in consistent(text, names, language)]


def test_surname() -> None:
    """A surname taken for a place is the person named in full, before or after it."""
    assert (
        _read(
            "Шойгу пое. Сергей Шойгу каза. Шойгу", ("Шойгу", "LOC"), ("Сергей Шойгу", "PER"), ("Шойгу", "PER")
        )
        == [("PER", "Сергей Шойгу")] * 3
    )


def test_names_in_between() -> None:
    """A person is the same with and without the father's name, and by first and father's name alone."""
    text = "Владимир Путин, Владимир Владимирович Путин, Владимир Владимирович, Путин"
    named = [(words, "PER") for words in text.split(", ")]
    assert _read(text, *named) == [("PER", "Владимир Путин")] * 4


def test_cases() -> None:
    """A person in several cases is one person, in the base form."""
    text = "Дональд Трамп, Дональда Трампа, Трампу, Трампом"
    named = [(words, "PER") for words in text.split(", ")]
    assert _read(text, *named, language="ru") == [("PER", "Дональд Трамп")] * 4


def test_given_name() -> None:
    """A given name alone is the person of that name."""
    assert _read("Тереза Мей; Тереза", ("Тереза Мей", "PER"), ("Тереза", "PER"))[1] == ("PER", "Тереза Мей")


def test_two_bearers() -> None:
    """A surname of two persons is that of the one more often named in full, else there is no telling."""
    persons = ("Иван Петров", "PER"), ("Мария Петров", "PER"), ("Петров", "ORG")
    assert _read("Иван Петров и Мария Петров; Петров", *persons)[-1] == ("PER", "Петров")
    text = "Иван Петров и Мария Петров; Петров; Иван Петров"
    assert _read(text, *persons, ("Иван Петров", "PER"))[-2] == ("PER", "Иван Петров")


def test_one_kind() -> None:
    """A name is of the kind of two thirds of its mentions; without so many each keeps its own."""
    text = "Минск, Минск, МИНСК"
    named = _read(text, ("Минск", "LOC"), ("Минск", "PER"), ("МИНСК", "LOC"))
    assert [kind for kind, _ in named] == ["LOC"] * 3
    assert [kind for kind, _ in _read(text, ("Минск", "LOC"), ("Минск", "PER"))] == ["LOC", "PER"]


def test_look_alikes() -> None:
    """Latin letters in a Cyrillic word are read as the Cyrillic ones that they look like."""
    assert _read("Tpъмп", ("Tpъмп", "PER")) == [("PER", "Тръмп")]


def test_not_a_surname() -> None:
    """Three mentions as an organisation or a city say more than one person's name that ends so.

    Not for a person on the list, and not for a place that no list has.
    """
    claims = [
        ("uk", "Ірина Ryanair", "ORG", "ORG"),
        ("sl", "Franc Maribor", "LOC", "LOC"),
        ("bg", "Сергей Шойгу", "ORG", "PER"),
        ("cs", "Ivan Korčok", "LOC", "PER"),
    ]
    found = []
    for language, person, kind, _ in claims:
        surname = person.split()[1]
        named = [(person, "PER"), *[(surname, kind)] * 3]
        text = ", ".join(words for words, _ in named)
        found.append([kind for kind, _ in _read(text, *named, language=language)][1:])
    assert found == [[kind] * 3 for *_, kind in claims]
