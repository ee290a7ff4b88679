"""Where the time of a plain-text article goes, and how fast names alone are found."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final, NamedTuple
from unittest.mock import patch

from services.enrich.read import article
from services.enrich.read.entities.model import Tagger
from services.enrich.read.tagging.tagger import FAMILIES, find_names, tagger_for
from tests.quality.corpora import DATA, rows
from tests.quality.scores import read_or_none

LENGTH: Final = 3_000
"""Code points of an article."""
EACH: Final = 150
"""Articles of each language."""
STEPS: Final = {
    "characters": (article, "clean"),
    "layout": (article, "read_plain_text"),
    "language": (article, "detect"),
    "agencies": (article, "credited"),
    "date": (article, "publication"),
    "names": (Tagger, "find_names"),
    "entities": (article, "grouped"),
    "id": (article, "article_id"),
    "hash": (article, "_hash"),
}
"""The steps of `read`; what is left is validation and small things."""


class NewsPiece(NamedTuple):
    """An article of `LENGTH` code points, and its language."""

    language: str
    text: str


def pieces() -> list[NewsPiece]:
    """News in six languages, the texts of each joined and cut anew, so that all are of one length."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows(DATA / "slavic_news" / "open" / "docs.jsonl.gz"):
        texts[row["lang"]].append(row["text"])
    return [
        NewsPiece(language, whole[at : at + LENGTH])
        for language, one in sorted(texts.items())
        for whole in ["\n\n".join(one)[: EACH * LENGTH]]
        for at in range(0, len(whole) - LENGTH + 1, LENGTH)
    ]


def tagger_rates(articles: Sequence[NewsPiece]) -> tuple[float, float]:
    """Articles a second, the models loaded: with no word seen before, then with all of them seen.

    Cold it is only in a process that has not yet found names.
    """
    for language in {piece.language for piece in articles}:
        tagger_for(FAMILIES[language])
    cold, warm = (_rate(articles) for _ in range(2))
    return cold, warm


def _rate(articles: Sequence[NewsPiece]) -> float:
    start = time.process_time()
    for piece in articles:
        find_names(piece.text, piece.language)
    return len(articles) / (time.process_time() - start)


def step_seconds(articles: Sequence[NewsPiece]) -> dict[str, float]:
    """Processor seconds of an article by step, the largest first, the caches warm; `read` is all of it."""
    spent: defaultdict[str, float] = defaultdict(float)
    for piece in articles:
        read_or_none(piece.text, "text/plain", None)
    with ExitStack() as patches:
        for step, (owner, name) in STEPS.items():
            patches.enter_context(patch.object(owner, name, _timed(getattr(owner, name), spent, step)))
        for piece in articles:
            start = time.process_time()
            read_or_none(piece.text, "text/plain", None)
            spent["read"] += time.process_time() - start
    most = sorted(spent, key=spent.__getitem__, reverse=True)
    return {step: spent[step] / len(articles) for step in most}


def _timed(call: Callable[..., object], spent: dict[str, float], step: str) -> Callable[..., object]:
    def timed(*args: object, **kwargs: object) -> object:
        start = time.process_time()
        found = call(*args, **kwargs)
        if isinstance(found, Iterator):  # its work is done where it is used
            found = list(found)
        spent[step] += time.process_time() - start
        return found

    return timed
