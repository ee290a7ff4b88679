"""Features of words beside their forms, and of words that stand together."""

import numpy as np

from services.enrich.read.tagging.rich_features import NEIGHBOURS, WIDTH, neighbours, rich
from services.enrich.read.tagging.word_features import WIDTH as PLAIN_WIDTH
from services.enrich.read.tagging.word_features import table


def test_rich() -> None:
    """The plain features come first; a sign has no more, a name is marked only with a capital."""
    words, plain = table(["Londonul", "londonul", ","])
    features = rich(words, plain)
    assert features.shape == (3, WIDTH)
    assert np.array_equal(features[:, :PLAIN_WIDTH], plain)
    marked, prefix, suffix = features[:, PLAIN_WIDTH:].T.tolist()
    assert [number > 0 for number in marked] == [True, False, False]
    assert (prefix[0], suffix[0]) == (prefix[1], suffix[1])
    assert features[2, PLAIN_WIDTH:].tolist() == [0, 0, 0]


def test_neighbours() -> None:
    """A pair is the same feature anywhere; the order of its words and their places from it count."""
    text = np.array([5, 6, 7, 0, 5, 6, 7, 6, 5], dtype=np.uint32)
    pairs = neighbours(text)
    assert pairs.shape == (len(text), NEIGHBOURS)
    assert pairs[1, :3].tolist() == pairs[5, :3].tolist()
    assert pairs[1, 0] != pairs[8, 0]
    assert len(set(pairs[1].tolist())) == NEIGHBOURS


def test_neighbours_of_few_words() -> None:
    """A text of one word has none, and does not fail."""
    assert neighbours(np.array([5], dtype=np.uint32)).shape == (1, NEIGHBOURS)
