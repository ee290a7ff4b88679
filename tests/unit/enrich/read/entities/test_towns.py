"""Cities among the names of a text."""

import pytest

from services.enrich.read.entities.consistency import Known
from services.enrich.read.entities.towns import with_cities


def _known(text: str, words: str, kind: str, bearer: str = "") -> Known:
    start = text.index(words)
    return Known(start, start + len(words), kind, words, words, bearer or words)


def _found(text: str, language: str, *names: tuple[str, ...]) -> list[tuple[str, str]]:
    known = [_known(text, *name) for name in names]
    return [(text[one.start : one.end], one.kind) for one in with_cities(known, text, language)]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("lety z Wrocław do Pragi; Kraków leży", "pl", ("Kraków", "PER")),
        ("byli ve Vladivostoku", "cs", ("Vladivostoku", "ORG")),
        ("mecz w Barcelonie", "pl", ("Barcelonie", "ORG")),
        ("у Грайфсвальді", "uk", ("Грайфсвальді", "PER")),
    ],
)
def test_another_kind(text: str, language: str, name: tuple[str, str]) -> None:
    """A very large city is no person, and any city behind `in` is no person and no organisation."""
    assert (name[0], "LOC") in _found(text, language, name)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("řekl Cambridge, že", "cs", ("Cambridge", "ORG")),
        ("prošao kroz Boga", "hr", ("Boga", "PER")),
        ("rzekł Washington", "pl", ("Washington", "PER", "George Washington")),
        ("said Wellington", "en", ("Wellington", "PER")),
    ],
)
def test_no_city(text: str, language: str, name: tuple[str, ...]) -> None:
    """Smaller cities, short words, parts of full names and languages without prepositions keep their kind."""
    assert _found(text, language, name) == [name[:2]]


def test_joined() -> None:
    """Cities with hyphens, dashes or strokes between them are names each; a name of two parts is not."""
    text = "trasy Berlin-Kraków, Walencja – Berlin – Madryt i Praga/Wiedeń; Nagy-Kovács, Iwano-Frankiwsk"
    marked = ("Berlin-Kraków", "LOC"), ("Nagy-Kovács", "PER"), ("Iwano-Frankiwsk", "LOC")
    assert _found(text, "pl", *marked) == [
        ("Berlin", "LOC"),
        ("Kraków", "LOC"),
        ("Walencja", "LOC"),
        ("Berlin", "LOC"),
        ("Madryt", "LOC"),
        ("Praga", "LOC"),
        ("Wiedeń", "LOC"),
        ("Nagy-Kovács", "PER"),
        ("Iwano-Frankiwsk", "LOC"),
    ]


def test_behind_a_preposition() -> None:
    """A large city that the tagger missed is found behind `in`, unless it begins a longer name."""
    assert _found("Byli v Barceloně a v Mnichově Novákovi.", "cs") == [("Barceloně", "LOC")]
    assert _found("Byl v Barceloně šéf i v Mnichově Škoda.", "cs") == [("Barceloně", "LOC")]


def test_own_names() -> None:
    """Large cities that a language calls as they call themselves are found with nothing before them."""
    assert _found("Dublin 19:07. Aktualizováno", "cs") == [("Dublin", "LOC")]


@pytest.mark.parametrize(
    ("text", "language", "name", "found"),
    [
        (
            "vrh zveze Nato v Bruslju pozval",
            "sl",
            ("Nato v Bruslju", "ORG"),
            [("Nato", "ORG"), ("Bruslju", "LOC")],
        ),
        ("і німецький Грайфсвальд.", "uk", ("німецький Грайфсвальд", "LOC"), [("Грайфсвальд", "LOC")]),
        ("w Dublinie Tusk ocenił", "pl", ("Dublinie Tusk", "LOC"), [("Dublinie", "LOC")]),
        (
            "na Univerzitě v Oxfordu",
            "cs",
            ("Univerzitě v Oxfordu", "ORG"),
            [("Univerzitě v Oxfordu", "ORG")],
        ),
    ],
)
def test_too_long(text: str, language: str, name: tuple[str, str], found: list[tuple[str, str]]) -> None:
    """A city is taken out of a name that holds words of the sentence; a body keeps its seat in its name."""
    assert _found(text, language, name) == found
