"""The tagger with its shipped models."""

import pytest

from services.enrich.read.tagging.tagger import OWN, find_names, tagger_for, tagger_version

BULGARIAN = "Президентът Александър Лукашенко се срещна с министър Сергей Шойгу в Минск, съобщи вчера кметът."


def _named(text: str, language: str) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.kind) for name in find_names(text, language)]


def test_names() -> None:
    """Persons and a place, each whole."""
    assert _named(BULGARIAN, "bg") == [
        ("Александър Лукашенко", "PER"),
        ("Сергей Шойгу", "PER"),
        ("Минск", "LOC"),
    ]


def test_same_after_other_texts() -> None:
    """What was read before changes nothing."""
    first = find_names(BULGARIAN, "bg")
    find_names("Владимир Путин беше в Москва. Шойгу и Минск.", "bg")
    assert find_names(BULGARIAN, "bg") == first


@pytest.mark.parametrize(
    "text", ["", " \n", "няма имена тук", "\x00", "\ud800 🙂", "А" * 100_000, "А. " * 20_000]
)
def test_any_text(text: str) -> None:
    """No text fails, and each name lies inside of its text."""
    assert all(0 <= name.start < name.end <= len(text) for name in find_names(text, "bg"))


def test_offsets_are_code_points() -> None:
    """A sign of two UTF-16 units before a name counts as one."""
    assert find_names("🙂 " + BULGARIAN, "bg")[0].start == find_names(BULGARIAN, "bg")[0].start + 2


def test_language_without_model() -> None:
    """A language without a model has no names; one near a trained one is read with doubt, and says so."""
    assert find_names("Emmanuel Macron est à Paris.", "fr") == []
    assert tagger_version("fr") is None
    assert len(find_names(BULGARIAN, "mk")) <= len(find_names(BULGARIAN, "bg"))
    assert tagger_version("mk") == f"{tagger_version('bg')}, borrowed"


ROMANIAN = (
    "Președintele Traian Băsescu a vorbit la București. Premierul nu a venit, a spus ministrul Ion Popescu."
)


def test_roles_are_no_names() -> None:
    """The title of a person is none of the name, and a common word for one is no name."""
    assert _named(ROMANIAN, "ro") == [
        ("Traian Băsescu", "PER"),
        ("București", "LOC"),
        ("Ion Popescu", "PER"),
    ]


def test_roles() -> None:
    """Asked for roles too, the tagger gives persons as its texts mark them."""
    found = tagger_for("ro").names(ROMANIAN, 0.0, roles=True)
    assert [(ROMANIAN[name.start : name.end], name.kind) for name in found] == [
        ("Președintele Traian Băsescu", "PER"),
        ("București", "LOC"),
        ("Premierul", "PER"),
        ("ministrul Ion Popescu", "PER"),
    ]


VERSIONS = {"ro": "2026.11.28"}


@pytest.mark.parametrize("language", [language for languages in OWN.values() for language in languages])
def test_models_are_there(language: str) -> None:
    """Every language that is said to have a model has one."""
    assert (tagger_version(language) or "").split()[1] == VERSIONS.get(language, "2026.11.25")
