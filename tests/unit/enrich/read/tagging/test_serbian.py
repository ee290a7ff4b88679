"""Serbian in two scripts."""

from services.enrich.read.tagging.serbian import in_latin
from services.enrich.read.tagging.tagger import find_names, tagger_version

CYRILLIC = "🙂 Председник Љубомир Његош рекао је да је Џон Кери у Београду, јавља Танјуг."


def test_letters() -> None:
    """Letters of one language, one for one or one for two, and where each came from."""
    latin, origins = in_latin("Џак и Љиља")
    assert latin == "Džak i Ljilja"
    assert [("Џак и Љиља" + "$")[at] for at in origins] == list("ЏЏак и ЉЉиљља$")


def test_names_in_both_scripts() -> None:
    """The names of a text in Cyrillic letters are those of the same text in Latin ones, at its own places."""
    latin, _ = in_latin(CYRILLIC)
    found = [(CYRILLIC[name.start : name.end], name.kind) for name in find_names(CYRILLIC, "sr")]
    twin = [(latin[name.start : name.end], name.kind) for name in find_names(latin, "sr-Latn")]
    assert [(in_latin(text)[0], kind) for text, kind in found] == twin
    assert ("Љубомир Његош", "PER") in found
    assert tagger_version("sr") == tagger_version("sr-Latn")
