"""As what kinds of name words are marked elsewhere."""

from services.enrich.read.tagging.marks import marked_as


def test_marked() -> None:
    """A name with an ending is what it is without, and says how long the ending is."""
    (liverpool, none), (longer, ending), unknown, short = marked_as(
        ["liverpool", "liverpoolul", "xqzw", ""]
    ).tolist()
    assert (liverpool > 0, none) == (True, 0)
    assert (longer, ending) == (liverpool, 2)
    assert unknown == short == [0, 0]
