"""Plain-text articles a second."""

import time
from itertools import islice
from statistics import mean

from tests.quality.corpora import news_texts
from tests.quality.scores import read_or_none
from tests.quality.tables import table

TIMED_TEXTS = 1_000


def tables() -> None:
    """Plain-text articles a second of one core."""
    texts = list(islice(news_texts(), TIMED_TEXTS))
    for text in texts[:20]:
        read_or_none(text.text, "text/plain", None)
    start = time.process_time()
    for text in texts:
        read_or_none(text.text, "text/plain", None)
    rate = TIMED_TEXTS / (time.process_time() - start)
    length = mean(len(text.text) for text in texts)
    table(
        "Plain-text articles a second of one core",
        ["code points", "ours"],
        [[f"{length:.0f}", f"{rate:.0f}"]],
    )
