"""How fast pages are read on one core, and in how much memory.

python -m tests.benchmark.read

Measured is `read` without its search for entities, in processor time, page by page in turn with the
reference: trafilatura with its defaults for HTML; for plain text the least that a reader must do,
py3langid's ranking of the text and a split into lines. Then, in processes of their own, the peak of
resident memory after everything is loaded and 1,000 pages are read, entities and all, and names alone,
before and after the words of the texts were seen. Last, where the time of an article with its entities goes.
"""

import argparse
import gc
import logging
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Final
from unittest.mock import patch

import trafilatura
from py3langid import langid

from schemas.raw_article import ContentType
from services.enrich.read import article
from services.enrich.read.entities.model import Tagger
from tests.benchmark.steps import LENGTH, pieces, step_seconds, tagger_rates
from tests.quality.corpora import DATA, html_pages, rows
from tests.quality.scores import read_or_none
from tests.quality.tables import table

NEWS: Final = (
    "slavic_news/open/docs.jsonl.gz",
    "load_news/masakhanews.jsonl.gz",
    "load_news/daniel.jsonl.gz",
)
EACH: Final = 600
"""Texts of each set of news."""
PAGES: Final = 1_000
"""Pages that are read before memory is measured, half of them HTML."""
MEMORY: Final = "--memory"
NAMES: Final = "--names"
TIMES: Final = 3
"""Processes that find names; of each rate the best, since other work on the machine only takes away."""


def main() -> int:
    """Run the benchmark and print its tables; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.read", description=__doc__)
    parser.add_argument(MEMORY, action="store_true", help="only read, and say how many KiB it took")
    parser.add_argument(
        NAMES, action="store_true", help="only find names, and say how many articles a second"
    )
    logging.disable(logging.CRITICAL)  # trafilatura tells of every page without text
    if not DATA.is_dir():
        sys.stdout.write(f"not run: no test data at {DATA}; set VESTNIK_DATA to the folder that holds it\n")
        return 0
    asked = parser.parse_args()
    if asked.memory:
        sys.stdout.write(f"{_peak_memory()}\n")
        return 0
    if asked.names:
        sys.stdout.write("{} {}\n".format(*tagger_rates(pieces())))
        return 0
    # First: a child begins with the peak of its parent.
    (kib,) = _in_a_process(MEMORY)
    cold, warm = (max(rates) for rates in zip(*(_in_a_process(NAMES) for _ in range(TIMES)), strict=True))
    html = [page.html for page in html_pages()]
    news = list(chain.from_iterable(islice(_news(name), EACH) for name in NEWS))
    with (
        patch.object(Tagger, "find_names", return_value=[]),
        patch.object(article, "grouped", return_value=[]),
    ):
        rates = [
            ("plain text", len(news), *_rates(news, "text/plain", _least)),
            ("HTML", len(html), *_rates(html, "text/html", trafilatura.bare_extraction)),
        ]
    table(
        "Pages a second of one core, without entities",
        ["pages", "number", "read", "reference", "ratio"],
        [
            [kind, str(count), f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}"]
            for kind, count, ours, theirs in rates
        ],
    )
    table("Memory", ["peak of resident memory, MiB", "pages"], [[f"{kib / 1024:.0f}", str(PAGES)]])
    articles = pieces()
    table(
        f"Names alone, articles of {LENGTH} code points a second of one core",
        ["articles", "no word seen before", "all words seen"],
        [[str(len(articles)), f"{cold:.0f}", f"{warm:.0f}"]],
    )
    seconds = step_seconds(articles)
    table(
        f"Where the time of an article of {LENGTH} code points goes, all words seen",
        ["step", "us", "share"],
        [[step, f"{spent * 1e6:.0f}", f"{spent / seconds['read']:.0%}"] for step, spent in seconds.items()],
    )
    return 0


def _in_a_process(option: str) -> list[float]:
    """The numbers that this command says with an option."""
    command = [sys.executable, "-m", "tests.benchmark.read", option]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [float(number) for number in said.split()]


def _rates(
    texts: Iterable[str], content_type: ContentType, reference: Callable[[str], object]
) -> tuple[float, float]:
    """Pages a second of `read` and of the reference, taken in turn: the machine has good and bad seconds.

    What is loaded is frozen for both, as in the process that reads.
    """
    spent = [0.0, 0.0]
    count = 0
    for text in texts:
        start = time.process_time()
        read_or_none(text, content_type, None)
        between = time.process_time()
        reference(text)
        if count:  # the first page loads models and word lists
            spent[0] += between - start
            spent[1] += time.process_time() - between
        else:
            gc.freeze()
        count += 1
    return (count - 1) / spent[0], (count - 1) / spent[1]


def _least(text: str) -> object:
    return langid.rank(text), text.splitlines()


def _news(name: str) -> Iterator[str]:
    return (row["text"] for row in rows(DATA / name))


def _peak_memory() -> int:
    """The peak of this process in KiB; macOS counts bytes."""
    texts = chain.from_iterable(_news(name) for name in NEWS)
    for page, text in islice(zip(html_pages(), texts, strict=False), PAGES // 2):
        read_or_none(page.html, "text/html", page.url)
        read_or_none(text, "text/plain", None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    sys.exit(main())
