"""How alike the title that a link shows and the title of an article are: 1 word for word, 0 not at all. Pure.

The numbers were set on one half of public news titles, changed as other pages change them
(`python -m tests.quality.report related`), so that `ALIKE` gives at least 99 right answers of 100.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Final

from rapidfuzz.distance import Indel

from services.enrich.relate.titles import Title, is_telling

ALIKE: Final = 0.85
"""The likeness from which on a link may lead to an article."""
SHORTEST_CUT: Final = 20
"""Letters that a title cut short must have left: fewer begin several titles."""
SHORTEST_BEGINNING: Final = 12
"""Letters of a title that another one goes on from, neither of them cut."""
SHORTEST_BEFORE_LEAD: Final = 24
"""Letters of a title that is told from the lead after it."""
FEWEST_SHARED: Final = 3
"""Telling words that two titles have in common at least."""
FEWEST_BESIDE_ANOTHER: Final = 5
"""The same where one word stands for another: fewer may be a phrase of every day ("Weather in ...")."""
SAME_WORD: Final = 0.7
"""Likeness of two inflections of a word, or of a word and its misspelling."""
_HEAD, _LEAD_AFTER, _BEGUN, _WORDS = 0.98, 0.97, 0.9, 0.99
"""How sure each kind of likeness is at the most; 1 is left to titles that are equal."""


def likeness(link: Title, title: Title) -> float:
    """How alike the two are. Different numbers are different articles: days, parts, results."""
    if link == title:
        return 1.0
    if link.is_cut or title.is_cut:
        return _of_heads(link, title)
    ours, theirs = _without_clock(link.words, title.words), title.words
    if _begins(ours, theirs, SHORTEST_BEFORE_LEAD):
        return _LEAD_AFTER
    if _begins(theirs, ours, SHORTEST_BEGINNING) and not _numbers(theirs[len(ours) :]):
        return _BEGUN
    return _of_words(ours, theirs)


def _of_heads(link: Title, title: Title) -> float:
    """One is cut short: it must be how the other begins, word for word, but for a letter here and there."""
    head, full = " ".join(link.words), " ".join(title.words)
    cut, whole = link, title
    if len(head) + link.is_cut > len(full) + title.is_cut:
        cut, whole, head, full = title, link, full, head
    *words, last = cut.words
    if (
        not cut.is_cut
        or len(head) < SHORTEST_CUT
        or len(whole.words) < len(cut.words)
        or not whole.words[len(words)].startswith(last)
        or not all(map(_is_like, words, whole.words))
        or _numbers(words) != _numbers(whole.words[: len(words)])
    ):
        return 0.0
    return _HEAD * Indel.normalized_similarity(head, full[: len(head)])


def _is_like(word: str, other: str) -> bool:
    return word == other or Indel.normalized_similarity(word, other, score_cutoff=SAME_WORD) >= SAME_WORD


def _without_clock(ours: Sequence[str], theirs: Sequence[str]) -> Sequence[str]:
    """The words of a link without the date or time before them."""
    if not ours or not ours[0][0].isdigit():
        return ours
    clock = [*takewhile(lambda word: word[0].isdigit() and word not in theirs, ours)]
    return ours[len(clock) :]


def _begins(longer: Sequence[str], shorter: Sequence[str], shortest: int) -> bool:
    return (
        len(longer) > len(shorter) > 1
        and tuple(longer[: len(shorter)]) == tuple(shorter)
        and len(" ".join(shorter)) >= shortest
    )


def _of_words(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """By the words that tell something, whatever their order."""
    if len({*ours}.intersection(theirs)) < FEWEST_SHARED or _numbers(ours) != _numbers(theirs):
        return 0.0
    telling, others = sorted(filter(is_telling, ours)), sorted(filter(is_telling, theirs))
    shared = {*telling}.intersection(others)
    is_other = _unlike(telling, others) and _unlike(others, telling)
    if len(shared) < (FEWEST_BESIDE_ANOTHER if is_other else FEWEST_SHARED):
        return 0.0
    return _WORDS * Indel.normalized_similarity(" ".join(telling), " ".join(others))


def _unlike(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one of the words stands for none of the others."""
    return any(word not in others and not any(_is_like(word, other) for other in others) for word in words)


def _numbers(words: Iterable[str]) -> set[str]:
    return {word for word in words if word[0].isdigit()}
