"""Croatian, Bosnian and Serbian in Latin letters."""

from services.enrich.read.language.south_slavic import Twin, twin

EVEN = "Most na rijeci je otvoren"


def test_telltale_words() -> None:
    """Words that only one has decide, against what was detected and declared, the surer the more they are."""
    assert twin("tko je rekao što u prosincu, prosinca i siječnja", "sr", "bs").label == "hr"
    assert twin("tko", "sr", "").confidence < twin("tko nitko netko", "sr", "").confidence


def test_nothing_tells() -> None:
    """Without telltale words it is what is declared, else what was detected, and no more than even."""
    assert twin(EVEN, "bs", "sr") == Twin("sr", 0.5)
    assert twin(EVEN, "bs", "de") == Twin("bs", 0.5)
