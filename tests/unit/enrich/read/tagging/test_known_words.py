"""Lists of words that name a place or a person."""

from services.enrich.read.tagging.known_words import known_words


def test_kinds() -> None:
    """Countries and cities, first names and surnames, and words that begin like one."""
    assert known_words("places").kinds_of(
        ["беларус", "минск", "беларусами", "берлином", "вода"]
    ).tolist() == [
        *(1, 2, 3, 4, 0),
    ]
    assert known_words("persons").kinds_of(["jana", "novák", "robertem", "novákovi", "ústavní"]).tolist() == [
        *(1, 2, 3, 4, 0),
    ]
