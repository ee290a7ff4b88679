"""What mentions of one name tell each other."""

import numpy as np

from services.enrich.read.tagging.mentions import leaning, stem


def test_leaning() -> None:
    """Mentions with one stem come nearer to their mean, others stay."""
    scores = np.array([[1, 0], [0, 1], [5, 5]], dtype=np.float32)
    leant = leaning(scores, np.array([7, 7, 8]), 0.5)
    assert leant.tolist() == [[0.75, 0.25], [0.25, 0.75], [5, 5]]
    assert leaning(scores, np.array([7, 7, 8]), 0.0).tolist() == scores.tolist()
    assert leaning(scores[:0], np.array([], dtype=np.intp), 0.5).shape == (0, 2)


def test_stem() -> None:
    """The cases of a name share it; short words keep four letters."""
    assert stem("лукашенко") == stem("лукашенка")
    assert [stem("минск"), stem("рим")] == ["минс", "рим"]
