"""What Romanian words mean, and as what names words are marked."""

from services.enrich.read.tagging.senses import marked_as, meanings


def test_meanings() -> None:
    """Words for persons mean the same in all their forms, and not what a word for a building means."""
    director, other_form, deputy, hospital, unknown, empty = meanings(
        ["director", "directorul", "deputatul", "spitalul", "xqzw", ""]
    ).tolist()
    assert director == other_form == deputy
    assert 0 not in {director, hospital}
    assert director != hospital
    assert (unknown, empty) == (0, 0)


def test_marked() -> None:
    """A name with an ending is what it is without, and says how long the ending is."""
    (liverpool, none), (longer, ending), unknown, short = marked_as(
        ["liverpool", "liverpoolul", "xqzw", ""]
    ).tolist()
    assert (liverpool > 0, none) == (True, 0)
    assert (longer, ending) == (liverpool, 2)
    assert unknown == short == [0, 0]
